#nullable enable
using System.Collections.Generic;

namespace Soliloquy
{
    /// <summary>What a reader takes for one character, by Unicode code points: .NET in Unity knows neither emoji of several nor flags.</summary>
    internal static class Graphemes
    {
        private const int Joiner = 0x200D;

        /// <summary>From and to, in order: accents, vowel signs, variation selectors, skin tones, tags.</summary>
        private static readonly int[] Attached =
        {
            0x300, 0x36F, 0x483, 0x489, 0x591, 0x5BD, 0x5BF, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x5C7, 0x610, 0x61A, 0x64B, 0x65F,
            0x670, 0x670, 0x6D6, 0x6DC, 0x6DF, 0x6E4, 0x6E7, 0x6E8, 0x6EA, 0x6ED, 0xE31, 0xE31, 0xE34, 0xE3A, 0xE47, 0xE4E, 0xEB1, 0xEB1,
            0xEB4, 0xEBC, 0xEC8, 0xECE, 0x1160, 0x11FF, 0x1AB0, 0x1AFF, 0x1DC0, 0x1DFF, 0x200C, 0x200D, 0x20D0, 0x20FF, 0x302A, 0x302F,
            0x3099, 0x309A, 0xFE00, 0xFE0F, 0xFE20, 0xFE2F, 0x1F3FB, 0x1F3FF, 0xE0020, 0xE007F, 0xE0100, 0xE01EF,
        };

        /// <summary>The code points of a text, up to so many; half a surrogate pair is one of its own.</summary>
        public static int[] CodePoints(string text, int most = int.MaxValue)
        {
            var points = new List<int>(text.Length < most ? text.Length : most);
            for (var index = 0; index < text.Length && points.Count < most; index++)
            {
                if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
                {
                    points.Add(char.ConvertToUtf32(text[index], text[index + 1]));
                    index++;
                }
                else
                {
                    points.Add(text[index]);
                }
            }

            return points.ToArray();
        }

        /// <summary>A text of at most so many code points: longer ones are cut, and show it.</summary>
        public static string Clip(string text, int most)
        {
            if (text.Length <= most)
            {
                return text;
            }

            var points = CodePoints(text, most + 1);
            return points.Length <= most ? text : text.Substring(0, Units(points, WholeBefore(points, most))) + "…";
        }

        /// <summary>How many UTF-16 units of a text so many code points are.</summary>
        public static int Units(int[] points, int count)
        {
            var units = 0;
            for (var index = 0; index < count && index < points.Length; index++)
            {
                units += points[index] > 0xFFFF ? 2 : 1;
            }

            return units;
        }

        /// <summary>The last place, at most <paramref name="index"/>, at which text can be cut without cutting what a reader sees as one.</summary>
        public static int WholeBefore(int[] points, int index)
        {
            var at = index < 0 ? 0 : index > points.Length ? points.Length : index;
            while (IsAttached(points, at))
            {
                at--;
            }

            return at;
        }

        /// <summary>Whether the character at <paramref name="index"/> belongs to the one before it.</summary>
        public static bool IsAttached(int[] points, int index)
        {
            if (index <= 0 || index >= points.Length || points[index] < 0x300)
            {
                return false;
            }

            var code = points[index];
            if (IsIn(code, Attached) || IsIndicSign(code) || points[index - 1] == Joiner)
            {
                return true;
            }

            if (!IsFlagLetter(code))
            {
                return false;
            }

            var letters = 0;
            while (index - 1 - letters >= 0 && IsFlagLetter(points[index - 1 - letters]))
            {
                letters++;
            }

            return letters % 2 == 1;
        }

        private static bool IsFlagLetter(int code) => code >= 0x1F1E6 && code <= 0x1F1FF;

        /// <summary>The Indic blocks have their signs in the same places.</summary>
        private static bool IsIndicSign(int code)
        {
            if (code < 0x900 || code > 0xDFF)
            {
                return false;
            }

            var place = code % 0x80;
            return place <= 0x03 || (place >= 0x3A && place <= 0x4F && place != 0x3D) || (place >= 0x51 && place <= 0x57) || place == 0x62 || place == 0x63;
        }

        private static bool IsIn(int code, int[] ranges)
        {
            for (var index = 0; index < ranges.Length && code >= ranges[index]; index += 2)
            {
                if (code <= ranges[index + 1])
                {
                    return true;
                }
            }

            return false;
        }
    }
}
