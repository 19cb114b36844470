using System;

namespace UnityEngine
{
    public static class Mathf
    {
        public static float Clamp(float value, float min, float max) => Math.Max(min, Math.Min(value, max));

        public const float Rad2Deg = (float)(180 / Math.PI);

        public static float Atan2(float y, float x) => (float)Math.Atan2(y, x);

        public static float MoveTowardsAngle(float current, float target, float maxDelta)
        {
            var way = (((target - current) % 360f) + 540f) % 360f - 180f;
            return MoveTowards(current, current + way, maxDelta);
        }

        public static float Max(float a, float b) => Math.Max(a, b);

        public static float MoveTowards(float current, float target, float maxDelta) =>
            Math.Abs(target - current) <= maxDelta ? target : current + (Math.Sign(target - current) * maxDelta);

        public static int Min(int a, int b) => Math.Min(a, b);

        public static int Max(int a, int b) => Math.Max(a, b);

        public static float SmoothStep(float from, float to, float t)
        {
            var part = Clamp(t, 0f, 1f);
            return from + ((to - from) * part * part * (3f - (2f * part)));
        }
    }

    public struct Vector2
    {
        public float x;
        public float y;

        public Vector2(float x, float y)
        {
            (this.x, this.y) = (x, y);
        }

        public static Vector2 zero => default;

        public static implicit operator Vector2(Vector3 v) => new Vector2(v.x, v.y);
    }

    public struct Vector3
    {
        public float x;
        public float y;
        public float z;

        public Vector3(float x, float y, float z)
        {
            (this.x, this.y, this.z) = (x, y, z);
        }

        public static Vector3 zero => default;

        public float magnitude => (float)Math.Sqrt((x * x) + (y * y) + (z * z));

        public Vector3 normalized => magnitude > 0.00001f ? this * (1f / magnitude) : zero;

        public static Vector3 operator +(Vector3 a, Vector3 b) => new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);

        public static Vector3 operator -(Vector3 a, Vector3 b) => new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);

        public static Vector3 operator *(Vector3 a, float d) => new Vector3(a.x * d, a.y * d, a.z * d);
    }

    public struct Quaternion
    {
        /// <summary>In degrees, of which this is made.</summary>
        internal Vector3 Angles { get; private set; }

        public static Quaternion Euler(float x, float y, float z) => new Quaternion { Angles = new Vector3(x, y, z) };
    }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
            (this.x, this.y, this.width, this.height) = (x, y, width, height);
        }

        public float x { get; set; }

        public float y { get; set; }

        public float width { get; set; }

        public float height { get; set; }

        public float xMin => x;

        public float yMin => y;

        public float xMax => x + width;

        public float yMax => y + height;

        public bool Overlaps(Rect other) => other.xMax > xMin && other.xMin < xMax && other.yMax > yMin && other.yMin < yMax;
    }
}
