using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a character's component does and tells, in scenes against the real server.</summary>
    public sealed class NpcTests
    {
        [Fact]
        public void A_disabled_NPC_is_silent_and_is_told_how_it_ended_when_it_is_enabled()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var said = Play.BeginStory(mara);
            Play.Until(() => mara.Activity == "speaking", "it is seen that she speaks");
            var seen = new List<string>();
            mara.TextReceived += (_, piece) => seen.Add(piece.Text);
            mara.TurnFinished += turn => seen.Add("finished " + turn.Speech);
            mara.ActivityChanged += seen.Add;

            mara.enabled = false;
            Play.Ask("let_go");
            var turn = Play.Await(said, "the call goes on while only its NPC is disabled");
            Play.Until(() => world.GetNpcState("mara").Text("activity") == "idle", "she is silent again");
            Assert.Empty(seen);
            mara.enabled = true;
            Assert.Empty(seen);
            PlayMode.Frame();

            Assert.Equal("Once upon a time there was a bell.", turn.Speech);
            Assert.Equal(new[] { "finished Once upon a time there was a bell.", "idle" }, seen);
        }

        [Fact]
        public void An_NPC_finds_a_world_that_comes_later()
        {
            using var play = new Play();
            SoliloquyNpc mara = null!;
            PlayMode.Load("Tavern", () => mara = Play.AddNpc("mara"));
            var appeared = 0;
            mara.Appeared += () => appeared++;
            PlayMode.Frame();
            var refused = mara.SayAsync("Hello?");

            var world = play.AddWorld();
            Play.Until(() => mara.IsPresent, "she is there");

            Assert.Equal("not-connected", Assert.IsType<SoliloquyException>(refused.Exception!.InnerException).Code);
            Assert.Equal((world, 1), (mara.World, appeared));
        }

        [Fact]
        public void What_an_action_returns_is_told_whatever_its_type()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            Task<string> OpenAsync() => Task.FromResult("It is jammed half-way.");
            mara.RegisterAction("open-door", call => OpenAsync());

            Play.Await(mara.SayAsync("Open the door."));
            Play.Await(mara.SayAsync("Thank you."));

            Assert.Contains("half-way", Play.Ask("last_asked").GetString());
        }

        [Fact]
        public void A_persona_changed_in_mid_reply_is_another_character()
        {
            using var play = new Play();
            var (_, npc, _) = play.Open();
            Play.BeginStory(npc);
            var story = npc.Turn!.Id;
            var seen = new List<string>();
            npc.TurnRetracted += id => seen.Add("retracted " + (id == story));
            npc.Vanished += () => seen.Add("vanished");
            npc.Appeared += () => seen.Add("appeared " + npc.DisplayName);
            npc.SpeechReceived += text => seen.Add(text);

            npc.Persona = "tom";
            PlayMode.Frame();
            Play.Ask("let_go");
            var turn = Play.Await(npc.SayAsync("Good evening."));

            Assert.Equal(new[] { "retracted True", "vanished", "appeared Tom" }, seen.Take(3));
            Assert.Equal(("tom", "Tom"), (turn.Npc, npc.DisplayName));
            Assert.DoesNotContain(seen, text => text.Contains("bell"));
        }

        [Fact]
        public void An_NPC_enabled_in_mid_reply_is_told_what_was_said_so_far()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var said = Play.BeginStory(mara);
            var seen = new List<string>();

            var late = Play.AddNpc("mara");
            late.ThinkingStarted += _ => seen.Add("thinking");
            late.SpeakingStarted += _ => seen.Add("speaking");
            late.ActionReceived += seen.Add;
            late.SpeechReceived += seen.Add;
            late.TurnFinished += turn => seen.Add(turn.Status.ToString());
            PlayMode.Frame();
            Assert.Equal(new[] { "thinking", "speaking", "looks up", "Once upon a time" }, seen.Select(text => text.Trim()));
            Play.Ask("let_go");
            Play.Await(said);

            Assert.Equal("Once upon a time there was a bell.", string.Concat(seen.Skip(3).Take(seen.Count - 4)));
            Assert.Equal("Complete", seen[^1]);
        }

        [Fact]
        public void An_NPC_does_something_in_the_game_and_learns_what_came_of_it()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var called = new List<string>();
            mara.ActionCalled += call => called.Add(call.Name);
            mara.RegisterAction("open-door", async call =>
            {
                await Task.Yield();
                return $"The door stands {(call.Arguments["wide"] is true ? "wide open" : "ajar")}.";
            });

            Play.Await(mara.SayAsync("Open the door."));
            Play.Until(() => called.Count == 1, "she opens the door");
            Play.Await(mara.SayAsync("Thank you."));
            Assert.Contains("wide open", Play.Ask("last_asked").GetString());
            mara.RegisterAction("open-door", (ActionCall _) => throw new ActionFailure("The door is jammed."));
            Play.Await(mara.SayAsync("Open the door."));
            Play.Until(() => called.Count == 2, "she tries again");
            Play.Await(mara.SayAsync("And?"));

            Assert.Contains("The door is jammed", Play.Ask("last_asked").GetString());
            Assert.Empty(Play.Failures);
            mara.RegisterAction("open-door", (ActionCall _) => throw new InvalidOperationException("a bug"));
            Play.Await(mara.SayAsync("Open the door."));
            Play.Until(() => Play.Failures.Any(text => text.Contains("a bug")), "what is no ActionFailure is logged");
        }

        [Fact]
        public void Of_two_components_of_one_persona_the_one_that_knows_the_action_does_it()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var body = Play.AddNpc("mara");
            PlayMode.Frame();
            var done = new List<string>();
            var finished = new List<string>();
            mara.TurnFinished += _ => finished.Add("first");
            body.TurnFinished += _ => finished.Add("second");
            mara.ActionCalled += _ => done.Add("first");
            body.ActionCalled += _ => done.Add("second");
            body.RegisterAction("open-door", (ActionCall _) => "Done.");

            Play.Await(mara.SayAsync("Open the door."));
            Play.Until(() => done.Count == 1, "it is done");
            body.enabled = false;
            mara.RegisterAction("open-door", (ActionCall _) => "Done.");
            Play.Await(mara.SayAsync("Open the door."));
            Play.Until(() => done.Count == 2, "it is done again");

            Assert.Equal(new[] { "second", "first" }, done);
            Assert.Equal(new[] { "first", "second", "first" }, finished);
        }

        [Fact]
        public void An_interrupted_reply_is_cut_where_it_was_shown()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var said = Play.BeginStory(mara);
            mara.ShownSoFar = () => (3, 4);

            mara.Interrupt();

            var turn = Play.Await(said);
            Assert.Equal((TurnStatus.Interrupted, "Once"), (turn.Status, turn.Speech));
        }

        [Fact]
        public void A_coroutine_waits_for_a_reply()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var seen = new List<string>();
            IEnumerator Talk()
            {
                var saying = mara.Say("Good evening.");
                yield return saying;
                seen.Add(saying.Turn!.Speech);
                var refused = mara.Say(string.Empty);
                yield return refused;
                seen.Add(refused.Refusal!.Code);
            }

            mara.StartCoroutine(Talk());
            Play.Until(() => seen.Count == 2, "both replies");

            Assert.Equal(new[] { "Good evening to you. Sit.", "bad-message" }, seen);
        }
    }
}
