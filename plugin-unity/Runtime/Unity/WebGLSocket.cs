#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy
{
    /// <summary>A browser's WebSocket. There are no threads: it is looked at once in a frame.</summary>
    internal sealed class WebGLSocket : ISocket
    {
        private const int Connecting = 0;
        private const int IsOpen = 1;
        private const int Cut = 1006;

        private readonly IWebSockets _sockets;
        private byte[] _buffer = new byte[4096];
        private int _handle;
        private int? _closeCode;

        public WebGLSocket(IWebSockets sockets)
        {
            _sockets = sockets;
        }

        /// <inheritdoc/>
        public int? CloseCode
        {
            get
            {
                if (_closeCode == null && _handle != 0)
                {
                    var state = _sockets.State(_handle);
                    // What came before the end is taken first.
                    _closeCode = state > IsOpen && _sockets.NextLength(_handle) < 0 ? state : (int?)null;
                }

                return _closeCode;
            }
        }

        /// <inheritdoc/>
        public async Task ConnectAsync(Uri address, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _handle = _sockets.Open(address.AbsoluteUri);
            if (_handle == 0)
            {
                _closeCode = Cut;
                throw new InvalidOperationException("The browser refuses this address; a page served by https may only open wss.");
            }

            try
            {
                while (_handle != 0 && _sockets.State(_handle) == Connecting)
                {
                    // Until the next frame: that is when Unity's main thread takes up what waits.
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (_handle == 0 || _sockets.State(_handle) != IsOpen)
                {
                    throw new InvalidOperationException("Nobody answers at the room's socket, or it does not let this page in (ALLOWED_ORIGINS).");
                }
            }
            catch (Exception)
            {
                Dispose();
                throw;
            }
        }

        /// <inheritdoc/>
        public void Send(byte[] frame)
        {
            if (_handle != 0)
            {
                _sockets.Send(_handle, frame, frame.Length);
            }
        }

        /// <inheritdoc/>
        public bool TryReceive(out ArraySegment<byte> frame)
        {
            var length = _handle == 0 ? -1 : _sockets.NextLength(_handle);
            if (length < 0)
            {
                frame = default;
                return false;
            }

            if (length > _buffer.Length)
            {
                _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
            }

            _sockets.Take(_handle, _buffer);
            frame = new ArraySegment<byte>(_buffer, 0, length);
            return true;
        }

        /// <inheritdoc/>
        public void Close()
        {
            if (_handle != 0)
            {
                _sockets.Close(_handle);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_handle == 0)
            {
                return;
            }

            _closeCode ??= Cut;
            _sockets.Free(_handle);
            _handle = 0;
        }
    }
}
