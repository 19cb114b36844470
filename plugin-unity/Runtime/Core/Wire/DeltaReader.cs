#nullable enable
using System;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Reads the message <c>turn.delta</c>, by far the most frequent one, without making a dictionary of it: the one string that is
    /// allocated is its text.
    /// </summary>
    internal static class DeltaReader
    {
        private static readonly byte[] TypeName = Encoding.ASCII.GetBytes("turn.delta");
        private static readonly byte[] TurnKey = Encoding.ASCII.GetBytes("turn");
        private static readonly byte[] SpanKey = Encoding.ASCII.GetBytes("span");
        private static readonly byte[] LayerKey = Encoding.ASCII.GetBytes("layer");
        private static readonly byte[] TextKey = Encoding.ASCII.GetBytes("text");

        /// <summary>What takes a delta; the spans of bytes are good during the call.</summary>
        public delegate void Take(ReadOnlySpan<byte> turn, int span, ReadOnlySpan<byte> layer, string text);

        public static bool IsDelta(ReadOnlySpan<byte> type) => type.SequenceEqual(TypeName);

        /// <summary>Reads the payload, which <paramref name="reader"/> stands at. Throws <see cref="SoliloquyException"/>.</summary>
        public static void Read(ByteReader reader, Take take)
        {
            ReadOnlySpan<byte> turn = default;
            ReadOnlySpan<byte> layer = default;
            string text = string.Empty;
            var span = 0;
            for (var left = MsgpackReader.ReadMapHeader(reader); left > 0; left--)
            {
                var key = MsgpackReader.ReadTextBytes(reader);
                if (key.SequenceEqual(TextKey))
                {
                    text = Encoding.UTF8.GetString(MsgpackReader.ReadTextBytes(reader));
                }
                else if (key.SequenceEqual(TurnKey))
                {
                    turn = MsgpackReader.ReadTextBytes(reader);
                }
                else if (key.SequenceEqual(LayerKey))
                {
                    layer = MsgpackReader.ReadTextBytes(reader);
                }
                else if (key.SequenceEqual(SpanKey))
                {
                    span = MsgpackReader.ReadInt32(reader);
                }
                else
                {
                    MsgpackReader.Read(reader);
                }
            }

            take(turn, span, layer, text);
        }
    }
}
