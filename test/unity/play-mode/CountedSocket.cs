using System;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy.Tests
{
    /// <summary>Counts the sockets that nobody has put away yet.</summary>
    internal sealed class CountedSocket : ISocket
    {
        private static int _live;

        private readonly ISocket _socket;
        private int _isOver;

        public CountedSocket(ISocket socket)
        {
            _socket = socket;
            Interlocked.Increment(ref _live);
            Made++;
        }

        public static int Live => _live;

        public static int Made { get; private set; }

        public int? CloseCode => _socket.CloseCode;

        public async Task ConnectAsync(Uri address, CancellationToken cancellationToken)
        {
            try
            {
                await _socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Puts itself away.
                End();
                throw;
            }
        }

        public void Send(byte[] frame) => _socket.Send(frame);

        public bool TryReceive(out ArraySegment<byte> frame) => _socket.TryReceive(out frame);

        public void Close() => _socket.Close();

        public void Dispose()
        {
            _socket.Dispose();
            End();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Decrement(ref _live);
            }
        }
    }
}
