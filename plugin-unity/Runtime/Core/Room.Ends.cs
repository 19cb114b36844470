#nullable enable
using System;

namespace Soliloquy
{
    /// <content>What becomes of a connection that is lost or refused.</content>
    internal sealed partial class Room
    {
        private const int Attempts = 15;
        private const int Shutdown = 4001;

        private void OnNoSeat(SoliloquyException failure)
        {
            if (Status == RoomStatus.Dropped && (failure.Code == "unreachable" || failure.Code == "shutting-down"))
            {
                PlanAttempt();
            }
            else if (Status == RoomStatus.Dropped)
            {
                Fail(new SoliloquyException("seat-lost", $"The server no longer keeps this seat: {failure.Message}", failure));
            }
            else
            {
                Fail(failure);
            }
        }

        private void OnClosed(int closeCode)
        {
            var visit = _visit;
            DiscardSocket();
            _requests.RefuseAll("connection-lost", "The connection to the server was lost before it answered.");
            if (visit != _visit)
            {
                // Whoever waited for an answer has left over it, or joined elsewhere.
                return;
            }

            var mayReturn = closeCode == 1001 || closeCode == 1005 || closeCode == WentAway || closeCode == 4010;
            if (mayReturn && Status == RoomStatus.Joined)
            {
                Status = RoomStatus.Dropped;
                _attempt = 0;
                PlanAttempt();
                _events.OnDropped();
            }
            else if (mayReturn && Status == RoomStatus.Dropped)
            {
                PlanAttempt();
            }
            else if (closeCode == Shutdown)
            {
                Fail(new SoliloquyException("shutting-down", "The server was stopped."));
            }
            else
            {
                Fail(_inbox.Refusal ?? new SoliloquyException($"closed-{closeCode}", $"The server closed the connection ({closeCode})."));
            }
        }

        /// <summary>Waits longer each time: a tenth of a second, then twice that, up to five seconds (as Colyseus' own clients do).</summary>
        private void PlanAttempt()
        {
            if (_attempt >= Attempts)
            {
                Fail(new SoliloquyException("connection-lost", "The connection to the server was lost and could not be taken up again."));
                return;
            }

            _nextAttempt = DateTime.UtcNow + TimeSpan.FromMilliseconds(Math.Min(5000, 100 << _attempt));
            _attempt++;
        }

        private void Fail(SoliloquyException failure)
        {
            if (Status == RoomStatus.Closed)
            {
                return;
            }

            var visit = _visit;
            Close();
            if (visit == _visit)
            {
                _events.OnFailed(failure);
            }
        }

        private void Close()
        {
            Status = RoomStatus.Closed;
            _nextAttempt = null;
            _arrival?.Dispose();
            _arrival = null;
            DiscardSocket();
            _requests.RefuseAll("connection-lost", "The connection to the server was closed before it answered.");
        }

        private void DiscardSocket()
        {
            _socket?.Dispose();
            _socket = null;
        }
    }
}
