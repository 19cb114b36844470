#nullable enable
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy
{
    /// <summary>A place in a turn up to which somebody has read. It stays where it is when the turn is told again after a lost
    /// connection.</summary>
    internal sealed class TurnReader
    {
        private int _span = -1;
        private int _characters;
        private TaskCompletionSource<bool>? _more;

        /// <summary>The next piece of these spans, if there is one by now.</summary>
        public bool TryRead(IReadOnlyList<Span> spans, out TurnPiece piece)
        {
            foreach (var span in spans)
            {
                if (span.Number > _span)
                {
                    (_span, _characters) = (span.Number, 0);
                }

                if (span.Number == _span && span.Length > _characters)
                {
                    piece = new TurnPiece(span, span.TextFrom(_characters));
                    _characters = span.Length;
                    return true;
                }
            }

            piece = default;
            return false;
        }

        /// <summary>Waits for <see cref="Wake"/>.</summary>
        public Task WaitAsync(CancellationToken cancellationToken)
        {
            _more = new TaskCompletionSource<bool>();
            return _more.Task.WithCancellation(cancellationToken);
        }

        /// <summary>There is more to read, or the turn is over.</summary>
        public void Wake() => _more?.TrySetResult(true);
    }
}
