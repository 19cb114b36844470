using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using UnityEngine.SceneManagement;

namespace UnityEngine
{
    public sealed class GameObject : Object
    {
        private readonly List<Component> _components = new List<Component>();
        private bool _activeSelf = true;

        public GameObject(string name, params Type[] components)
        {
            this.name = name;
            scene = PlayMode.Current;
            transform = new Transform { Owner = this };
            _components.Add(transform);
            PlayMode.All.Add(this);
            foreach (var component in components)
            {
                AddComponent(component);
            }
        }

        public Transform transform { get; }

        public Scene scene { get; internal set; }

        public bool activeSelf => _activeSelf;

        public bool activeInHierarchy => !IsDestroyed && _activeSelf && (transform.parent == null || transform.parent.Owner.activeInHierarchy);

        internal IReadOnlyList<Component> Components => _components;

        public static GameObject CreatePrimitive(PrimitiveType type) => new GameObject(type.ToString(), typeof(Renderer));

        public void SetActive(bool value)
        {
            _activeSelf = value;
            PlayMode.Refresh(this);
        }

        public T AddComponent<T>() where T : Component => (T)AddComponent(typeof(T));

        public Component AddComponent(Type type)
        {
            Alive();
            if (type.GetCustomAttribute<DisallowMultipleComponent>() != null && _components.Any(type.IsInstanceOfType))
            {
                Debug.LogWarning($"Can't add component '{type.Name}' because such a component is already added to the game object!");
                return null;
            }

            foreach (var required in type.GetCustomAttributes<RequireComponent>())
            {
                if (!_components.Any(required.m_Type0.IsInstanceOfType))
                {
                    AddComponent(required.m_Type0);
                }
            }

            var component = (Component)Activator.CreateInstance(type, true);
            component.Owner = this;
            _components.Add(component);
            PlayMode.Refresh(this);
            return component;
        }

        public T GetComponent<T>() => ((GameObject)Alive())._components.OfType<T>().FirstOrDefault();

        public bool TryGetComponent<T>(out T component)
        {
            component = GetComponent<T>();
            return component != null;
        }

        public T[] GetComponentsInChildren<T>(bool includeInactive) => _components.OfType<T>()
            .Concat(Enumerable.Range(0, transform.childCount).SelectMany(index => transform.GetChild(index).Owner.GetComponentsInChildren<T>(includeInactive)))
            .ToArray();

        internal void Forget(Component component) => _components.Remove(component);
    }

    public class Transform : Component
    {
        private readonly List<Transform> _children = new List<Transform>();
        private Transform _parent;

        public Vector3 position { get; set; }

        public Vector3 localScale { get; set; }

        public Quaternion rotation { get; set; }

        public Quaternion localRotation { get; set; }

        public Transform parent
        {
            get => ((Transform)Alive())._parent;
            set => SetParent(value);
        }

        public int childCount => _children.Count;

        public Transform GetChild(int index) => _children[index];

        public void SetParent(Transform parent)
        {
            _parent?._children.Remove(this);
            _parent = parent;
            parent?._children.Add(this);
            PlayMode.Refresh(Owner);
        }
    }
}
