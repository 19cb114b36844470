using System.Collections.Generic;

namespace UnityEngine.Events
{
    public delegate void UnityAction();

    public delegate void UnityAction<T0>(T0 arg0);

    public delegate void UnityAction<T0, T1>(T0 arg0, T1 arg1);

    public class UnityEvent
    {
        private readonly List<UnityAction> _calls = new List<UnityAction>();

        public void AddListener(UnityAction call) => _calls.Add(call);

        public void RemoveListener(UnityAction call) => _calls.Remove(call);

        public void Invoke() => _calls.ToArray().ForEach(call => call());
    }

    public class UnityEvent<T0>
    {
        private readonly List<UnityAction<T0>> _calls = new List<UnityAction<T0>>();

        public void AddListener(UnityAction<T0> call) => _calls.Add(call);

        public void RemoveListener(UnityAction<T0> call) => _calls.Remove(call);

        public void Invoke(T0 arg0) => _calls.ToArray().ForEach(call => call(arg0));
    }

    public class UnityEvent<T0, T1>
    {
        private readonly List<UnityAction<T0, T1>> _calls = new List<UnityAction<T0, T1>>();

        public void AddListener(UnityAction<T0, T1> call) => _calls.Add(call);

        public void RemoveListener(UnityAction<T0, T1> call) => _calls.Remove(call);

        public void Invoke(T0 arg0, T1 arg1) => _calls.ToArray().ForEach(call => call(arg0, arg1));
    }

    internal static class Arrays
    {
        public static void ForEach<T>(this T[] array, System.Action<T> call) => System.Array.ForEach(array, call);
    }
}
