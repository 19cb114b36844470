#nullable enable
using System;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>What Unity has for the core, from before the first scene on; a game may set something of its own later.</summary>
    internal static class UnityPlatform
    {
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Set()
        {
            Platform.LogException = Log;
#if UNITY_WEBGL && !UNITY_EDITOR
            var sockets = new JslibWebSockets();
            Platform.NewSocket = () => new WebGLSocket(sockets);
            Platform.Http = new UnityWebRequestHttp();
#endif
        }

        private static void Log(Exception failure)
        {
            // An action that could not be done is no fault of the game.
            if (!(failure is ActionFailure))
            {
                Debug.LogException(failure);
            }
        }
    }
}
