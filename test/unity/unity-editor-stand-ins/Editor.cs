using System;
using System.Collections.Generic;
using System.Reflection;
using UnityEngine;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CustomEditor : Attribute
    {
        public CustomEditor(Type inspectedType)
        {
            InspectedType = inspectedType;
        }

        internal Type InspectedType { get; }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CanEditMultipleObjects : Attribute
    {
    }

    public class Editor : ScriptableObject
    {
        public UnityEngine.Object target => targets[0];

        public UnityEngine.Object[] targets { get; internal set; }

        /// <summary>How often it asked to be drawn anew.</summary>
        internal int Repaints { get; private set; }

        public virtual void OnInspectorGUI()
        {
        }

        public virtual bool RequiresConstantRepaint() => false;

        public bool DrawDefaultInspector()
        {
            Drawing.Lines.Add("(fields)");
            return false;
        }

        public void Repaint() => Repaints++;

        /// <summary>Opens an inspector for something selected.</summary>
        internal static T Open<T>(params UnityEngine.Object[] targets) where T : Editor, new()
        {
            var inspected = typeof(T).GetCustomAttribute<CustomEditor>().InspectedType;
            if (!Array.TrueForAll(targets, inspected.IsInstanceOfType) || (targets.Length > 1 && typeof(T).GetCustomAttribute<CanEditMultipleObjects>() == null))
            {
                throw new ArgumentException($"{typeof(T)} is no editor of these.");
            }

            return new T { targets = targets };
        }

        /// <summary>Draws it once; what it drew, line by line.</summary>
        internal List<string> Draw()
        {
            Drawing.Begin();
            OnInspectorGUI();
            return new List<string>(Drawing.Lines);
        }

        internal void Close() => Messages.Send(this, "OnDisable");
    }

    public class EditorWindow : ScriptableObject
    {
        internal static EditorWindow Opened { get; private set; }

        internal int Repaints { get; private set; }

        public static T GetWindow<T>(string title) where T : EditorWindow, new()
        {
            var window = new T { name = title };
            Opened = window;
            return window;
        }

        public void Repaint() => Repaints++;

        internal List<string> Draw()
        {
            Drawing.Begin();
            Messages.Send(this, "OnGUI");
            return new List<string>(Drawing.Lines);
        }
    }

    internal static class Messages
    {
        public static void Send(object receiver, string message) =>
            receiver.GetType().GetMethod(message, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.Invoke(receiver, null);
    }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class MenuItem : Attribute
    {
        public MenuItem(string itemName)
        {
            menuItem = itemName;
        }

        public MenuItem(string itemName, bool isValidateFunction, int priority)
        {
            menuItem = itemName;
        }

        public string menuItem;
    }

    public sealed class MenuCommand
    {
        public MenuCommand(UnityEngine.Object inContext)
        {
            context = inContext;
        }

        public UnityEngine.Object context;
    }
}
