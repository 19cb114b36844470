namespace UnityEngine
{
    public struct Color
    {
        public float r;
        public float g;
        public float b;

        public Color(float r, float g, float b)
        {
            (this.r, this.g, this.b) = (r, g, b);
        }

        public static Color Lerp(Color a, Color b, float t) =>
            new Color(a.r + ((b.r - a.r) * t), a.g + ((b.g - a.g) * t), a.b + ((b.b - a.b) * t));
    }

    public sealed class Material : Object
    {
        public Color color { get; set; }
    }

    public class Renderer : Component
    {
        public Material material { get; } = new Material();
    }

    public enum PrimitiveType
    {
        Sphere,
        Capsule,
        Cylinder,
        Cube,
    }

    public enum CameraClearFlags
    {
        Skybox = 1,
        SolidColor = 2,
    }

    public sealed class Camera : Behaviour
    {
        private static Camera _main;

        public static Camera main
        {
            get => _main != null ? _main : null;
            internal set => _main = value;
        }

        public CameraClearFlags clearFlags { get; set; }

        public Color backgroundColor { get; set; }

        public Vector3 WorldToViewportPoint(Vector3 position) => position;

        public Vector3 WorldToScreenPoint(Vector3 position) => position;
    }

    public static class Screen
    {
        public static int height => 720;
    }

    public enum LightType
    {
        Spot,
        Directional,
        Point,
    }

    public sealed class Light : Behaviour
    {
        public LightType type { get; set; }

        public float range { get; set; }

        public Color color { get; set; }

        public float intensity { get; set; }
    }

    public static class Resources
    {
        public static T Load<T>(string path) where T : Object => System.Activator.CreateInstance<T>();
    }
}
