using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using UnityEngine.UIElements;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>Mara and Tam, who talk among themselves, and a player who hears it.</summary>
    public sealed class GossipTests
    {
        [Fact]
        public void An_NPC_tells_whom_it_speaks_to_and_the_world_what_is_overheard()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var told = new List<string>();
            mara.AddressingChanged += told.Add;
            Turn? aside = null;
            mara.TurnFinished += turn => aside = turn;

            Play.Until(() => mara.AddressedNpc == "tam", "she speaks to him");
            Play.Until(() => aside != null && mara.Addressing.Length == 0, "she has said it");

            Assert.Equal(new[] { "npc:tam", string.Empty }, told.Take(2));
            Assert.Equal(string.Empty, mara.AddressedNpc);
            Assert.Equal("tam", aside!.AddressedNpc);
            Assert.True(aside.IsOverheard);
            Assert.Equal(("Tam Reddick", "Ash", string.Empty), (world.NameOf(aside.To), world.NameOf($"player:{world.SessionId}"), world.NameOf("npc:nobody")));
            var answer = Play.Await(mara.SayAsync("Good evening."));
            Assert.False(answer.IsOverheard);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void One_that_goes_away_speaks_to_nobody()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            Play.Until(() => mara.AddressedNpc == "tam", "she speaks to him");
            var told = new List<string>();
            mara.Vanished += () => told.Add("gone");
            mara.AddressingChanged += told.Add;

            world.enabled = false;

            Assert.Equal(new[] { "gone", string.Empty }, told);
        }

        [Fact]
        public void Their_bubbles_take_turns_and_say_who_speaks_to_whom()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var told = new List<string>();
            // So slow that his answer is there long before her words are read.
            var hers = AddBubble(mara, 18f, told);
            var his = AddBubble(Play.AddNpc("tam"), 200f, told);
            var captions = new HashSet<string>();

            Play.Until(
                () =>
                {
                    captions.UnionWith(new[] { hers, his }.Where(bubble => bubble.IsSpeaking).Select(bubble => bubble.Caption));
                    return told.Count(line => line == "tam ends") == 1;
                },
                "a round of it");

            Assert.Equal(new[] { "mara begins", "mara ends", "tam begins", "tam ends" }, told.SkipWhile(line => line != "mara begins").Take(4));
            Assert.Equal(new[] { "Mara Venn » Tam Reddick", "Tam Reddick » Mara Venn" }, captions.OrderBy(caption => caption));
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_bubble_leaves_their_talk_when_the_player_is_answered()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var bubble = AddBubble(mara, 6f, new List<string>());
            var read = new List<string>();
            bubble.Revealed += turn => read.Add(turn.Speech);
            Play.Until(() => bubble.IsSpeaking && bubble.Caption == "Mara Venn » Tam Reddick", "she speaks to him");

            Play.Await(mara.SayAsync("Good evening."));
            bubble.RevealAll();
            Play.Until(() => read.Count > 0, "her answer is read");

            Assert.Equal("Nothing that need spoil your supper.", read[0]);
        }

        [Fact]
        public void A_panel_takes_nothing_of_it_for_an_answer()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", made => made.CharactersPerSecond = 0f);
            var answers = new List<string>();
            panel.Revealed += turn => answers.Add(turn.Speech);
            panel.Open(mara);

            var talksTo = false;
            Play.Until(() => (talksTo |= panel.Frame!.Detail.EndsWith("talks to Tam Reddick   Esc: leave")) && panel.Lines.Count() >= 2, "both are overheard");

            var lines = panel.Lines.ToList();
            Assert.Contains(lines, line => line.StartsWith("<i>Mara Venn » Tam Reddick:</i> "));
            Assert.Contains(lines, line => line.StartsWith("<i>Tam Reddick » Mara Venn:</i> <i>turns his mug</i> "));
            Assert.DoesNotContain(lines, line => line.Contains("He knows more"));
            Assert.Empty(answers);
            Assert.False(panel.IsRevealing);
            panel.Submit("What are you two whispering about?");
            Play.Until(() => answers.Count > 0, "she answers");
            Assert.Equal("Nothing that need spoil your supper.", answers.Single());

            Play.Until(() => mara.Turn != null && mara.Turn.IsOverheard, "she turns to him again");
            panel.Frame!.Root.Happen(new KeyDownEvent { keyCode = KeyCode.Escape });
            Assert.Null(panel.Npc);
            Assert.Empty(Play.Failures);
        }

        private static SoliloquySpeechBubble AddBubble(SoliloquyNpc npc, float pace, List<string> told)
        {
            var bubble = Play.Add<SoliloquySpeechBubble>(
                "Bubble",
                made =>
                {
                    (made.Npc, made.ShowsName, made.CharactersPerSecond) = (npc, true, pace);
                    (made.LingerSeconds, made.LingerSecondsPerCharacter) = (0.1f, 0.001f);
                });
            bubble.RevealStarted += turn => Tell(turn, "begins");
            bubble.Revealed += turn => Tell(turn, "ends");
            return bubble;

            void Tell(Turn turn, string what)
            {
                if (turn.AddressedNpc.Length > 0)
                {
                    told.Add($"{turn.Npc} {what}");
                }
            }
        }
    }
}
