#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Wire;

namespace Soliloquy.Net
{
    /// <summary>
    /// A seat that is being asked for and taken. Its owner looks in every frame whether it is there: HTTP and sockets answer on threads of
    /// their own, where no game is to be told of anything.
    /// </summary>
    internal sealed class Arrival : IDisposable
    {
        private readonly CancellationTokenSource _ended = new CancellationTokenSource();
        private readonly Task<(Seat Seat, ISocket Socket)> _arriving;
        private bool _isTaken;

        /// <summary>Begins. <paramref name="reconnectionToken"/> is empty where one was not in the room before.</summary>
        public Arrival(Func<CancellationToken, Task<Seat>> ask, Func<ISocket> newSocket, string reconnectionToken, string? token)
        {
            _arriving = ArriveAsync(ask, newSocket, reconnectionToken, token, _ended.Token);
        }

        /// <summary>Whether <see cref="Take"/> may be called.</summary>
        public bool IsOver => _arriving.IsCompleted;

        /// <summary>The seat, and the socket that is connected to its room. Throws <see cref="SoliloquyException"/> where there is none.</summary>
        public (Seat Seat, ISocket Socket) Take()
        {
            _isTaken = true;
            return _arriving.GetAwaiter().GetResult();
        }

        /// <summary>Gives up; a seat that is not taken yet is given back.</summary>
        public void Dispose()
        {
            _ended.Cancel();
            if (!_isTaken && _arriving.Status == TaskStatus.RanToCompletion)
            {
                _arriving.Result.Socket.Send(Frames.Leave);
                _arriving.Result.Socket.Dispose();
            }

            _ended.Dispose();
        }

        private static async Task<(Seat Seat, ISocket Socket)> ArriveAsync(
            Func<CancellationToken, Task<Seat>> ask,
            Func<ISocket> newSocket,
            string reconnectionToken,
            string? token,
            CancellationToken cancellationToken)
        {
            try
            {
                var seat = await ask(cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return (seat, await seat.TakeAsync(newSocket, reconnectionToken, token, cancellationToken));
            }
            catch (Exception cause) when (!(cause is SoliloquyException || cancellationToken.IsCancellationRequested))
            {
                throw new SoliloquyException("unreachable", $"The server cannot be asked for a seat: {cause.Message}", cause);
            }
        }
    }
}
