using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>Scenes of the components against the real server, frame by frame: how they begin, go on and end.</summary>
    public sealed class PlayModeTests
    {
        [Fact]
        public void A_scene_talks_and_all_is_raised_on_the_thread_that_steps()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var seen = new List<string>();
            var wired = new List<string>();
            var threads = new HashSet<int>();
            mara.ThinkingStarted += _ => seen.Add("thinking");
            mara.SpeakingStarted += _ => seen.Add("speaking");
            mara.ActionReceived += text => seen.Add("action " + text);
            mara.SentenceSpoken += (text, _) => seen.Add("sentence " + text);
            mara.TurnFinished += turn => seen.Add("finished " + turn.Status);
            mara.TextReceived += (_, _) => threads.Add(Environment.CurrentManagedThreadId);
            world.StateChanged += () => threads.Add(Environment.CurrentManagedThreadId);
            mara.Events.sentenceSpoken.AddListener(wired.Add);

            var turn = Play.Await(mara.SayAsync("Good evening."));

            Assert.Equal((TurnStatus.Complete, "Good evening to you. Sit.", "wipes the bar"), (turn.Status, turn.Speech, turn.Action));
            Assert.Equal(new[] { "thinking", "speaking", "action wipes the bar" }, seen.Take(3));
            Assert.Equal("finished Complete", seen[^1]);
            Assert.Equal(new[] { "Good evening to you.", "Sit." }, wired);
            Assert.Equal(new[] { Environment.CurrentManagedThreadId }, threads);
            Assert.Equal(("Mara", "tavern", true, "Testworld"), (mara.DisplayName, mara.Location, mara.IsPresent, world.State.Text("title")));
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_disabled_world_ends_what_is_awaited_and_raises_nothing()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var said = Play.BeginStory(mara);
            var saying = mara.Say("And then?");
            var seen = new List<string>();
            var told = new List<string>();
            world.Disconnected += () => seen.Add("disconnected");
            world.StateChanged += () => seen.Add("state");
            world.TurnFinished += _ => seen.Add("finished");
            mara.TurnFinished += turn => told.Add(turn.Status.ToString());
            mara.Vanished += () => told.Add("vanished");

            world.enabled = false;
            var isEndedAtOnce = said.IsCanceled;
            PlayMode.Frame();

            Assert.True(isEndedAtOnce);
            Assert.True(saying.IsOver);
            Assert.Null(saying.Turn);
            Assert.Empty(seen);
            Assert.Equal(new[] { "Failed", "vanished" }, told);
            Assert.Equal((false, false), (mara.IsPresent, world.IsConnected));
            Assert.Equal(0, CountedSocket.Live);
            world.enabled = true;
            Play.Until(() => mara.IsPresent, "it joins again");
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void What_is_awaited_of_a_destroyed_NPC_is_cancelled()
        {
            using var play = new Play();
            var (_, mara, _) = play.Open();
            var said = Play.BeginStory(mara);
            var events = 0;
            mara.TextReceived += (_, _) => events++;
            var begun = 0;
            async Task ReadAsync()
            {
                await foreach (var _ in mara.SayAndReadAsync("Go on."))
                {
                    begun++;
                }
            }

            var read = ReadAsync();
            UnityEngine.Object.Destroy(mara.gameObject);
            PlayMode.Frame();

            Assert.True(mara == null);
            Assert.True(said.IsCanceled);
            // What reads piece by piece goes on some frames later: .NET posts each step of an iterator to the main thread.
            Play.Until(() => read.IsCompleted, "the reading ends");
            Assert.True(read.IsCanceled);
            Assert.Throws<OperationCanceledException>(() => { mara!.SayAsync("Are you there?").GetAwaiter().GetResult(); });
            var before = events;
            Play.Ask("let_go");
            var tom = Play.AddNpc("tom");
            Play.Until(() => tom.IsPresent, "frames go on");
            Assert.Equal(before, events);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void Components_destroyed_in_any_order_in_mid_await_leave_nothing_hanging()
        {
            var seed = Environment.TickCount;
            var random = new Random(seed);
            using var play = new Play();
            for (var round = 0; round < 12; round++)
            {
                var all = new List<MonoBehaviour>();
                var scene = PlayMode.Load("Crowd", () =>
                {
                    all.Add(play.AddWorld());
                    all.Add(Play.Add<SoliloquyPlayer>("Player", _ => { }));
                    all.AddRange(new[] { "mara", "tom", "mara" }.Select(persona => Play.AddNpc(persona)));
                });
                var world = (SoliloquyWorld)all[0];
                Play.Until(() => world.IsConnected, $"joined (seed {seed}, round {round})");
                var calls = new List<Task> { world.SayAsync("Anybody?"), ((SoliloquyPlayer)all[1]).SayAsync("Hello."), world.ReportEventAsync("Rain.") };
                calls.AddRange(all.OfType<SoliloquyNpc>().Select(npc => npc.SayAsync("Good evening.")));
                var order = all.OrderBy(_ => random.Next()).ToList();
                foreach (var one in order)
                {
                    for (var frames = random.Next(4); frames > 0; frames--)
                    {
                        PlayMode.Frame();
                    }

                    switch (random.Next(3))
                    {
                        case 0: UnityEngine.Object.DestroyImmediate(one); break;
                        case 1: UnityEngine.Object.Destroy(one.gameObject); break;
                        default: UnityEngine.Object.DestroyImmediate(one.gameObject); break;
                    }
                }

                PlayMode.Frame();
                Assert.True(calls.All(call => call.IsCompleted), $"A call hangs (seed {seed}, round {round}).");
                Assert.True(!Play.Failures.Any(), $"Seed {seed}, round {round}: {string.Join("\n", Play.Failures)}");
                _ = calls.Select(call => call.Exception).ToList();
                PlayMode.Unload(scene);
            }

            Play.Until(() => CountedSocket.Live == 0, "every socket is put away");
            Assert.Equal(0, Scenes.Count);
        }

        [Fact]
        public void Twenty_play_modes_without_a_domain_reload_leave_nothing_behind()
        {
            var made = CountedSocket.Made;
            var gone = new List<WeakReference>();
            for (var time = 0; time < 20; time++)
            {
                gone.AddRange(PlayOnce(time));
            }

            Assert.Equal(made + 20, CountedSocket.Made);
            Assert.Equal(0, CountedSocket.Live);
            Assert.Equal((0, 0, 0), (Scenes.Count, PlayMode.Posted, Application.Waiting));
            var seats = -1;
            SpinWait.SpinUntil(() => (seats = Play.Ask("seats").GetInt32()) == 0, 10_000);
            Assert.Equal(0, seats);
            for (var time = 0; time < 10 && gone.Any(one => one.IsAlive); time++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Equal(0, gone.Count(one => one.IsAlive));
        }

        [Fact]
        public void A_scene_unloaded_in_mid_reply_goes_in_peace()
        {
            using var play = new Play();
            var (_, mara, scene) = play.Open();
            var said = Play.BeginStory(mara);
            var seen = new List<string>();
            mara.TurnFinished += _ => seen.Add("finished");
            mara.Vanished += () => seen.Add("vanished");

            PlayMode.Unload(scene);
            PlayMode.Frame();

            Assert.True(said.IsCanceled);
            Assert.Empty(seen);
            Assert.Equal((0, 0), (CountedSocket.Live, Scenes.Count));
            var (_, again, _) = play.Open();
            Assert.True(again.IsPresent);
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void A_listener_that_fails_stops_nobody_else()
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var seen = new List<string>();
            mara.SpeechReceived += _ => throw new InvalidOperationException("listener");
            mara.SpeechReceived += seen.Add;
            mara.Events.speechReceived.AddListener(_ => throw new InvalidOperationException("wired"));
            world.TurnFinished += _ => throw new InvalidOperationException("world");
            world.TurnStarted += turn => turn.PieceReceived += _ => throw new InvalidOperationException("piece");

            var turn = Play.Await(mara.SayAsync("Good evening."));

            Assert.Equal(turn.Speech, string.Concat(seen));
            Assert.Contains(Play.Failures, text => text.Contains("listener"));
            Assert.Contains(Play.Failures, text => text.Contains("wired"));
            Assert.Contains(Play.Failures, text => text.Contains("world"));
            Assert.Contains(Play.Failures, text => text.Contains("piece"));
            Assert.True(world.IsConnected);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static List<WeakReference> PlayOnce(int time)
        {
            using var play = new Play();
            var (world, mara, _) = play.Open();
            var saying = mara.Say("Good evening.");
            mara.RegisterAction("open-door", (ActionCall _) => "Done.");
            // Left in various states.
            for (var frames = 0; frames < time; frames++)
            {
                PlayMode.Frame();
            }

            PlayMode.Leave();
            Assert.True(saying.IsOver);
            Assert.Empty(Play.Failures);
            return new List<WeakReference> { new(world), new(mara), new(world.Client), new(saying) };
        }
    }
}
