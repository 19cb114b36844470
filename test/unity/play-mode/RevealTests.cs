using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>How replies are revealed, without any drawing.</summary>
    public sealed class RevealTests
    {
        private const string Family = "👨‍👩‍👧";

        [Fact]
        public void Text_is_revealed_at_its_pace_and_faster_where_much_waits()
        {
            var reveal = Of((0, Layer.Speech, new string('a', 100)));
            reveal.Advance(1, 40, int.MaxValue);
            Assert.Equal((40.0, 40), (reveal.Count, reveal.VisibleCount));

            var behind = Of((0, Layer.Speech, new string('a', 480)));
            behind.Advance(1, 40, int.MaxValue);
            Assert.Equal(80.0, behind.Count);
            behind.Advance(1, 0, 300);
            Assert.Equal(300.0, behind.Count);
        }

        [Fact]
        public void What_a_reader_takes_for_one_character_is_never_shown_in_part()
        {
            var text = "é" + Family + "🇩🇪🇫🇷 नि ok";
            var reveal = Of((0, Layer.Speech, text));
            var seen = new HashSet<int>();
            for (var count = 0; count <= reveal.Current!.Length; count++)
            {
                seen.Add(reveal.VisibleCount);
                reveal.Advance(1, 1, int.MaxValue);
            }

            seen.Add(reveal.VisibleCount);
            var points = Graphemes.CodePoints(text);
            var starts = seen.Select(count => text.Substring(0, Graphemes.Units(points, count))).ToList();
            Assert.Equal(
                new[] { "", "é", "é" + Family, "é" + Family + "🇩🇪", "é" + Family + "🇩🇪🇫🇷", "é" + Family + "🇩🇪🇫🇷 ", "é" + Family + "🇩🇪🇫🇷 नि" },
                starts.Take(7));
            Assert.Equal(text, starts[^1]);
        }

        [Fact]
        public void What_was_shown_is_told_by_span_and_in_code_points()
        {
            var reveal = Of((1, Layer.Thought, "Hm."), (3, Layer.Action, "nods"), (4, Layer.Speech, "😀 Yes."));
            Assert.Equal((0, 0), reveal.Shown());
            Assert.Equal(new[] { true, false }, reveal.Sections.Select(section => section.IsThought));

            reveal.Advance(1, 0, 3);
            Assert.Equal((1, 3), reveal.Shown());
            Assert.True(reveal.IsSectionRevealed);
            reveal.GoOn();
            // Four of "nods", the space between, and the emoji.
            reveal.Advance(1, 0, 6);
            Assert.Equal((4, 1), reveal.Shown());
            reveal.RevealAll();

            Assert.Equal((4, 6), reveal.Shown());
            Assert.True(reveal.IsAllRevealed);
        }

        [Fact]
        public void What_was_shown_stays_shown_when_the_reply_changes()
        {
            var reveal = new TextReveal();
            reveal.Update(Spans((4, Layer.Speech, "Once upon")), false);
            reveal.Advance(1, 0, 4);
            // Its beginning had been missed.
            reveal.Update(Spans((3, Layer.Action, "looks up"), (4, Layer.Speech, "Once upon a time.")), false);
            Assert.Equal((4, 4), reveal.Shown());
            // Told again from the start, after a reconnection.
            reveal.Update(Spans((3, Layer.Action, "looks")), false);
            Assert.Equal((4, 4), reveal.Shown());
            // Cut where it was interrupted.
            reveal.Update(Spans((3, Layer.Action, "looks up"), (4, Layer.Speech, "On")), true);

            Assert.Equal((4, 2), reveal.Shown());
            Assert.True(reveal.IsAllRevealed);
        }

        [Fact]
        public void Hidden_thoughts_and_empty_replies_show_nothing()
        {
            var reveal = new TextReveal { ShowsThoughts = false };
            reveal.Update(Spans((0, Layer.Plan, "the plan"), (1, Layer.Thought, "Hm.")), true);

            Assert.Empty(reveal.Sections);
            Assert.True(reveal.IsAllRevealed);
            Assert.Equal(0, reveal.VisibleCount);
        }

        [Fact]
        public void Revealed_counts_never_fall_and_end_at_the_whole_text_however_it_arrives()
        {
            var seed = Environment.TickCount;
            var random = new Random(seed);
            var alphabet = new[] { "a", " ", ".", Family, "🇩🇪", "é", "😀", "नि" };
            for (var round = 0; round < 200; round++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => alphabet[random.Next(alphabet.Length)]));
                var reveal = new TextReveal();
                var before = 0;
                var known = 0;
                while (known < text.Length)
                {
                    known = Math.Min(text.Length, known + random.Next(1, 6));
                    reveal.Update(Spans((2, Layer.Speech, text.Substring(0, known))), false);
                    reveal.Advance(random.NextDouble(), 30, reveal.Current!.Length);
                    // A pair that was cut in two, or an accent to come: only what is attached later may be taken back.
                    Assert.True(reveal.Shown().Characters >= before - 6, $"Seed {seed}, round {round}.");
                    before = reveal.Shown().Characters;
                }

                reveal.Update(Spans((2, Layer.Speech, text)), true);
                reveal.RevealAll();
                Assert.Equal(Graphemes.CodePoints(text).Length, reveal.Shown().Characters);
            }
        }

        private static TextReveal Of(params (int, Layer, string)[] spans)
        {
            var reveal = new TextReveal();
            reveal.Update(Spans(spans), true);
            return reveal;
        }

        private static List<Span> Spans(params (int Number, Layer Layer, string Text)[] spans) => spans.Select(given =>
        {
            var span = new Span(given.Number, given.Layer);
            span.Append(given.Text);
            return span;
        }).ToList();
    }
}
