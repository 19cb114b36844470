#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>Those who listen to the pieces of a reply: told as by <see cref="EventRaising"/>, but without an allocation for each
    /// piece. Each is an <c>Action&lt;TurnPiece&gt;</c> or an <c>Action&lt;Turn, TurnPiece&gt;</c>.</summary>
    internal sealed class PieceListeners
    {
        private Delegate? _all;
        private Delegate[] _each = Array.Empty<Delegate>();

        public void Add(Delegate? listener) => Set(Delegate.Combine(_all, listener));

        public void Remove(Delegate? listener) => Set(Delegate.Remove(_all, listener));

        public void Tell(Turn turn, TurnPiece piece)
        {
            // Whoever comes or goes meanwhile changes another list.
            foreach (var listener in _each)
            {
                try
                {
                    if (listener is Action<TurnPiece> ofOneTurn)
                    {
                        ofOneTurn(piece);
                    }
                    else
                    {
                        ((Action<Turn, TurnPiece>)listener)(turn, piece);
                    }
                }
                catch (Exception failure)
                {
                    Platform.LogException(failure);
                }
            }
        }

        private void Set(Delegate? listeners)
        {
            _all = listeners;
            _each = listeners?.GetInvocationList() ?? Array.Empty<Delegate>();
        }
    }
}
