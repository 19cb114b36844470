using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace UnityEngine
{
    public static class Application
    {
        public static event Action quitting;

        public static bool isPlaying => PlayMode.IsPlaying;

        /// <summary>How many listen for the end.</summary>
        internal static int Waiting => quitting?.GetInvocationList().Length ?? 0;

        internal static void Quit() => quitting?.Invoke();
    }

    public static class Debug
    {
        /// <summary>What was logged: kind and text.</summary>
        internal static List<(string Kind, string Text)> Lines { get; } = new List<(string Kind, string Text)>();

        public static void Log(object message) => Add("log", message);

        public static void LogWarning(object message) => Add("warning", message);

        public static void LogWarning(object message, Object context) => Add("warning", message);

        public static void LogException(Exception exception) => Add("exception", exception);

        public static void LogException(Exception exception, Object context) => Add("exception", exception);

        private static void Add(string kind, object what)
        {
            lock (Lines)
            {
                Lines.Add((kind, what.ToString()));
            }
        }
    }

    public static class PlayerPrefs
    {
        private static readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        public static string GetString(string key, string defaultValue) => Values.TryGetValue(key, out var value) ? value : defaultValue;

        public static void SetString(string key, string value) => Values[key] = value;

        public static void DeleteKey(string key) => Values.Remove(key);

        public static void Save()
        {
        }
    }

    public static class Time
    {
        private static readonly Stopwatch Clock = Stopwatch.StartNew();
        private static float _before;

        public static float timeScale { get; set; } = 1f;

        public static float realtimeSinceStartup => (float)Clock.Elapsed.TotalSeconds;

        public static float unscaledDeltaTime { get; private set; }

        public static float deltaTime => unscaledDeltaTime * timeScale;

        internal static void Advance()
        {
            var now = realtimeSinceStartup;
            (unscaledDeltaTime, _before) = (now - _before, now);
        }
    }
}
