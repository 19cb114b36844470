#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Net
{
    /// <summary>
    /// A WebSocket as this client needs it: frames are taken by polling, from whichever thread owns the room. There is one for
    /// desktop and mobile (<c>DesktopSocket</c>) and one for WebGL; a game may bring its own.
    /// </summary>
    public interface ISocket : IDisposable
    {
        /// <summary>Null while it is open; then a WebSocket close code, 1006 where the line was cut.</summary>
        int? CloseCode { get; }

        /// <summary>Opens it. Throws where nobody answers, or the token was cancelled.</summary>
        Task ConnectAsync(Uri address, CancellationToken cancellationToken);

        /// <summary>Queues a binary frame; frames go out in the order of the calls. What cannot be sent any more is dropped.</summary>
        void Send(byte[] frame);

        /// <summary>Takes the next frame that came, if there is one. Its buffer is good until the next call.</summary>
        bool TryReceive(out ArraySegment<byte> frame);

        /// <summary>Closes it; frames queued before still go out.</summary>
        void Close();
    }
}
