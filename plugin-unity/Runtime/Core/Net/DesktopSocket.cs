#nullable enable
#if !UNITY_WEBGL || UNITY_EDITOR
using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Net
{
    /// <summary>A WebSocket for desktop and mobile: receives and sends on tasks of its own, into queues that are polled.</summary>
    public sealed class DesktopSocket : ISocket
    {
        /// <summary>A server that sends more at once is no Soliloquy server.</summary>
        private const int MaxFrameBytes = 16 << 20;

        /// <summary>Memory of what nobody has polled: a game that was paused for so long joins anew, and gets the state as it is.</summary>
        private const int MaxUnreadBytes = 64 << 20;

        /// <summary>Milliseconds that a closing handshake may take before the line is cut.</summary>
        private const int CloseMs = 2000;

        private const int Cut = 1006;
        private const int BufferBytes = 4096;

        private readonly ClientWebSocket _socket = new ClientWebSocket();
        private readonly CancellationTokenSource _ended = new CancellationTokenSource();
        private readonly ConcurrentQueue<ArraySegment<byte>> _received = new ConcurrentQueue<ArraySegment<byte>>();
        private readonly ConcurrentQueue<byte[]> _outgoing = new ConcurrentQueue<byte[]>();
        private readonly SemaphoreSlim _hasOutgoing = new SemaphoreSlim(0);
        private readonly object _lock = new object();
        private byte[]? _lent;
        private volatile int _closeCode;
        private volatile bool _isClosing;
        private int _unreadBytes;
        private int _tasks;

        /// <inheritdoc/>
        // What came before the end is taken first.
        public int? CloseCode => _closeCode == 0 || !_received.IsEmpty ? (int?)null : _closeCode;

        /// <inheritdoc/>
        public async Task ConnectAsync(Uri address, CancellationToken cancellationToken)
        {
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
                await _socket.ConnectAsync(address, either.Token).ConfigureAwait(false);
            }
            catch (Exception)
            {
                _closeCode = Cut;
                _socket.Dispose();
                throw;
            }

            _tasks = 2;
            _ = Task.Run(ReceiveAsync, CancellationToken.None);
            _ = Task.Run(SendAsync, CancellationToken.None);
        }

        /// <inheritdoc/>
        public void Send(byte[] frame)
        {
            if (_closeCode != 0 || _isClosing)
            {
                return;
            }

            _outgoing.Enqueue(frame);
            _hasOutgoing.Release();
        }

        /// <inheritdoc/>
        public bool TryReceive(out ArraySegment<byte> frame)
        {
            if (_lent != null)
            {
                ArrayPool<byte>.Shared.Return(_lent);
                _lent = null;
            }

            if (!_received.TryDequeue(out frame))
            {
                return false;
            }

            _lent = frame.Array;
            Interlocked.Add(ref _unreadBytes, -frame.Array!.Length);
            return true;
        }

        /// <inheritdoc/>
        public void Close()
        {
            lock (_lock)
            {
                if (_isClosing)
                {
                    return;
                }

                _isClosing = true;
                _hasOutgoing.Release();
                // Where the server does not answer the closing handshake, the line is cut.
                _ended.CancelAfter(CloseMs);
            }
        }

        /// <inheritdoc/>
        public void Dispose() => Close();

        private async Task ReceiveAsync()
        {
            var code = Cut;
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            var length = 0;
            try
            {
                for (; ; )
                {
                    var result = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), _ended.Token).ConfigureAwait(false);
                    if (result.MessageType == WebSocketMessageType.Close)
                    {
                        code = (int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty);
                        break;
                    }

                    length += result.Count;
                    if (!result.EndOfMessage && length > MaxFrameBytes)
                    {
                        break;
                    }

                    if (!result.EndOfMessage)
                    {
                        buffer = WithRoom(buffer, length);
                        continue;
                    }

                    if (result.MessageType == WebSocketMessageType.Binary && length > 0)
                    {
                        // A small frame takes a whole buffer.
                        var unread = Interlocked.Add(ref _unreadBytes, buffer.Length);
                        _received.Enqueue(new ArraySegment<byte>(buffer, 0, length));
                        buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                        if (unread > MaxUnreadBytes)
                        {
                            break;
                        }
                    }

                    length = 0;
                }
            }
            catch (Exception)
            {
                // The line was cut, or we closed it: the code says so.
            }

            ArrayPool<byte>.Shared.Return(buffer);
            _closeCode = code;
            _hasOutgoing.Release();
            End();
        }

        private static byte[] WithRoom(byte[] buffer, int length)
        {
            if (length < buffer.Length)
            {
                return buffer;
            }

            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            Buffer.BlockCopy(buffer, 0, larger, 0, length);
            ArrayPool<byte>.Shared.Return(buffer);
            return larger;
        }

        private async Task SendAsync()
        {
            try
            {
                while (_closeCode == 0)
                {
                    await _hasOutgoing.WaitAsync(_ended.Token).ConfigureAwait(false);
                    while (_outgoing.TryDequeue(out var frame))
                    {
                        await _socket.SendAsync(new ArraySegment<byte>(frame), WebSocketMessageType.Binary, true, _ended.Token).ConfigureAwait(false);
                    }

                    if (_isClosing && _closeCode == 0)
                    {
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended.Token).ConfigureAwait(false);
                        break;
                    }
                }
            }
            catch (Exception)
            {
                // The receiving side notices the end and says so.
            }

            End();
        }

        /// <summary>The last of the two tasks puts the socket away.</summary>
        private void End()
        {
            if (Interlocked.Decrement(ref _tasks) > 0)
            {
                return;
            }

            lock (_lock)
            {
                _isClosing = true;
                _socket.Dispose();
                _ended.Dispose();
            }
        }
    }
}
#endif
