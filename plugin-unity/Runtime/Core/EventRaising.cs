#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>Tells listeners of an event. One that throws keeps neither the others nor later messages from being told: what it threw
    /// goes to <see cref="Platform.LogException"/>.</summary>
    internal static class EventRaising
    {
        public static void Raise(this Action? listeners)
        {
            foreach (var listener in Each(listeners))
            {
                try
                {
                    ((Action)listener)();
                }
                catch (Exception failure)
                {
                    Platform.LogException(failure);
                }
            }
        }

        public static void Raise<T>(this Action<T>? listeners, T what)
        {
            foreach (var listener in Each(listeners))
            {
                try
                {
                    ((Action<T>)listener)(what);
                }
                catch (Exception failure)
                {
                    Platform.LogException(failure);
                }
            }
        }

        public static void Raise<T, TMore>(this Action<T, TMore>? listeners, T what, TMore more)
        {
            foreach (var listener in Each(listeners))
            {
                try
                {
                    ((Action<T, TMore>)listener)(what, more);
                }
                catch (Exception failure)
                {
                    Platform.LogException(failure);
                }
            }
        }

        public static void Raise<T, TMore, TMost>(this Action<T, TMore, TMost>? listeners, T what, TMore more, TMost most)
        {
            foreach (var listener in Each(listeners))
            {
                try
                {
                    ((Action<T, TMore, TMost>)listener)(what, more, most);
                }
                catch (Exception failure)
                {
                    Platform.LogException(failure);
                }
            }
        }

        private static Delegate[] Each(Delegate? listeners) => listeners?.GetInvocationList() ?? Array.Empty<Delegate>();
    }
}
