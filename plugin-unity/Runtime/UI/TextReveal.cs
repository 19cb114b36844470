#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Soliloquy
{
    /// <summary>
    /// How far a reply has been revealed: what a speech bubble and a dialogue panel have in common, without any drawing. Counts are
    /// Unicode code points, as in the protocol; what a reader takes for one character is never shown in part.
    /// </summary>
    public sealed class TextReveal
    {
        /// <summary>Beyond so many characters that wait, they come faster.</summary>
        private const double FarBehind = 240;

        private const double MostHaste = 4;

        /// <summary>Characters of a reply that are shown: a UI Toolkit label holds 65,535 vertices, of which each takes four or eight.</summary>
        private const int MaxLength = 8000;

        private const string Enders = ".!?…。！？";

        private List<RevealSection> _sections = new List<RevealSection>();

        /// <summary>Whether thoughts are shown where the server sends them.</summary>
        public bool ShowsThoughts { get; set; } = true;

        /// <summary>The reply, as far as it is known.</summary>
        public IReadOnlyList<RevealSection> Sections => _sections;

        /// <summary>Which section is being revealed.</summary>
        public int Index { get; private set; }

        /// <summary>How much of it has been.</summary>
        public double Count { get; private set; }

        /// <summary>The server has said how the reply ended: <see cref="Sections"/> are all there is.</summary>
        public bool IsOver { get; private set; }

        /// <summary>The section that is being revealed; null before any text is known.</summary>
        public RevealSection? Current => Index < _sections.Count ? _sections[Index] : null;

        /// <summary>Whether all that is to come of the current section has been revealed.</summary>
        public bool IsSectionRevealed => Current is RevealSection section && section.IsWhole && Count >= section.Length;

        /// <summary>Whether all of the reply has been revealed.</summary>
        public bool IsAllRevealed => IsOver && (_sections.Count == 0 || (Index == _sections.Count - 1 && IsSectionRevealed));

        /// <summary>How many characters of the current section can be seen: never part of what a reader takes for one.</summary>
        public int VisibleCount => Current is RevealSection section ? Graphemes.WholeBefore(section.Points, (int)Count) : 0;

        /// <summary>Whether enough of the current section is known to show it in a box of the right size.</summary>
        public bool HasSentence
        {
            get
            {
                if (!(Current is RevealSection section))
                {
                    return false;
                }

                var at = section.Length - 1;
                while (at >= 0 && section.Points[at] <= 0xFFFF && "\"'”’) ".IndexOf((char)section.Points[at]) >= 0)
                {
                    at--;
                }

                var last = at >= 0 ? section.Points[at] : 0;
                return section.IsWhole || section.Length > 60 || (last > 0 && last <= 0xFFFF && Enders.IndexOf((char)last) >= 0);
            }
        }

        /// <summary>Forgets everything.</summary>
        public void Reset()
        {
            _sections = new List<RevealSection>();
            (Index, Count, IsOver) = (0, 0, false);
        }

        /// <summary>Takes in a reply as far as it is known. What had been shown stays shown, also where text before it was missed.</summary>
        public void Update(Turn turn) => Update(turn.Spans, turn.IsFinished);

        /// <summary>Reveals more of the current section, at most up to <paramref name="limit"/>. Zero characters a second: all of it.</summary>
        public void Advance(double seconds, double charactersPerSecond, int limit)
        {
            if (Count >= limit)
            {
                return;
            }

            var haste = Math.Min(Math.Max(Waiting() / FarBehind, 1), MostHaste);
            var pace = charactersPerSecond > 0 ? charactersPerSecond * haste * seconds : double.PositiveInfinity;
            Count = Math.Min(Count + pace, limit);
        }

        /// <summary>Goes on to the next section.</summary>
        public void GoOn() => (Index, Count) = (Index + 1, 0);

        /// <summary>Reveals all that is known.</summary>
        public void RevealAll()
        {
            if (_sections.Count > 0)
            {
                Index = _sections.Count - 1;
                Count = _sections[Index].Length;
            }
        }

        /// <summary>How far it has been shown, as <see cref="SoliloquyNpc.ShownSoFar"/>: so many characters of that span.</summary>
        public (int Span, int Characters) Shown()
        {
            var found = (0, 0);
            for (var at = 0; at < _sections.Count && at <= Index; at++)
            {
                foreach (var piece in _sections[at].Pieces)
                {
                    var characters = at < Index ? piece.Length : Math.Min(Math.Max(VisibleCount - piece.Start, 0), piece.Length);
                    found = characters > 0 ? (piece.Span, characters) : found;
                }
            }

            return found;
        }

        internal void Update(IEnumerable<Span> spans, bool isOver)
        {
            var known = SectionsOf(spans, isOver);
            // Told anew after a reconnection, from its beginning: what is here already is more.
            if (!isOver && known.Sum(section => section.Length) < _sections.Sum(section => section.Length))
            {
                return;
            }

            var before = Shown();
            (_sections, IsOver) = (known, isOver);
            if (Index >= known.Count || Count > known[Index].Length || Shown() != before)
            {
                GoTo(before);
            }
        }

        private void GoTo((int Span, int Characters) mark)
        {
            (Index, Count) = (0, 0);
            if (mark.Characters == 0)
            {
                return;
            }

            for (var at = 0; at < _sections.Count; at++)
            {
                foreach (var piece in _sections[at].Pieces)
                {
                    if (piece.Span > mark.Span)
                    {
                        return;
                    }

                    Index = at;
                    Count = piece.Start + (piece.Span == mark.Span ? Math.Min(mark.Characters, piece.Length) : piece.Length);
                }
            }
        }

        private double Waiting()
        {
            var waiting = -Count;
            for (var at = Index; at < _sections.Count; at++)
            {
                waiting += _sections[at].Length;
            }

            return waiting;
        }

        private List<RevealSection> SectionsOf(IEnumerable<Span> spans, bool isOver)
        {
            var made = new List<RevealSection>();
            var left = MaxLength;
            foreach (var span in spans)
            {
                var isThought = span.Layer == Layer.Thought;
                var isShown = span.Layer == Layer.Speech || span.Layer == Layer.Action || (isThought && ShowsThoughts);
                if (!isShown || left <= 0 || span.Length == 0)
                {
                    continue;
                }

                if (made.Count == 0 || made[made.Count - 1].IsThought != isThought)
                {
                    made.Add(new RevealSection(isThought));
                }

                var section = made[made.Count - 1];
                left += section.Length;
                section.Add(span, left);
                left -= section.Length;
            }

            for (var at = 0; at < made.Count; at++)
            {
                made[at].IsWhole = isOver || at < made.Count - 1;
            }

            return made;
        }
    }
}
