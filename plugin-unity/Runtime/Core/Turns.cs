#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Soliloquy
{
    /// <summary>
    /// Follows the turns that a client hears of: makes one <see cref="Turn"/> of the messages of each, whole again after a lost
    /// connection (docs/protocol.md, "Server → client").
    /// </summary>
    internal sealed class Turns
    {
        /// <summary>Ended turns that are kept: an answer to <c>say</c> may come after the turn it names is over.</summary>
        private const int Kept = 64;

        /// <summary>By then the server has told, after a reconnection, of every turn that still runs.</summary>
        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

        /// <summary>By then the server has given up the seat of one whose connection was lost: nothing more comes of a turn that was under
        /// way.</summary>
        private static readonly TimeSpan Lost = TimeSpan.FromSeconds(60);

        private readonly Func<string> _ownAddress;
        private readonly Dictionary<string, Turn> _turns = new Dictionary<string, Turn>();
        private readonly List<Turn> _running = new List<Turn>();
        private readonly List<string> _ended = new List<string>();
        private readonly HashSet<Turn> _unsure = new HashSet<Turn>();
        private DateTime? _unsureUntil;

        /// <summary>What a client hears that others address as <paramref name="ownAddress"/> says.</summary>
        public Turns(Func<string> ownAddress)
        {
            _ownAddress = ownAddress;
        }

        public event Action<Turn>? Started;

        /// <summary>Called for every piece of a turn.</summary>
        public Action<Turn, TurnPiece>? Grew { get; set; }

        public event Action<Turn, int, string>? SentenceSpoken;

        public event Action<Turn>? Finished;

        public event Action<string>? Retracted;

        /// <summary>The turn of that id, running or ended lately; made when it is not known yet, for one who awaits it.</summary>
        public Turn Of(string id)
        {
            if (!_turns.TryGetValue(id, out var turn))
            {
                turn = new Turn(id);
                _turns[id] = turn;
                _running.Add(turn);
            }

            return turn;
        }

        /// <summary>The turn that a persona is giving; null while it is silent.</summary>
        public Turn? RunningOf(string persona) => _running.Find(turn => turn.HasBegun && turn.Npc == persona);

        /// <summary>Takes in a message; false where it is not about a turn.</summary>
        public bool Take(string type, Dictionary<string, object?> message)
        {
            switch (type)
            {
                case "turn.start":
                    Start(message);
                    return true;
                case "turn.sentence":
                    if (_turns.TryGetValue(Text(message, "turn"), out var speaking))
                    {
                        SentenceSpoken?.Invoke(speaking, Number(message, "span"), Text(message, "text"));
                    }

                    return true;
                case "turn.end":
                    var ended = Of(Text(message, "turn"));
                    ended.Npc = message.ContainsKey("npc") ? Text(message, "npc") : ended.Npc;
                    End(ended, StatusOf(Text(message, "status")), SpansOf(message));
                    return true;
                case "turn.retracted":
                    var id = Text(message, "turn");
                    if (_turns.TryGetValue(id, out var gone) && !gone.IsFinished)
                    {
                        End(gone, TurnStatus.Retracted, Enumerable.Empty<Span>());
                    }

                    Retracted?.Invoke(id);
                    return true;
                default:
                    return false;
            }
        }

        public void TakeDelta(ReadOnlySpan<byte> id, int span, ReadOnlySpan<byte> layer, string text)
        {
            foreach (var turn in _running)
            {
                if (turn.IsCalled(id))
                {
                    var piece = turn.Grow(span, Layers.Of(layer), text);
                    Grew?.Invoke(turn, piece);
                    return;
                }
            }
        }

        /// <summary>The connection was lost: what runs now may end unheard.</summary>
        public void MarkUnsure()
        {
            _unsure.UnionWith(_running);
            _unsureUntil = DateTime.UtcNow + Lost;
        }

        /// <summary>What was said is told again: turns that ended meanwhile are ended here, too.</summary>
        public void Recall(IEnumerable<Dictionary<string, object?>> lines)
        {
            foreach (var line in lines)
            {
                if (line.TryGetValue("turn", out var id) && id is string known && _turns.TryGetValue(known, out var turn) && !turn.IsFinished)
                {
                    turn.Npc = Text(line, "from").Replace("npc:", string.Empty);
                    End(turn, line.ContainsKey("status") ? StatusOf(Text(line, "status")) : TurnStatus.Complete, SpansOf(line));
                }
            }

            _unsureUntil = DateTime.UtcNow + Grace;
        }

        /// <summary>Ends those of which the server has not told again.</summary>
        public void Expire(DateTime now)
        {
            if (_unsureUntil is DateTime until && now > until)
            {
                _unsureUntil = null;
                EndEach(_unsure.ToList());
            }
        }

        /// <summary>Ends all that run: the world is left.</summary>
        public void EndAll() => EndEach(_running.ToList());

        private void EndEach(List<Turn> turns)
        {
            foreach (var turn in turns)
            {
                End(turn, TurnStatus.Failed, null);
            }
        }

        private void Start(Dictionary<string, object?> message)
        {
            var id = Text(message, "turn");
            if (_turns.TryGetValue(id, out var known) && known.IsFinished)
            {
                // It was over for us, since we had left, and we have come back to it.
                _turns.Remove(id);
                _ended.Remove(id);
            }

            var turn = Of(id);
            _unsure.Remove(turn);
            turn.Npc = Text(message, "npc");
            turn.To = Text(message, "to");
            if (!turn.HasBegun)
            {
                // For good: a client that joins anew has another session id, and is still the one who was spoken to.
                turn.IsOverheard = turn.To.Length > 0 && turn.To != _ownAddress();
            }

            turn.IsWhisper = message.TryGetValue("whisper", out var whisper) && whisper is true;
            turn.Replaces = Text(message, "replaces");
            turn.Begin();
            Started?.Invoke(turn);
        }

        private void End(Turn turn, TurnStatus status, IEnumerable<Span>? spans)
        {
            if (turn.IsFinished)
            {
                return;
            }

            turn.End(status, spans);
            _running.Remove(turn);
            _unsure.Remove(turn);
            _ended.Add(turn.Id);
            if (_ended.Count > Kept)
            {
                _turns.Remove(_ended[0]);
                _ended.RemoveAt(0);
            }

            Finished?.Invoke(turn);
            // Last: who awaits the turn goes on when everybody else was told.
            turn.Release();
        }

        private static TurnStatus StatusOf(string status) => status switch
        {
            "complete" => TurnStatus.Complete,
            "fallback" => TurnStatus.Fallback,
            "interrupted" => TurnStatus.Interrupted,
            _ => TurnStatus.Failed,
        };

        private static IEnumerable<Span>? SpansOf(Dictionary<string, object?> message)
        {
            if (!message.TryGetValue("spans", out var given) || !(given is List<object?> list))
            {
                return null;
            }

            return list.OfType<Dictionary<string, object?>>().Select(entry =>
            {
                var span = new Span(Number(entry, "span"), Layers.Of(Text(entry, "layer")));
                span.Append(Text(entry, "text"));
                return span;
            }).ToList();
        }

        private static string Text(Dictionary<string, object?> map, string key) =>
            map.TryGetValue(key, out var value) && value != null ? Convert.ToString(value, CultureInfo.InvariantCulture)! : string.Empty;

        private static int Number(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out var value) && value is long number ? (int)number : 0;
    }
}
