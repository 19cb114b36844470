using System;

namespace UnityEngine
{
    public sealed class MissingReferenceException : Exception
    {
        public MissingReferenceException(string message) : base(message)
        {
        }
    }

    /// <summary>Equal to null once destroyed, as Unity's is.</summary>
    public class Object
    {
        private string _name = string.Empty;

        internal bool IsDestroyed { get; set; }

        public string name
        {
            get => Alive()._name;
            set => Alive()._name = value;
        }

        public static implicit operator bool(Object exists) => exists != null;

        public static bool operator ==(Object x, Object y) =>
            x is null || x.IsDestroyed ? y is null || y.IsDestroyed : ReferenceEquals(x, y);

        public static bool operator !=(Object x, Object y) => !(x == y);

        public static void Destroy(Object obj) => PlayMode.DestroyLater(obj);

        public static void DestroyImmediate(Object obj) => PlayMode.DestroyNow(obj);

        public static void DontDestroyOnLoad(Object target)
        {
            var gameObject = target as GameObject ?? ((Component)target).gameObject;
            gameObject.scene = PlayMode.Undying;
        }

        public override bool Equals(object other) => other is Object known ? this == known : other is null && IsDestroyed;

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        public override string ToString() => $"{_name} ({GetType().Name})";

        private protected Object Alive() => !IsDestroyed
            ? this
            : throw new MissingReferenceException($"The object of type '{GetType().Name}' has been destroyed but you are still trying to access it.");
    }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject, new() => new T();
    }
}
