#nullable enable
namespace Soliloquy
{
    /// <summary>Where a long section is cut into pages.</summary>
    internal static class RevealPages
    {
        /// <summary>Where the page ends that begins at <paramref name="start"/>: after a sentence, or else a word, but not before what is
        /// <paramref name="shown"/> already.</summary>
        public static int End(RevealSection section, int start, int shown, int charactersPerPage)
        {
            var points = section.Points;
            var most = start + charactersPerPage;
            if (points.Length <= most)
            {
                return points.Length;
            }

            var word = -1;
            // The space between two pages stays on the first.
            for (var at = points[most] == ' ' ? most + 1 : most; at > start + 1 && at >= shown; at--)
            {
                if (points[at - 1] != ' ')
                {
                    continue;
                }

                var last = points[at - 2];
                if (last == '.' || last == '!' || last == '?' || last == '…')
                {
                    return at;
                }

                word = word < 0 ? at : word;
            }

            return word > 0 ? word : Graphemes.WholeBefore(points, most);
        }

        /// <summary>How far may be revealed while more is to come: a word that may still grow could move to the next line.</summary>
        public static int Settled(RevealSection section)
        {
            var at = section.Length;
            while (!section.IsWhole && at > 0 && section.Points[at - 1] < 0x2E80 && section.Points[at - 1] != ' ')
            {
                at--;
            }

            return at;
        }
    }
}
