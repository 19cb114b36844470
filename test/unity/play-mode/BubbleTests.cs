using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a reader of a bubble must not miss, and must not be left with.</summary>
    public sealed class BubbleTests
    {
        [Fact]
        public void A_second_reply_waits_until_the_first_is_read()
        {
            using var play = new Play();
            var (_, mara, bubble) = Open(play);
            bubble.CharactersPerSecond = 12f;
            var read = new List<string>();
            bubble.Revealed += turn => read.Add(turn.Speech);

            Play.Await(mara.SayAsync("Good evening."));
            Play.Until(() => bubble.IsSpeaking, "the first is being revealed");
            Play.Await(mara.SayAsync("Good evening."));
            Play.Until(() => read.Count == 2, "both are read");

            Assert.Equal(new[] { "Good evening to you. Sit.", "Good evening to you. Sit." }, read);
        }

        [Fact]
        public void A_key_that_goes_on_shows_the_page_then_the_next_then_lets_go()
        {
            using var play = new Play();
            var (_, _, bubble) = Open(play);
            bubble.CharactersPerSecond = 1f;
            bubble.CharactersPerPage = 20;
            (bubble.LingerSeconds, bubble.LingerSecondsPerCharacter) = (60f, 60f);
            var told = new List<string>();
            bubble.PageTurned += _ => told.Add("page");
            bubble.Revealed += _ => told.Add("revealed");
            bubble.HiddenAgain += () => told.Add("hidden");
            bubble.ShowLine("The first of them. And the second.");
            Play.Until(() => bubble.IsSpeaking, "it is being revealed");

            bubble.Advance();
            PlayMode.Frame();
            Assert.Empty(told);
            Assert.Contains("The first of them.", bubble.Markup);
            bubble.Advance();
            PlayMode.Frame();
            bubble.Advance();
            PlayMode.Frame();
            Assert.Equal(new[] { "page", "revealed" }, told);
            Assert.Contains("And the second.", bubble.Markup);
            bubble.Advance();
            Play.Until(() => told.Last() == "hidden", "it goes");
        }

        [Fact]
        public void Of_a_reply_that_waits_behind_another_nothing_was_shown()
        {
            using var play = new Play();
            var (_, mara, bubble) = Open(play);
            bubble.CharactersPerSecond = 4f;
            Play.Await(mara.SayAsync("Good evening."));
            Play.Until(() => bubble.IsSpeaking && bubble.Shown() is (_, > 3), "the first is being revealed");
            var said = Play.BeginStory(mara);

            var shown = bubble.Shown();
            mara.Interrupt();
            var turn = Play.Await(said);

            Assert.Equal((0, 0), shown);
            Assert.Equal(string.Empty, turn.Speech);
            Assert.True(bubble.IsSpeaking);
        }

        [Fact]
        public void A_frame_in_which_nothing_is_revealed_leaves_no_garbage()
        {
            using var play = new Play();
            var (_, mara, bubble) = Open(play);
            (bubble.ShowsName, bubble.CharactersPerSecond) = (true, 0f);
            var panel = Play.Add<SoliloquyDialoguePanel>("Panel", made => made.CharactersPerSecond = 0f);
            panel.Open(mara);
            Play.BeginStory(mara);
            Play.Until(() => bubble.Markup.Contains("Once upon a") && panel.Lines.Last().Contains("Once upon a"), "what there is of it is shown");
            Play.Until(() => bubble.Shown() is (3, > 8), "and read");

            Assert.Equal((0, 0), (AllocatedInFrames(bubble), AllocatedInFrames(panel)));
        }

        [Theory]
        [InlineData("destroyed")]
        [InlineData("disabled")]
        [InlineData("another")]
        [InlineData("another persona")]
        [InlineData("no world")]
        public void A_reply_of_which_no_more_will_be_told_does_not_stay(string how)
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var bubble = Play.Add<SoliloquySpeechBubble>("Bubble", made => made.Npc = mara);
            Play.BeginStory(mara);
            Play.Until(() => bubble.IsSpeaking, "she speaks");

            switch (how)
            {
                case "destroyed":
                    UnityEngine.Object.Destroy(mara.gameObject);
                    break;
                case "disabled":
                    mara.enabled = false;
                    break;
                case "another":
                    bubble.Npc = Play.AddNpc("tom");
                    break;
                case "another persona":
                    mara.Persona = "tom";
                    break;
                default:
                    world.enabled = false;
                    break;
            }

            Play.Until(() => !bubble.IsShowing, "it goes");
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_reply_whose_world_went_with_another_scene_does_not_stay()
        {
            using var play = new Play();
            var (_, mara, scene) = play.Open();
            UnityEngine.Object.DontDestroyOnLoad(mara);
            var bubble = Play.Add<SoliloquySpeechBubble>("Bubble", made => made.Npc = mara);
            UnityEngine.Object.DontDestroyOnLoad(bubble);
            var ends = new List<TurnStatus>();
            mara.TurnFinished += turn => ends.Add(turn.Status);
            Play.BeginStory(mara);
            Play.Until(() => bubble.IsSpeaking, "she speaks");

            PlayMode.Unload(scene);
            Play.Until(() => !bubble.IsShowing, "it goes");

            Assert.Equal(new[] { TurnStatus.Failed }, ends);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_dismissed_bubble_stays_away_when_its_reply_ends()
        {
            using var play = new Play();
            var (_, mara, bubble) = Open(play);
            var said = Play.BeginStory(mara);
            Play.Until(() => bubble.IsSpeaking, "she speaks");

            bubble.Dismiss();
            Play.Until(() => !bubble.IsShowing, "it goes");
            Play.Ask("let_go");
            Play.Await(said);
            PlayMode.Frame();

            Assert.False(bubble.IsShowing);
        }

        [Fact]
        public void Bubbles_that_would_cover_each_other_are_stacked()
        {
            using var play = new Play();
            var (_, mara, bubble) = Open(play);
            var camera = new GameObject("Camera").AddComponent<Camera>();
            var other = Play.Add<SoliloquySpeechBubble>("Other", made => made.Npc = Play.AddNpc("tom"));
            foreach (var one in new[] { bubble, other })
            {
                one.SeenBy = camera;
                one.AnchorOffset = new Vector3(400f, 400f, 1f);
                one.ShowLine("It rains.");
            }

            PlayMode.Frame();
            PlayMode.Frame();

            Assert.False(bubble.Place.Overlaps(other.Place), $"{bubble.Place.yMin} {other.Place.yMin}");
            Assert.Equal(bubble.Place.xMin, other.Place.xMin);
            bubble.Dismiss();
            Play.Until(() => !bubble.IsShowing && other.Place.yMax >= 400f, "the other comes down to who speaks");
        }

        [Fact]
        public void A_bubble_goes_on_in_a_paused_game_where_it_is_told_to()
        {
            using var play = new Play();
            var (_, _, bubble) = Open(play);
            Time.timeScale = 0f;
            bubble.IgnoresTimeScale = true;
            var isRead = false;
            bubble.Revealed += _ => isRead = true;

            bubble.ShowLine("It rains.");

            Play.Until(() => isRead, "it is read");
        }

        [Fact]
        public void A_text_without_end_is_shown_up_to_what_a_label_can_hold()
        {
            using var play = new Play();
            var (_, _, bubble) = Open(play);
            bubble.CharactersPerSecond = 0f;
            bubble.CharactersPerPage = int.MaxValue;
            bubble.ShowsName = true;

            bubble.ShowLine(string.Concat(Enumerable.Repeat("Rain and ", 4_000_000)));
            Play.Until(() => bubble.Markup.Length > 1, "the line");

            // 65,535 vertices, of which a character takes four.
            Assert.InRange(bubble.Markup.Length, 1000, 16_000);
        }

        /// <summary>Bytes that a hundred frames of a component take from the heap.</summary>
        private static long AllocatedInFrames(MonoBehaviour component)
        {
            var lateUpdate = (Action)Delegate.CreateDelegate(typeof(Action), component, "LateUpdate");
            lateUpdate();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var frame = 0; frame < 100; frame++)
            {
                lateUpdate();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        private static (SoliloquyWorld World, SoliloquyNpc Mara, SoliloquySpeechBubble Bubble) Open(Play play)
        {
            var (world, mara, _) = play.Open();
            var bubble = Play.Add<SoliloquySpeechBubble>("Bubble", _ => { }, mara.transform);
            bubble.LingerSeconds = 0.1f;
            bubble.LingerSecondsPerCharacter = 0.001f;
            return (world, mara, bubble);
        }
    }
}
