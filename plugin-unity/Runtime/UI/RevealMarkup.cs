#nullable enable
using System.Text;

namespace Soliloquy
{
    /// <summary>Text for a UI Toolkit label: what is not revealed yet is there, but cannot be seen, so that no word moves while text is
    /// revealed. Markup in the text itself means nothing.</summary>
    internal static class RevealMarkup
    {
        private const int MaxLength = 4000;
        private const string Hidden = "<alpha=#00>";

        /// <summary>The code points of a section from one place to another, of which those before <paramref name="visible"/> can be seen.</summary>
        public static void Append(StringBuilder markup, RevealSection section, int from, int to, int visible)
        {
            var isHidden = false;
            foreach (var piece in section.Pieces)
            {
                var isSlanted = piece.Layer != Layer.Speech;
                markup.Append(piece.Start > from && piece.Start <= to ? " " : string.Empty).Append(isSlanted ? "<i>" : string.Empty);
                for (var index = 0; index < piece.Length; index++)
                {
                    var at = piece.Start + index;
                    if (at < from || at >= to)
                    {
                        continue;
                    }

                    if (at >= visible && !isHidden)
                    {
                        isHidden = true;
                        markup.Append(Hidden);
                    }

                    AppendPlain(markup, piece.Points[index]);
                }

                markup.Append(isSlanted ? "</i>" : string.Empty);
            }
        }

        /// <summary>A text as it is.</summary>
        public static string Plain(string text)
        {
            var markup = new StringBuilder();
            foreach (var point in Graphemes.CodePoints(text, MaxLength))
            {
                AppendPlain(markup, point);
            }

            return markup.ToString();
        }

        private static void AppendPlain(StringBuilder markup, int point)
        {
            if (point > 0xFFFF)
            {
                markup.Append(char.ConvertFromUtf32(point));
                return;
            }

            markup.Append((char)point);
            if (point == '<' || point == '\\')
            {
                // With a space of no width behind it, it begins no tag, and no escape sequence such as \u003C.
                markup.Append('\u200B');
            }
        }
    }
}
