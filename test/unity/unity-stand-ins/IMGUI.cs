using System.Collections.Generic;

namespace UnityEngine
{
    /// <summary>What an inspector or window drew since the last <see cref="Begin"/>, and what its user does in the next drawing.</summary>
    internal static class Drawing
    {
        public static List<string> Lines { get; } = new List<string>();

        /// <summary>The label of the button to press.</summary>
        public static string Press { get; set; }

        /// <summary>What is typed into the field of a label.</summary>
        public static (string Label, string Text) Type { get; set; }

        /// <summary>What is picked in the menu of a label.</summary>
        public static (string Label, string Choice) Pick { get; set; }

        public static bool IsEnabled { get; set; } = true;

        public static void Begin() => Lines.Clear();
    }

    public sealed class GUIContent
    {
        public GUIContent(string text, string tooltip = "")
        {
            (this.text, this.tooltip) = (text, tooltip);
        }

        public string text { get; set; }

        public string tooltip { get; set; }
    }

    public sealed class GUIStyle
    {
    }

    public sealed class GUILayoutOption
    {
    }

    public static class GUILayout
    {
        public static bool Button(string text, params GUILayoutOption[] options)
        {
            Drawing.Lines.Add($"[{text}]{(Drawing.IsEnabled ? string.Empty : " (off)")}");
            if (!Drawing.IsEnabled || Drawing.Press != text)
            {
                return false;
            }

            Drawing.Press = null;
            return true;
        }

        public static bool Button(GUIContent content, params GUILayoutOption[] options) => Button(content.text);
    }

    public static class GUI
    {
        public static Color color { get; set; }

        public static void Label(Rect position, string text) => Drawing.Lines.Add(text);
    }

    public enum EventType
    {
        KeyDown = 4,
        KeyUp = 5,
        Repaint = 7,
    }

    public enum KeyCode
    {
        None = 0,
        Return = 13,
        Escape = 27,
        A = 97,
        D = 100,
        E = 101,
        S = 115,
        W = 119,
        KeypadEnter = 271,
        UpArrow = 273,
        DownArrow = 274,
        RightArrow = 275,
        LeftArrow = 276,
    }

    public sealed class Event
    {
        public static Event current { get; internal set; }

        public EventType type { get; internal set; }

        public KeyCode keyCode { get; internal set; }

        public void Use()
        {
        }
    }
}
