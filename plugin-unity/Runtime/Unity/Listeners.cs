#nullable enable
using System;
using UnityEngine;
using UnityEngine.Events;

namespace Soliloquy
{
    /// <summary>Raises events so that a listener which fails stops nobody else: its exception is logged.</summary>
    internal static class Listeners
    {
        public static void Tell(Action? listeners, UnityEvent? wired = null)
        {
            foreach (var listener in Each(listeners))
            {
                Guard((Action)listener);
            }

            if (wired != null)
            {
                Guard(wired.Invoke);
            }
        }

        public static void Tell<T>(Action<T>? listeners, T what, UnityEvent<T>? wired = null)
        {
            foreach (var listener in Each(listeners))
            {
                Guard((Action<T>)listener, what);
            }

            if (wired != null)
            {
                Guard(wired.Invoke, what);
            }
        }

        public static void Tell<T1, T2>(Action<T1, T2>? listeners, T1 first, T2 second, UnityEvent<T1, T2>? wired = null)
        {
            foreach (var listener in Each(listeners))
            {
                Guard((Action<T1, T2>)listener, first, second);
            }

            if (wired != null)
            {
                Guard(wired.Invoke, first, second);
            }
        }

        public static void Guard(Action listener)
        {
            try
            {
                listener();
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }
        }

        private static void Guard<T>(Action<T> listener, T what)
        {
            try
            {
                listener(what);
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }
        }

        private static void Guard<T1, T2>(Action<T1, T2> listener, T1 first, T2 second)
        {
            try
            {
                listener(first, second);
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }
        }

        private static Delegate[] Each(Delegate? listeners) => listeners == null ? Array.Empty<Delegate>() : listeners.GetInvocationList();
    }
}
