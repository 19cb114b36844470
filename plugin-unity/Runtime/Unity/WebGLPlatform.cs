#nullable enable
#if UNITY_WEBGL && !UNITY_EDITOR
using UnityEngine;

namespace Soliloquy
{
    /// <summary>Connects by what a browser has, from before the first scene on; a game may set something of its own later.</summary>
    internal static class WebGLPlatform
    {
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Set()
        {
            var sockets = new JslibWebSockets();
            Platform.NewSocket = () => new WebGLSocket(sockets);
            Platform.Http = new UnityWebRequestHttp();
        }
    }
}
#endif
