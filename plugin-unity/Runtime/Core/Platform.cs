#nullable enable
using System;
using Soliloquy.Net;

namespace Soliloquy
{
    /// <summary>What connects where nothing else was given: sockets and HTTP of desktop and mobile, or those that the Unity layer
    /// sets for WebGL.</summary>
    public static class Platform
    {
        /// <summary>Takes what a game's own listeners and actions throw: that stops nothing else. In Unity it goes to the console
        /// (<c>Debug.LogException</c>), elsewhere to the error output.</summary>
        public static Action<Exception> LogException { get; set; } = exception => Console.Error.WriteLine(exception);

#if !UNITY_WEBGL || UNITY_EDITOR
        /// <summary>Makes a socket.</summary>
        public static Func<ISocket> NewSocket { get; set; } = () => new DesktopSocket();

        /// <summary>Does match-making.</summary>
        public static IHttp Http { get; set; } = new DesktopHttp();
#else
        /// <summary>Makes a socket.</summary>
        public static Func<ISocket> NewSocket { get; set; } = () => throw new SoliloquyException("unsupported-platform", "Set Platform.NewSocket first; the Unity layer does.");

        /// <summary>Does match-making.</summary>
        public static IHttp Http { get; set; } = null!;
#endif
    }
}
