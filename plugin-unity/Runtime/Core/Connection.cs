#nullable enable
using System;
using System.Collections.Generic;
using Soliloquy.Net;

namespace Soliloquy
{
    /// <summary>
    /// Keeps a game connected: a <see cref="Room"/>, joined anew where its seat is gone (the server was restarted, say), with longer
    /// and longer waits. What no further attempt can mend (a wrong token, an unknown world) ends it.
    /// </summary>
    internal sealed class Connection : IRoomEvents
    {
        /// <summary>Refusals of a join that stay what they are however often one asks (docs/protocol.md).</summary>
        private static readonly HashSet<string> Final = new HashSet<string>
        {
            "bad-address", "bad-answer", "bad-token", "bad-join", "unknown-world", "unknown-location", "wrong-protocol",
            "payload-too-large", "not-allowed", "unsupported-state", "closed-1000", "closed-4000", "closed-4002",
        };

        private string _address = string.Empty;
        private IReadOnlyDictionary<string, object?> _options = new Dictionary<string, object?>();
        private string? _token;
        private bool _keepsTrying;
        private bool _wasConnected;
        private bool _isLost;
        private int _failures;
        private DateTime? _nextAttempt;

        public Connection(Func<ISocket> newSocket, IHttp http)
        {
            Room = new Room(newSocket, http, this);
        }

        /// <summary>In the world, with its state; true where it had been before.</summary>
        public event Action<bool>? Connected;

        /// <summary>No longer in the world; it is being taken up again.</summary>
        public event Action? Lost;

        /// <summary>It cannot connect; true where it goes on trying.</summary>
        public event Action<SoliloquyException, bool>? Failed;

        public event Action? StateChanged;

        public event Action<string, object?>? MessageReceived;

        public Wire.DeltaReader.Take? DeltaReceived { get; set; }

        public Room Room { get; }

        public bool IsOpen => Room.Status == RoomStatus.Joined;

        public void Open(string address, IReadOnlyDictionary<string, object?> options, string? token, bool keepsTrying)
        {
            (_address, _options, _token, _keepsTrying) = (address, options, token, keepsTrying);
            (_failures, _nextAttempt, _wasConnected, _isLost) = (0, null, false, false);
            Room.Join(address, options, token);
        }

        public void Close()
        {
            (_nextAttempt, _wasConnected) = (null, false);
            Room.Leave();
        }

        public void Poll(Func<bool>? isEnough)
        {
            if (_nextAttempt is DateTime at && DateTime.UtcNow >= at)
            {
                _nextAttempt = null;
                Room.Join(_address, _options, _token);
            }

            Room.Poll(isEnough);
        }

        void IRoomEvents.OnJoined()
        {
            var isAgain = _wasConnected;
            (_wasConnected, _isLost, _failures) = (true, false, 0);
            Connected?.Invoke(isAgain);
        }

        void IRoomEvents.OnStateChanged() => StateChanged?.Invoke();

        void IRoomEvents.OnMessage(string type, object? payload) => MessageReceived?.Invoke(type, payload);

        void IRoomEvents.OnDelta(ReadOnlySpan<byte> turn, int span, ReadOnlySpan<byte> layer, string text) => DeltaReceived?.Invoke(turn, span, layer, text);

        void IRoomEvents.OnDropped() => Lose();

        void IRoomEvents.OnFailed(SoliloquyException failure)
        {
            if (!_keepsTrying || Final.Contains(failure.Code) || failure.Code.StartsWith("http-4", StringComparison.Ordinal))
            {
                _wasConnected = false;
                Failed?.Invoke(failure, false);
                return;
            }

            var next = DateTime.UtcNow + TimeSpan.FromMilliseconds(Math.Min(5000, 250 << Math.Min(_failures, 5)));
            _nextAttempt = next;
            _failures++;
            var isFirst = _failures == 1;
            if (_wasConnected)
            {
                Lose();
            }

            // Once while it is away, not for every attempt; and not to one who has left over it, or joined elsewhere.
            if (_nextAttempt == next && (isFirst || failure.Code == "bad-frame"))
            {
                Failed?.Invoke(failure, true);
            }
        }

        private void Lose()
        {
            if (_isLost)
            {
                return;
            }

            _isLost = true;
            Lost?.Invoke();
        }
    }
}
