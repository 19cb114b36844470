#nullable enable
using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Net
{
    /// <summary>A place in a room, which the server keeps for some seconds.</summary>
    internal sealed class Seat
    {
        private readonly string _socketAddress;

        /// <summary>A seat whose room's socket is at an address, without the query.</summary>
        public Seat(string roomId, string sessionId, string socketAddress)
        {
            RoomId = roomId;
            SessionId = sessionId;
            _socketAddress = socketAddress;
        }

        public string RoomId { get; }

        public string SessionId { get; }

        /// <summary>Connects a socket to the room; <paramref name="reconnectionToken"/> is empty where one was not in it before. Throws
        /// <see cref="SoliloquyException"/> (<c>unreachable</c>), or that it was cancelled.</summary>
        public async Task<ISocket> TakeAsync(Func<ISocket> newSocket, string reconnectionToken, string? token, CancellationToken cancellationToken)
        {
            var socket = newSocket();
            try
            {
                await socket.ConnectAsync(SocketAddress(reconnectionToken, token), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return socket;
            }
            catch (Exception cause)
            {
                socket.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                throw new SoliloquyException("unreachable", $"The room's socket cannot be opened: {cause.Message}", cause);
            }
        }

        private Uri SocketAddress(string reconnectionToken, string? token)
        {
            var address = new StringBuilder(_socketAddress).Append("?sessionId=").Append(Uri.EscapeDataString(SessionId));
            if (reconnectionToken.Length > 0)
            {
                address.Append("&reconnectionToken=").Append(Uri.EscapeDataString(reconnectionToken)).Append("&skipHandshake=1");
            }

            if (!string.IsNullOrEmpty(token))
            {
                address.Append("&_authToken=").Append(Uri.EscapeDataString(token!));
            }

            return new Uri(address.ToString());
        }
    }
}
