using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.UIElements;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>Bubbles and panels over the real server, frame by frame.</summary>
    public sealed class UITests
    {
        [Fact]
        public void A_bubble_comes_with_the_first_breath_reveals_the_reply_and_goes()
        {
            using var play = new Play();
            var (_, mara, bubble) = OpenWithBubble(play);
            var seen = new List<string>();
            var shown = new List<(int, int)>();
            bubble.Appeared += () => seen.Add("appeared");
            bubble.RevealStarted += _ => seen.Add("started");
            bubble.Revealed += turn => seen.Add("revealed " + turn.Status);
            bubble.HiddenAgain += () => seen.Add("hidden");
            bubble.CharactersPerSecond = 400f;
            bubble.LingerSecondsPerCharacter = 0f;
            bubble.LingerSeconds = 0.1f;

            var said = mara.SayAsync("Good evening.");
            Play.Until(
                () =>
                {
                    shown.Add(bubble.Shown() ?? (0, 0));
                    return seen.Contains("revealed Complete");
                },
                "all of it is revealed");
            var markup = bubble.Markup;
            Play.Until(() => seen.Contains("hidden"), "it goes");

            Assert.Equal("<i>wipes the bar</i> Good evening to you. Sit.", markup);
            Assert.Equal(new[] { "appeared", "started", "revealed Complete", "hidden" }, seen);
            Assert.Equal(shown.OrderBy(mark => mark), shown);
            Assert.True(said.IsCompletedSuccessfully);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void An_interrupted_reply_is_cut_where_the_bubble_was_and_nothing_more_is_shown()
        {
            using var play = new Play();
            var (_, mara, bubble) = OpenWithBubble(play);
            bubble.CharactersPerSecond = 60f;
            var said = Play.BeginStory(mara);
            Play.Until(() => bubble.Shown() is (3, >= 4), "a few words are shown");

            var shown = bubble.Shown()!.Value;
            mara.Interrupt();
            PlayMode.Frame();
            Assert.Equal(shown, bubble.Shown());
            var turn = Play.Await(said);

            Assert.Equal(TurnStatus.Interrupted, turn.Status);
            Assert.Equal("Once upon a time there was a bell.".Substring(0, shown.Characters).TrimEnd(), turn.Speech.TrimEnd());
        }

        [Fact]
        public void Markup_in_what_is_said_means_nothing()
        {
            using var play = new Play();
            var (_, _, bubble) = OpenWithBubble(play);
            bubble.CharactersPerSecond = 0f;

            bubble.ShowLine("<b>bold</b> & <alpha=#00>", "<i>bows");
            Play.Until(() => bubble.Markup.Contains("bows"), "the line");

            Assert.Equal("<i><\u200Bi>bows</i> <\u200Bb>bold<\u200B/b> & <\u200Balpha=#00>", bubble.Markup);
        }

        [Fact]
        public void A_long_line_turns_pages_after_sentences_and_words()
        {
            using var play = new Play();
            var (_, _, bubble) = OpenWithBubble(play);
            bubble.CharactersPerSecond = 3000f;
            bubble.CharactersPerPage = 20;
            bubble.LingerSecondsPerCharacter = 0.001f;
            var pages = new List<string>();
            var isOver = false;
            bubble.PageTurned += _ => pages.Add(bubble.Markup);
            bubble.Revealed += _ => isOver = true;

            bubble.ShowLine("It rains. Come in, sit down by the fire and tell me.");
            Play.Until(() => isOver, "all pages");

            Assert.Equal(new[] { "It rains. ", "Come in, sit down by ", "the fire and tell ", "me." }, pages.Append(bubble.Markup));
        }

        [Fact]
        public void A_bubble_enabled_in_mid_reply_shows_it()
        {
            using var play = new Play();
            var (_, mara, bubble) = OpenWithBubble(play);
            bubble.CharactersPerSecond = 0f;
            bubble.enabled = false;
            Play.BeginStory(mara);
            Assert.False(bubble.IsShowing);

            bubble.enabled = true;
            Play.Until(() => bubble.Markup.Contains("Once upon a"), "what was said so far");

            Assert.True(bubble.IsSpeaking);
            Play.Ask("let_go");
        }

        [Fact]
        public void A_panel_talks_by_keyboard_and_tells_what_keeps_a_talk_from_going_on()
        {
            using var play = new Play();
            SoliloquyDialoguePanel panel = null!;
            var (world, mara, _) = play.Open(() => panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { }));
            panel.CharactersPerSecond = 0f;
            var seen = new List<string>();
            panel.Opened += npc => seen.Add("opened " + npc.DisplayName);
            panel.LineSaid += seen.Add;
            panel.Closed += () => seen.Add("closed");

            panel.Open(mara);
            Type(panel, "Good evening.");
            Play.Until(() => panel.Lines.Any(line => line.EndsWith("Sit.", StringComparison.Ordinal)) && !panel.IsRevealing, "the reply");
            Assert.Equal(new[] { "› Good evening.", "<i>wipes the bar</i> Good evening to you. Sit." }, panel.Lines);
            Type(panel, new string('a', 2001));
            Play.Until(() => panel.Notice.Length > 0, "the refusal");
            Play.Ask("hold");
            Type(panel, "Tell me a story.");
            Play.Until(() => panel.Lines.Last().Contains("Once"), "the story");
            var story = mara.Turn!;
            Press(panel, KeyCode.Escape);
            Play.Until(() => story.IsFinished && mara.Turn == null, "she stops");
            Press(panel, KeyCode.Escape);
            if (panel.Npc != null)
            {
                Press(panel, KeyCode.Escape);
            }

            Assert.Equal(TurnStatus.Interrupted, story.Status);
            Assert.Equal(("opened Mara", "Good evening.", "closed"), (seen[0], seen[1], seen[^1]));
            panel.Open(mara);
            UnityEngine.Object.Destroy(mara.gameObject);
            PlayMode.Frame();
            PlayMode.Frame();
            Assert.Null(panel.Npc);
            Assert.True(world.IsConnected);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void Bubbles_and_panels_go_with_their_scene_in_mid_reply()
        {
            for (var time = 0; time < 3; time++)
            {
                using var play = new Play();
                SoliloquyDialoguePanel panel = null!;
                SoliloquySpeechBubble bubble = null!;
                var (_, mara, scene) = play.Open(() =>
                {
                    panel = Play.Add<SoliloquyDialoguePanel>("Panel", _ => { });
                    bubble = Play.Add<SoliloquySpeechBubble>("Bubble", _ => { });
                });
                bubble.Npc = mara;
                panel.Open(mara);
                Play.Ask("hold");
                panel.Submit("Tell me a story.");
                Play.Until(() => mara.Turn != null && bubble.IsShowing, "she answers");

                PlayMode.Unload(scene);
                PlayMode.Frame();
                Assert.Equal((null, false), (panel.Npc, bubble.IsShowing));
                Assert.Empty(Play.Failures);
            }
        }

        private static (SoliloquyWorld World, SoliloquyNpc Mara, SoliloquySpeechBubble Bubble) OpenWithBubble(Play play)
        {
            var (world, mara, _) = play.Open();
            var bubble = Play.Add<SoliloquySpeechBubble>("Bubble", _ => { }, mara.transform);
            Assert.Equal(mara, NpcSearch.Near(bubble));
            return (world, mara, bubble);
        }

        private static void Type(SoliloquyDialoguePanel panel, string text)
        {
            panel.Frame!.Line.value = text;
            Press(panel, KeyCode.Return);
        }

        private static void Press(SoliloquyDialoguePanel panel, KeyCode key) => panel.Frame!.Root.Happen(new KeyDownEvent { keyCode = key });
    }
}
