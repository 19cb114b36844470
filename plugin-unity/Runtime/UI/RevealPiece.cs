#nullable enable
namespace Soliloquy
{
    /// <summary>One span of a reply within a <see cref="RevealSection"/>.</summary>
    public sealed class RevealPiece
    {
        internal RevealPiece(Span span, int start, int most)
        {
            Span = span.Number;
            Layer = span.Layer;
            Points = Graphemes.CodePoints(span.Text, most);
            Text = span.Text;
            Start = start;
        }

        /// <summary>The span's number.</summary>
        public int Span { get; }

        /// <summary>Whether it is said, done or thought.</summary>
        public Layer Layer { get; }

        /// <summary>Its text.</summary>
        public string Text { get; }

        /// <summary>Where it begins in the section, in Unicode code points.</summary>
        public int Start { get; }

        /// <summary>Its length in Unicode code points.</summary>
        public int Length => Points.Length;

        internal int[] Points { get; }
    }
}
