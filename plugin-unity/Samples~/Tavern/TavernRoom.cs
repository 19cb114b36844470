#nullable enable
using System;
using UnityEngine;

namespace Soliloquy.Samples
{
    /// <summary>Builds the tavern of Unity's own shapes.</summary>
    internal static class TavernRoom
    {
        private static readonly Color Floor = new Color(0.23f, 0.16f, 0.11f);
        private static readonly Color Wall = new Color(0.42f, 0.37f, 0.31f);
        private static readonly Color Wood = new Color(0.36f, 0.23f, 0.13f);

        /// <summary>Floor, walls, bar, tables, light and camera. Returns the cellar's door.</summary>
        public static CellarDoor Build(Transform parent)
        {
            Box(parent, "Floor", new Vector3(0f, -0.1f, 0f), new Vector3(12f, 0.2f, 9f), Floor);
            Box(parent, "Wall", new Vector3(0f, 2f, 4.5f), new Vector3(12f, 4f, 0.2f), Wall);
            Box(parent, "Left wall", new Vector3(-6f, 2f, 0f), new Vector3(0.2f, 4f, 9f), Wall);
            Box(parent, "Right wall", new Vector3(6f, 2f, 0f), new Vector3(0.2f, 4f, 9f), Wall);
            Box(parent, "Bar", new Vector3(-1f, 0.55f, 1.3f), new Vector3(5f, 1.1f, 0.6f), Wood);
            Box(parent, "Tam's table", new Vector3(3f, 0.4f, -0.6f), new Vector3(1.4f, 0.8f, 1f), Wood);
            Box(parent, "Isolde's table", new Vector3(-3.5f, 0.4f, -1.6f), new Vector3(1.4f, 0.8f, 1f), Wood);
            Light(parent, "Hearth", new Vector3(-4.5f, 2.2f, 2.5f), new Color(1f, 0.66f, 0.36f), 1.6f);
            Light(parent, "Window", new Vector3(4.5f, 3.4f, -1.5f), new Color(0.62f, 0.74f, 0.9f), 1.1f);
            Look(parent);
            return Door(parent);
        }

        /// <summary>An object with one component, whose properties are set before it wakes up.</summary>
        public static T Place<T>(string name, Transform parent, Action<T> set) where T : Component => Wake(new GameObject(name), parent, set);

        /// <summary>The same as somebody who can be seen.</summary>
        public static T PlaceFigure<T>(string name, Transform parent, Vector3 position, Color color, Action<T> set) where T : Component
        {
            var body = GameObject.CreatePrimitive(PrimitiveType.Capsule);
            body.name = name;
            body.transform.position = position;
            body.GetComponent<Renderer>().material.color = color;
            return Wake(body, parent, set);
        }

        /// <summary>A nose, so that one sees where somebody looks.</summary>
        public static void Face(Transform body, Color skin) =>
            Box(body, "Nose", body.position + new Vector3(0f, 0.55f, 0.5f), new Vector3(0.16f, 0.16f, 0.3f), Color.Lerp(skin, new Color(1f, 0.85f, 0.7f), 0.7f));

        private static T Wake<T>(GameObject holder, Transform parent, Action<T> set) where T : Component
        {
            holder.SetActive(false);
            holder.transform.SetParent(parent);
            var component = holder.AddComponent<T>();
            set(component);
            holder.SetActive(true);
            return component;
        }

        private static CellarDoor Door(Transform parent)
        {
            Box(parent, "Cellar", new Vector3(3.6f, 1.2f, 4.38f), new Vector3(1.4f, 2.4f, 0.02f), new Color(0.02f, 0.03f, 0.04f));
            var hinge = Place<CellarDoor>("Cellar door", parent, door => door.transform.position = new Vector3(2.9f, 1.2f, 4.3f));
            var leaf = Box(hinge.transform, "Leaf", new Vector3(3.6f, 1.2f, 4.3f), new Vector3(1.4f, 2.4f, 0.1f), Wood);
            Box(leaf, "Lock", new Vector3(4.1f, 1.2f, 4.23f), new Vector3(0.14f, 0.2f, 0.06f), new Color(0.78f, 0.63f, 0.31f));
            return hinge;
        }

        private static Transform Box(Transform parent, string name, Vector3 position, Vector3 size, Color color)
        {
            var box = GameObject.CreatePrimitive(PrimitiveType.Cube);
            box.name = name;
            box.transform.position = position;
            box.transform.localScale = size;
            // It stays where it is, and as large.
            box.transform.SetParent(parent);
            box.GetComponent<Renderer>().material.color = color;
            return box.transform;
        }

        private static void Light(Transform parent, string name, Vector3 position, Color color, float intensity) => Place<Light>(name, parent, light =>
        {
            light.transform.position = position;
            light.type = LightType.Point;
            light.range = 14f;
            light.color = color;
            light.intensity = intensity;
        });

        private static void Look(Transform parent)
        {
            if (Camera.main != null)
            {
                Camera.main.transform.position = new Vector3(0f, 3.6f, -8.5f);
                Camera.main.transform.rotation = Quaternion.Euler(13f, 0f, 0f);
                return;
            }

            Place<Camera>("Main Camera", parent, camera =>
            {
                camera.tag = "MainCamera";
                camera.transform.position = new Vector3(0f, 3.6f, -8.5f);
                camera.transform.rotation = Quaternion.Euler(13f, 0f, 0f);
                camera.clearFlags = CameraClearFlags.SolidColor;
                camera.backgroundColor = new Color(0.03f, 0.03f, 0.05f);
            });
        }
    }
}
