using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    public static class EditorApplication
    {
        public delegate void CallbackFunction();

        // A field, as Unity's is.
        public static CallbackFunction update;

        /// <summary>How many wait for the editor's next update.</summary>
        internal static int Waiting => update?.GetInvocationList().Length ?? 0;

        internal static void Tick()
        {
            update?.Invoke();
            PlayMode.EditorTick();
        }
    }

    public static class EditorUserSettings
    {
        private static readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        public static string GetConfigValue(string name) => Values.TryGetValue(name, out var value) ? value : null;

        public static void SetConfigValue(string name, string value) => Values[name] = value;
    }

    public static class EditorUtility
    {
        public static void SetDirty(UnityEngine.Object target) => Undo.Dirty.Add(target);
    }

    public static class Undo
    {
        /// <summary>What was made or changed so that it can be undone, by the names of the steps.</summary>
        internal static List<string> Steps { get; } = new List<string>();

        internal static List<UnityEngine.Object> Dirty { get; } = new List<UnityEngine.Object>();

        public static void RecordObject(UnityEngine.Object objectToUndo, string name) => Steps.Add(name);

        public static void RegisterCreatedObjectUndo(UnityEngine.Object objectToUndo, string name) => Steps.Add(name);
    }

    public static class GameObjectUtility
    {
        public static void SetParentAndAlign(GameObject child, GameObject parent)
        {
            if (parent != null)
            {
                child.transform.SetParent(parent.transform);
            }
        }
    }

    public static class Selection
    {
        public static UnityEngine.Object activeObject { get; set; }
    }
}
