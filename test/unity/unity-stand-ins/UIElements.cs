using System;
using System.Collections.Generic;

namespace UnityEngine.UIElements
{
    public enum DisplayStyle
    {
        Flex,
        None,
    }

    public enum PickingMode
    {
        Position,
        Ignore,
    }

    public enum TrickleDown
    {
        NoTrickleDown,
        TrickleDown,
    }

    public struct StyleEnum<T> where T : struct
    {
        public T value { get; set; }

        public static bool operator ==(StyleEnum<T> lhs, StyleEnum<T> rhs) => lhs.value.Equals(rhs.value);

        public static bool operator !=(StyleEnum<T> lhs, StyleEnum<T> rhs) => !(lhs == rhs);

        public override bool Equals(object obj) => obj is StyleEnum<T> other && this == other;

        public override int GetHashCode() => value.GetHashCode();

        public static implicit operator StyleEnum<T>(T v) => new StyleEnum<T> { value = v };
    }

    public struct StyleFloat
    {
        public float value { get; set; }

        public static implicit operator StyleFloat(float v) => new StyleFloat { value = v };
    }

    public struct StyleLength
    {
        public float value { get; set; }

        public static implicit operator StyleLength(float v) => new StyleLength { value = v };
    }

    public interface IStyle
    {
        StyleEnum<DisplayStyle> display { get; set; }

        StyleFloat opacity { get; set; }

        StyleLength left { get; set; }

        StyleLength top { get; set; }

        StyleLength maxWidth { get; set; }
    }

    public interface IResolvedStyle
    {
        float width { get; }

        float height { get; }
    }

    public interface IPanel
    {
    }

    public class StyleSheet : ScriptableObject
    {
    }

    public class ThemeStyleSheet : StyleSheet
    {
    }

    public struct VisualElementStyleSheetSet
    {
        internal List<StyleSheet> All { get; set; }

        public void Add(StyleSheet styleSheet) => All.Add(styleSheet);
    }

    public abstract class EventBase
    {
        public void StopPropagation()
        {
        }
    }

    public sealed class GeometryChangedEvent : EventBase
    {
    }

    public interface IVisualElementScheduledItem
    {
    }

    public interface IVisualElementScheduler
    {
        IVisualElementScheduledItem Execute(Action updateEvent);
    }

    public sealed class KeyDownEvent : EventBase
    {
        public KeyCode keyCode { get; internal set; }
    }

    public sealed class ChangeEvent<T> : EventBase
    {
        public T newValue { get; internal set; }
    }

    public delegate void EventCallback<in TEventType>(TEventType evt);

    public class VisualElement
    {
        private readonly List<VisualElement> _children = new List<VisualElement>();
        private readonly List<Delegate> _callbacks = new List<Delegate>();
        private readonly HashSet<string> _classes = new HashSet<string>();
        private readonly VisualElementStyleSheetSet _sheets = new VisualElementStyleSheetSet { All = new List<StyleSheet>() };

        public string name { get; set; }

        public IStyle style { get; } = new Style();

        public IResolvedStyle resolvedStyle => Panel != null ? new Resolved(1920f, 1080f) : new Resolved(200f, 50f);

        public VisualElementStyleSheetSet styleSheets => _sheets;

        public PickingMode pickingMode { get; set; }

        public IVisualElementScheduler schedule { get; } = new AtOnce();

        public virtual VisualElement contentContainer => this;

        public VisualElement parent { get; private set; }

        public IPanel panel => Panel ?? parent?.panel;

        internal IPanel Panel { get; set; }

        public int childCount => _children.Count;

        public VisualElement this[int key] => _children[key];

        public void Add(VisualElement child)
        {
            child.RemoveFromHierarchy();
            child.parent = this;
            _children.Add(child);
        }

        public void Insert(int index, VisualElement element)
        {
            element.RemoveFromHierarchy();
            element.parent = this;
            _children.Insert(index, element);
        }

        public void RemoveFromHierarchy()
        {
            parent?._children.Remove(this);
            parent = null;
        }

        public void AddToClassList(string className) => _classes.Add(className);

        public void EnableInClassList(string className, bool enable) => _ = enable ? _classes.Add(className) : _classes.Remove(className);

        public bool ClassListContains(string cls) => _classes.Contains(cls);

        public virtual void Focus()
        {
        }

        public void RegisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown) where TEventType : EventBase =>
            _callbacks.Add(callback);

        /// <summary>What the event system does when something happens.</summary>
        internal void Happen<T>(T what)
        {
            foreach (var callback in _callbacks.ToArray())
            {
                (callback as EventCallback<T>)?.Invoke(what);
            }
        }

        private sealed class AtOnce : IVisualElementScheduler
        {
            public IVisualElementScheduledItem Execute(Action updateEvent)
            {
                updateEvent();
                return null;
            }
        }

        private sealed class Style : IStyle
        {
            public StyleEnum<DisplayStyle> display { get; set; }

            public StyleFloat opacity { get; set; } = 1f;

            public StyleLength left { get; set; }

            public StyleLength top { get; set; }

            public StyleLength maxWidth { get; set; }
        }

        private sealed class Resolved : IResolvedStyle
        {
            public Resolved(float width, float height)
            {
                (this.width, this.height) = (width, height);
            }

            public float width { get; }

            public float height { get; }
        }
    }

    public class Label : VisualElement
    {
        public string text { get; set; } = string.Empty;

        public bool enableRichText { get; set; } = true;
    }

    public class TextField : VisualElement
    {
        private string _value = string.Empty;

        public string label { get; set; }

        public int maxLength { get; set; }

        public string value
        {
            get => _value;
            set
            {
                _value = value;
                Happen(new ChangeEvent<string> { newValue = value });
            }
        }

        public void SetValueWithoutNotify(string newValue) => _value = newValue;
    }

    public static class INotifyValueChangedExtensions
    {
        public static bool RegisterValueChangedCallback(this TextField control, EventCallback<ChangeEvent<string>> callback)
        {
            control.RegisterCallback(callback);
            return true;
        }
    }

    public class ScrollView : VisualElement
    {
        public void ScrollTo(VisualElement child)
        {
        }
    }

    public class PanelSettings : ScriptableObject
    {
        public ThemeStyleSheet themeStyleSheet { get; set; }
    }

    public sealed class UIDocument : MonoBehaviour
    {
        public PanelSettings panelSettings { get; set; }

        public VisualElement rootVisualElement { get; private set; }

        private void OnEnable() => rootVisualElement = new VisualElement { Panel = new DrawnPanel() };

        private void OnDisable() => rootVisualElement = null;

        private sealed class DrawnPanel : IPanel
        {
        }
    }

    public static class RuntimePanelUtils
    {
        public static Vector2 CameraTransformWorldToPanel(IPanel panel, Vector3 worldPosition, Camera camera) => new Vector2(worldPosition.x, worldPosition.y);
    }
}
