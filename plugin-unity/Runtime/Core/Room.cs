#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;
using Soliloquy.Wire;

namespace Soliloquy
{
    /// <summary>
    /// A connection to one instance of a world: joins, keeps the state, carries messages, and comes back after the connection was
    /// lost. Everything happens in <see cref="Poll"/>, on the thread that calls it.
    /// </summary>
    internal sealed partial class Room
    {
        private const int WentAway = 1006;

        private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

        private readonly Func<ISocket> _newSocket;
        private readonly Matchmaker _matchmaker;
        private readonly IRoomEvents _events;
        private readonly MsgpackWriter _writer = new MsgpackWriter();
        private readonly Heartbeat _heartbeat = new Heartbeat();
        private readonly Requests _requests = new Requests();
        private readonly Inbox _inbox;

        private string _address = string.Empty;
        private string? _token;
        private string _roomId = string.Empty;
        private ISocket? _socket;
        private DateTime _deadline;
        private DateTime? _nextAttempt;
        private int _attempt;
        private Arrival? _arrival;

        /// <summary>Another number after each <see cref="Join"/> and <see cref="Leave"/>: what was going to happen until then does not.</summary>
        private int _visit;

        public Room(Func<ISocket> newSocket, IHttp http, IRoomEvents events)
        {
            _newSocket = newSocket;
            _matchmaker = new Matchmaker(http);
            _events = events;
            _inbox = new Inbox(_requests, events, OnHandshake, OnState);
        }

        public RoomStatus Status { get; private set; }

        public string SessionId { get; private set; } = string.Empty;

        /// <summary>The world's state; null until it is there. Another object after a reconnection.</summary>
        public Dictionary<string, object?>? State => _inbox.State;

        /// <summary>Begins to join. Ends in <see cref="IRoomEvents.OnJoined"/> or <see cref="IRoomEvents.OnFailed"/>.</summary>
        public void Join(string address, IReadOnlyDictionary<string, object?> options, string? token)
        {
            do
            {
                Close();
            }
            while (Status != RoomStatus.Closed);

            _visit++;
            _inbox.Forget();
            _address = address;
            _token = token;
            Status = RoomStatus.Joining;
            _arrival = new Arrival(ended => _matchmaker.AskAsync(address, options, token, ended), _newSocket, string.Empty, token);
        }

        /// <summary>Gives the seat back; tells nothing any more.</summary>
        public void Leave()
        {
            // The server closes the socket when it has read this; a closing frame from here would count as a lost connection.
            _socket?.Send(Frames.Leave);
            _visit++;
            Close();
            // One who left sees nobody any more.
            _inbox.Forget();
        }

        /// <summary>Sends a message. False where there is no connection. Throws <c>payload-too-large</c>.</summary>
        public bool Send(string type, object? payload)
        {
            if (Status != RoomStatus.Joined)
            {
                return false;
            }

            _socket!.Send(Frames.Message(_writer, type, payload));
            return true;
        }

        /// <summary>Asks the server for something. Throws <see cref="SoliloquyException"/> with the code of its refusal.</summary>
        public async Task<object?> RequestAsync(string type, object? payload, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Status != RoomStatus.Joined)
            {
                throw new SoliloquyException("not-connected", "There is no connection to the server.");
            }

            return await _requests.AskAsync(id => _socket!.Send(Frames.Request(_writer, id, type, payload)), cancellationToken);
        }

        /// <summary>Takes in what came, until <paramref name="isEnough"/> says that this frame has had its share, and keeps deadlines.</summary>
        public void Poll(Func<bool>? isEnough = null)
        {
            var now = DateTime.UtcNow;
            _requests.Expire(now);
            if (_arrival != null && _arrival.IsOver)
            {
                Arrive(now);
            }

            if (_socket != null)
            {
                PollSocket(now, isEnough);
            }
            else if (_nextAttempt is DateTime at && now >= at)
            {
                _nextAttempt = null;
                _arrival = new Arrival(
                    ended => _matchmaker.AskAgainAsync(_address, _roomId, _inbox.ReconnectionToken, _token, ended), _newSocket, _inbox.ReconnectionToken, _token);
            }
        }

        /// <summary>Takes in one frame. Throws <see cref="SoliloquyException"/> where it makes no sense.</summary>
        internal void Receive(byte[] bytes, int length, int at = 0) => _inbox.Receive(bytes, length, at);

        private void PollSocket(DateTime now, Func<bool>? isEnough)
        {
            var socket = _socket!;
            try
            {
                // A listener may have left, or joined elsewhere, over a message.
                while (socket == _socket && !(isEnough?.Invoke() ?? false) && socket.TryReceive(out var frame))
                {
                    _heartbeat.Hear(now);
                    Receive(frame.Array!, frame.Offset + frame.Count, frame.Offset);
                }
            }
            catch (SoliloquyException failure)
            {
                if (socket == _socket)
                {
                    Fail(failure);
                }

                return;
            }

            if (socket != _socket)
            {
                return;
            }

            if (socket.CloseCode is int closeCode)
            {
                OnClosed(closeCode);
            }
            else if (Status == RoomStatus.Joined && _heartbeat.IsToAsk(now))
            {
                socket.Send(Frames.Ping);
            }
            else if (Status == RoomStatus.Joined ? _heartbeat.IsDead(now) : now > _deadline)
            {
                OnClosed(WentAway);
            }
        }

        private void OnHandshake() => _socket?.Send(Frames.Acknowledgement);

        private void OnState()
        {
            _attempt = 0;
            if (Status == RoomStatus.Joined)
            {
                _events.OnStateChanged();
                return;
            }

            Status = RoomStatus.Joined;
            _heartbeat.Begin(DateTime.UtcNow);
            _events.OnJoined();
        }

        private void Arrive(DateTime now)
        {
            var arrival = _arrival!;
            _arrival = null;
            try
            {
                var (seat, socket) = arrival.Take();
                _roomId = seat.RoomId;
                SessionId = seat.SessionId;
                _inbox.Refusal = null;
                _socket = socket;
                _deadline = now + HandshakePatience;
            }
            catch (SoliloquyException failure)
            {
                OnNoSeat(failure);
            }
            finally
            {
                arrival.Dispose();
            }
        }
    }
}
