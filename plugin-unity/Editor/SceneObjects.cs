#nullable enable
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>Makes objects in the open scene, so that it can be undone, and selects them.</summary>
    internal static class SceneObjects
    {
        /// <summary>Below <paramref name="parent"/>, or at the top of the scene.</summary>
        public static T Create<T>(string name, GameObject? parent) where T : Component
        {
            var made = new GameObject(name);
            Undo.RegisterCreatedObjectUndo(made, "Create " + name);
            GameObjectUtility.SetParentAndAlign(made, parent);
            var component = made.AddComponent<T>();
            Selection.activeObject = made;
            return component;
        }
    }
}
