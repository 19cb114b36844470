#nullable enable
using NUnit.Framework;

namespace Soliloquy.Tests
{
    /// <summary>What a reader takes for one character depends on the platform's own tables: these run where you build for.</summary>
    public sealed class TextRevealTests
    {
        [TestCase("A 👨‍👩‍👧‍👦.", 3, 2)]
        [TestCase("A 👨‍👩‍👧‍👦.", 9, 9)]
        [TestCase("🇩🇪🇫🇷", 1, 0)]
        [TestCase("🇩🇪🇫🇷", 3, 2)]
        [TestCase("e\u0301a", 1, 0)]
        [TestCase("👋🏽", 1, 0)]
        [TestCase("שלום", 2, 2)]
        public void Nothing_is_shown_in_part(string text, int revealed, int visible)
        {
            var turn = new Span(1, Layer.Speech);
            turn.Append(text);
            var reveal = new TextReveal();
            reveal.Update(new[] { turn }, true);
            reveal.Advance(1.0, revealed, int.MaxValue);

            Assert.That(reveal.VisibleCount, Is.EqualTo(visible));
        }

        [TestCase("127.0.0.1:2567", "")]
        [TestCase("https://npc.example.com/game", "")]
        [TestCase("", "The server has no address")]
        [TestCase("ht tp://?", "is no address of a server")]
        public void An_address_that_is_none_is_told_as_a_sentence(string address, string expected)
        {
            Assert.That(Address.ProblemWith(address) ?? string.Empty, expected.Length == 0 ? (NUnit.Framework.Constraints.IResolveConstraint)Is.Empty : Does.Contain(expected));
        }
    }
}
