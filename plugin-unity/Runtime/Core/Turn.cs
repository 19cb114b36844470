#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy
{
    /// <summary>One reply of an NPC, while it comes and when it is over.</summary>
    public sealed class Turn
    {
        private const string NpcPrefix = "npc:";

        private readonly byte[] _idBytes;
        private readonly List<Span> _spans = new List<Span>();
        private readonly TaskCompletionSource<Turn> _finished = new TaskCompletionSource<Turn>();
        private readonly PieceListeners _pieceListeners = new PieceListeners();
        private List<TurnReader>? _readers;
        private string _to = string.Empty;

        internal Turn(string id)
        {
            Id = id;
            _idBytes = Encoding.UTF8.GetBytes(id);
        }

        /// <summary>A piece of it arrived.</summary>
        public event Action<TurnPiece>? PieceReceived
        {
            add => _pieceListeners.Add(value);
            remove => _pieceListeners.Remove(value);
        }

        /// <summary>The server's name for it.</summary>
        public string Id { get; }

        /// <summary>The persona that speaks, such as <c>mara</c>.</summary>
        public string Npc { get; internal set; } = string.Empty;

        /// <summary>Who is answered: <c>player:…</c> or <c>npc:…</c>; empty where nobody in particular is.</summary>
        public string To
        {
            get => _to;
            internal set => (_to, AddressedNpc) = (value, NpcOf(value));
        }

        /// <summary>The persona of the NPC that is answered; empty where a player is, or nobody in particular.</summary>
        public string AddressedNpc { get; private set; } = string.Empty;

        /// <summary>It is said to somebody else than this player: to another player, or another NPC.</summary>
        public bool IsOverheard { get; internal set; }

        /// <summary>Nobody else hears it.</summary>
        public bool IsWhisper { get; internal set; }

        /// <summary>The turn that this one stands in for; empty where there is none.</summary>
        public string Replaces { get; internal set; } = string.Empty;

        /// <summary>How it ended.</summary>
        public TurnStatus Status { get; private set; }

        /// <summary>Whether it is over.</summary>
        public bool IsFinished => Status != TurnStatus.Running;

        /// <summary>What was planned, thought, done and said, in order, as far as this client may see it.</summary>
        public IReadOnlyList<Span> Spans => _spans;

        /// <summary>What was said aloud.</summary>
        public string Speech => TextOf(Layer.Speech);

        /// <summary>What was visibly done.</summary>
        public string Action => TextOf(Layer.Action);

        /// <summary>What the NPC thought; empty where this client may not see it.</summary>
        public string Thought => TextOf(Layer.Thought);

        /// <summary>How the model planned the reply; designers only.</summary>
        public string Plan => TextOf(Layer.Plan);

        /// <summary>The persona that an address such as <c>npc:tam</c> means; empty where it is no NPC's.</summary>
        internal static string NpcOf(string address) =>
            address.StartsWith(NpcPrefix, StringComparison.Ordinal) ? address.Substring(NpcPrefix.Length) : string.Empty;

        /// <summary>All text of one layer, with a space between its spans.</summary>
        public string TextOf(Layer layer) => string.Join(" ", _spans.Where(span => span.Layer == layer).Select(span => span.Text));

        /// <summary>Completes when the turn is over.</summary>
        public Task<Turn> FinishedAsync(CancellationToken cancellationToken = default) => _finished.Task.WithCancellation(cancellationToken);

        /// <summary>The pieces of the turn, from its beginning, as they arrive; ends with the turn.</summary>
        public async IAsyncEnumerable<TurnPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var reader = new TurnReader();
            (_readers ??= new List<TurnReader>()).Add(reader);
            try
            {
                for (; ; )
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (reader.TryRead(_spans, out var piece))
                    {
                        yield return piece;
                    }
                    else if (IsFinished)
                    {
                        yield break;
                    }
                    else
                    {
                        await reader.WaitAsync(cancellationToken);
                    }
                }
            }
            finally
            {
                _readers.Remove(reader);
            }
        }

        internal bool IsCalled(ReadOnlySpan<byte> id) => id.SequenceEqual(_idBytes);

        /// <summary>Whether the server has told of it, and not only promised it.</summary>
        internal bool HasBegun { get; private set; }

        /// <summary>It is told from its beginning, for the first time or after a reconnection.</summary>
        internal void Begin()
        {
            HasBegun = true;
            _spans.Clear();
        }

        internal TurnPiece Grow(int number, Layer layer, string text)
        {
            var last = _spans.Count > 0 ? _spans[_spans.Count - 1] : null;
            if (last == null || last.Number != number)
            {
                last = new Span(number, layer);
                _spans.Add(last);
            }

            last.Append(text);
            var piece = new TurnPiece(last, text);
            _pieceListeners.Tell(this, piece);
            WakeReaders();
            return piece;
        }

        /// <summary>Notes how it ended; <paramref name="spans"/> are the whole of what this client may see, null where it is not known.</summary>
        internal void End(TurnStatus status, IEnumerable<Span>? spans)
        {
            if (spans != null)
            {
                var whole = spans.ToList();
                _spans.Clear();
                _spans.AddRange(whole);
            }

            Status = status;
        }

        /// <summary>Lets those go on who wait for the end.</summary>
        internal void Release()
        {
            WakeReaders();
            _finished.TrySetResult(this);
        }

        private void WakeReaders()
        {
            // One that has read to the end takes itself out.
            for (var index = (_readers?.Count ?? 0) - 1; index >= 0; index--)
            {
                if (index < _readers!.Count)
                {
                    _readers[index].Wake();
                }
            }
        }
    }
}
