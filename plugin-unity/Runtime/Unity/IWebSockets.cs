#nullable enable
namespace Soliloquy
{
    /// <summary>The functions of SoliloquySocket.jslib: a browser's WebSockets, by handle.</summary>
    internal interface IWebSockets
    {
        /// <summary>Opens a socket; 0 where the browser refuses the address.</summary>
        int Open(string url);

        /// <summary>0 while it connects, 1 while it is open, else its close code (1006 where it never opened).</summary>
        int State(int handle);

        /// <summary>Queues a frame.</summary>
        void Send(int handle, byte[] frame, int length);

        /// <summary>Bytes of the next frame that came; -1 where there is none.</summary>
        int NextLength(int handle);

        /// <summary>Takes the next frame into a buffer that has room for it.</summary>
        void Take(int handle, byte[] buffer);

        /// <summary>Closes it. Frames that came are kept until <see cref="Free"/>.</summary>
        void Close(int handle);

        /// <summary>Closes and forgets it.</summary>
        void Free(int handle);
    }
}
