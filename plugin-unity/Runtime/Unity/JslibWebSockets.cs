#nullable enable
#if UNITY_WEBGL && !UNITY_EDITOR
using System.Runtime.InteropServices;

namespace Soliloquy
{
    /// <summary>Runtime/Plugins/WebGL/SoliloquySocket.jslib, which the build links in.</summary>
    internal sealed class JslibWebSockets : IWebSockets
    {
        public int Open(string url) => SoliloquySocketOpen(url);

        public int State(int handle) => SoliloquySocketState(handle);

        public void Send(int handle, byte[] frame, int length) => SoliloquySocketSend(handle, frame, length);

        public int NextLength(int handle) => SoliloquySocketNextLength(handle);

        public void Take(int handle, byte[] buffer) => SoliloquySocketTake(handle, buffer);

        public void Close(int handle) => SoliloquySocketClose(handle);

        public void Free(int handle) => SoliloquySocketFree(handle);

        [DllImport("__Internal")]
        private static extern int SoliloquySocketOpen(string url);

        [DllImport("__Internal")]
        private static extern int SoliloquySocketState(int handle);

        [DllImport("__Internal")]
        private static extern void SoliloquySocketSend(int handle, byte[] frame, int length);

        [DllImport("__Internal")]
        private static extern int SoliloquySocketNextLength(int handle);

        [DllImport("__Internal")]
        private static extern void SoliloquySocketTake(int handle, byte[] buffer);

        [DllImport("__Internal")]
        private static extern void SoliloquySocketClose(int handle);

        [DllImport("__Internal")]
        private static extern void SoliloquySocketFree(int handle);
    }
}
#endif
