using System.Collections;
using System.Collections.Generic;

namespace UnityEngine
{
    public class Component : Object
    {
        internal GameObject Owner { get; set; }

        public GameObject gameObject => ((Component)Alive()).Owner;

        public Transform transform => gameObject.transform;

        public new string name
        {
            get => gameObject.name;
            set => gameObject.name = value;
        }

        public string tag { get; set; } = "Untagged";

        public bool TryGetComponent<T>(out T component) => gameObject.TryGetComponent(out component);

        public T GetComponent<T>() => gameObject.GetComponent<T>();
    }

    public class Behaviour : Component
    {
        private bool _enabled = true;

        public bool enabled
        {
            get => ((Behaviour)Alive())._enabled;
            set
            {
                ((Behaviour)Alive())._enabled = value;
                PlayMode.Refresh(this);
            }
        }

        public bool isActiveAndEnabled => !IsDestroyed && _enabled && Owner.activeInHierarchy;
    }

    public class MonoBehaviour : Behaviour
    {
        internal bool IsAwake { get; set; }

        internal bool IsRunning { get; set; }

        internal bool IsStarted { get; set; }

        internal List<Coroutine> Coroutines { get; } = new List<Coroutine>();

        public Coroutine StartCoroutine(IEnumerator routine)
        {
            var coroutine = new Coroutine(routine);
            Coroutines.Add(coroutine);
            coroutine.Step();
            return coroutine;
        }
    }

    public class YieldInstruction
    {
    }

    public abstract class CustomYieldInstruction : IEnumerator
    {
        public abstract bool keepWaiting { get; }

        public object Current => null;

        public bool MoveNext() => keepWaiting;

        public virtual void Reset()
        {
        }
    }

    public sealed class Coroutine : YieldInstruction
    {
        private readonly Stack<IEnumerator> _routines = new Stack<IEnumerator>();

        internal Coroutine(IEnumerator routine)
        {
            _routines.Push(routine);
        }

        internal bool IsOver => _routines.Count == 0;

        internal void Step()
        {
            while (_routines.Count > 0)
            {
                if (!_routines.Peek().MoveNext())
                {
                    _routines.Pop();
                    continue;
                }

                if (!(_routines.Peek().Current is IEnumerator inner))
                {
                    return;
                }

                _routines.Push(inner);
            }
        }
    }
}
