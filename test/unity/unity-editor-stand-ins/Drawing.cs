using System;
using UnityEngine;

namespace UnityEditor
{
    public enum MessageType
    {
        None,
        Info,
        Warning,
        Error,
    }

    public static class EditorStyles
    {
        public static GUIStyle boldLabel { get; } = new GUIStyle();

        public static GUIStyle wordWrappedLabel { get; } = new GUIStyle();
    }

    public static class EditorGUI
    {
        public readonly struct DisabledScope : IDisposable
        {
            private readonly bool _before;

            public DisabledScope(bool disabled)
            {
                _before = Drawing.IsEnabled;
                Drawing.IsEnabled = _before && !disabled;
            }

            public void Dispose() => Drawing.IsEnabled = _before;
        }
    }

    public static class EditorGUILayout
    {
        public static void HelpBox(string message, MessageType type) => Drawing.Lines.Add($"{type}: {message}");

        public static void LabelField(string label, GUIStyle style) => Drawing.Lines.Add(label);

        public static void LabelField(string label, string label2) => Drawing.Lines.Add($"{label}: {label2}");

        public static void LabelField(string label, string label2, GUIStyle style) => Drawing.Lines.Add($"{label}: {label2}");

        public static string TextField(string label, string text)
        {
            if (Drawing.Type.Label == label)
            {
                text = Drawing.Type.Text;
                Drawing.Type = default;
            }

            Drawing.Lines.Add($"{label} <{text}>");
            return text;
        }

        public static int Popup(string label, int selectedIndex, string[] displayedOptions)
        {
            Drawing.Lines.Add($"{label}: {string.Join(" | ", displayedOptions)}");
            if (Drawing.Pick.Label != label)
            {
                return selectedIndex;
            }

            var picked = Array.IndexOf(displayedOptions, Drawing.Pick.Choice);
            Drawing.Pick = default;
            return picked;
        }

        public static void Space()
        {
        }

        public static Rect BeginHorizontal() => default;

        public static void EndHorizontal()
        {
        }

        public static Vector2 BeginScrollView(Vector2 scrollPosition) => scrollPosition;

        public static void EndScrollView()
        {
        }
    }
}
