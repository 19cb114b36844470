#nullable enable
using System.Text;

namespace Soliloquy
{
    /// <summary>One piece of one layer of a turn. Spans come in order; numbers may have gaps, since hidden spans keep theirs.</summary>
    public sealed class Span
    {
        private readonly StringBuilder _builder = new StringBuilder();
        private string? _text;

        internal Span(int number, Layer layer)
        {
            Number = number;
            Layer = layer;
        }

        /// <summary>From 0; the order of spans is the order of what happened.</summary>
        public int Number { get; }

        /// <summary>What it is.</summary>
        public Layer Layer { get; }

        /// <summary>Its text so far. Put one space between neighbouring spans.</summary>
        public string Text => _text ??= _builder.ToString();

        internal int Length => _builder.Length;

        internal string TextFrom(int start) => _builder.ToString(start, _builder.Length - start);

        internal void Append(string text)
        {
            _builder.Append(text);
            _text = null;
        }
    }
}
