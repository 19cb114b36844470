#nullable enable
namespace Soliloquy
{
    /// <summary>A piece of a reply, as it arrives.</summary>
    public readonly struct TurnPiece
    {
        internal TurnPiece(Span span, string text)
        {
            Span = span;
            Text = text;
        }

        /// <summary>The span it belongs to, with all of its text so far.</summary>
        public Span Span { get; }

        /// <summary>What came now.</summary>
        public string Text { get; }
    }
}
