#nullable enable
using System.Collections.Generic;

namespace Soliloquy
{
    /// <summary>A part of a reply that is shown in one box: either thought, or what can be heard and seen.</summary>
    public sealed class RevealSection
    {
        private readonly List<RevealPiece> _pieces = new List<RevealPiece>();
        private readonly List<int> _points = new List<int>();
        private int[]? _all;

        internal RevealSection(bool isThought)
        {
            IsThought = isThought;
        }

        /// <summary>Whether it is thought.</summary>
        public bool IsThought { get; }

        /// <summary>Nothing more will come to it.</summary>
        public bool IsWhole { get; internal set; }

        /// <summary>Its spans; there is one space between neighbours.</summary>
        public IReadOnlyList<RevealPiece> Pieces => _pieces;

        /// <summary>Its length in Unicode code points.</summary>
        public int Length => _points.Count;

        internal int[] Points => _all ??= _points.ToArray();

        internal void Add(Span span, int most)
        {
            if (_points.Count > 0)
            {
                _points.Add(' ');
            }

            var piece = new RevealPiece(span, _points.Count, most);
            _pieces.Add(piece);
            _points.AddRange(piece.Points);
            _all = null;
        }
    }
}
