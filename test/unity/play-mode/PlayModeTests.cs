using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>Scenes of the components against the real server, frame by frame.</summary>
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
        public void What_is_said_before_the_world_is_joined_is_said_then()
        {
            using var play = new Play();
            SoliloquyNpc mara = null!;
            SoliloquyPlayer player = null!;
            SoliloquyWorld world = null!;
            PlayMode.Load("Tavern", () =>
            {
                world = play.AddWorld();
                mara = Play.AddNpc("mara");
                player = Play.Add<SoliloquyPlayer>("Player", _ => { });
            });

            // As in a Start, before any Update.
            var said = mara.SayAsync("Good evening.");
            Assert.Equal("Good evening to you. Sit.", Play.Await(said).Speech);
            world.WorldName = "nowhere";
            world.Connect();
            var refused = player.SayAsync("Anybody?");
            Play.Until(() => refused.IsCompleted, "it is refused");

            Assert.Equal("unknown-world", Assert.IsType<SoliloquyException>(refused.Exception!.InnerException).Code);
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
        public void Two_worlds_keep_to_themselves()
        {
            using var play = new Play();
            SoliloquyWorld here = null!, there = null!;
            SoliloquyNpc mara = null!, other = null!;
            PlayMode.Load("Two", () =>
            {
                var left = new GameObject("Left").transform;
                var right = new GameObject("Right").transform;
                here = play.AddWorld(null, left);
                there = play.AddWorld(world => world.InstanceName += "-there", right);
                mara = Play.AddNpc("mara", here.transform);
                other = Play.AddNpc("mara", right);
            });
            Play.Until(() => mara.IsPresent && other.IsPresent, "both are there");
            var heard = 0;
            there.WordsHeard += _ => heard++;

            Play.Await(mara.SayAsync("Good evening."));

            Assert.Equal((here, there), (mara.World, other.World));
            Assert.Equal(0, heard);
        }

        [Fact]
        public void A_frame_takes_no_more_than_its_budget_and_the_rest_comes_later_also_in_a_paused_game()
        {
            using var play = new Play();
            var (world, _, _) = play.Open();
            var raised = 0;
            world.BudgetMilliseconds = 0.5f;
            world.MessageReceived += (_, _) =>
            {
                raised++;
                var clock = System.Diagnostics.Stopwatch.StartNew();
                SpinWait.SpinUntil(() => clock.ElapsedMilliseconds >= 2);
            };
            using var other = new SoliloquyClient(new ClientOptions { ServerUrl = world.ServerUrl, Instance = world.InstanceName, PlayerName = "Bo", KeepsTrying = false });
            // No frames meanwhile: what the others say waits.
            var context = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null);
            var talk = TalkAsync(other);
            SpinWait.SpinUntil(() =>
            {
                other.Poll();
                return talk.IsCompleted;
            });
            SynchronizationContext.SetSynchronizationContext(context);
            talk.GetAwaiter().GetResult();
            Time.timeScale = 0f;

            var most = 0;
            var frames = 0;
            Play.Until(
                () =>
                {
                    most = Math.Max(most, raised);
                    (raised, frames) = (0, frames + 1);
                    return world.State.Part("npcs").Part("tom").Text("activity") == "idle" && frames > 20;
                },
                "all of it comes");

            Assert.Equal(1, most);
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

        [Fact]
        public void A_player_moves_is_refused_and_is_known_again()
        {
            using var play = new Play();
            SoliloquyPlayer player = null!;
            var (world, _, _) = play.Open(() => player = Play.Add<SoliloquyPlayer>("Player", _ => { }));
            var seen = new List<string>();
            player.Moved += seen.Add;
            player.MoveRefused += refusal => seen.Add(refusal.Code);

            player.Location = "nowhere";
            Play.Until(() => seen.Count == 1, "the refusal");
            player.Location = "yard";
            Play.Until(() => seen.Count == 2, "the move");

            Assert.Equal(new[] { "unknown-location", "yard" }, seen);
            Assert.Equal("yard", player.Location);
            Assert.Equal(PlayerIdentity.Of("default"), PlayerIdentity.Of("default"));
            Assert.NotEqual(PlayerIdentity.Of("default"), PlayerIdentity.Of("second"));
        }

        [Fact]
        public void A_world_that_cannot_be_joined_says_why()
        {
            using var play = new Play();
            var failures = new List<string>();
            PlayMode.Load("Nowhere", () => play.AddWorld(world =>
            {
                world.WorldName = "atlantis";
                world.ConnectionFailed += failure => failures.Add(failure.Code);
            }));

            Play.Until(() => failures.Count == 1, "the refusal");

            Assert.Equal(new[] { "unknown-world" }, failures);
            Assert.Contains(UnityEngine.Debug.Lines, line => line.Kind == "warning" && line.Text.Contains("unknown-world"));
            Assert.Empty(Play.Failures);
        }

        [Fact]
        public void Settings_are_shared_and_what_a_world_sets_goes_before_them()
        {
            using var play = new Play();
            var settings = ScriptableObject.CreateInstance<SoliloquySettings>();
            settings.ServerUrl = "https://npc.example.com";
            var world = Play.Add<SoliloquyWorld>("World", one => (one.Settings, one.ConnectOnStart) = (settings, false));

            Assert.Equal("https://npc.example.com", world.EffectiveServerUrl);
            world.ServerUrl = "ht tp://";
            Assert.Contains("is no address", world.Problem);
            world.ServerUrl = "127.0.0.1:9";
            Assert.Equal(string.Empty, world.Problem);
            world.Token = "secret";
            Assert.Contains("can be read by everybody", world.Problem);
        }

        [Fact]
        public void The_sockets_and_requests_of_a_browser_carry_a_whole_talk()
        {
            using var play = new Play();
            var browser = new BrowserStandIn();
            var before = Platform.Http;
            (Platform.NewSocket, Platform.Http) = (() => new WebGLSocket(browser), new UnityWebRequestHttp());
            try
            {
                var (world, mara, scene) = play.Open();
                var turn = Play.Await(mara.SayAsync("Good evening."));
                Assert.Equal("Good evening to you. Sit.", turn.Speech);
                PlayMode.Unload(scene);
                Assert.Equal(0, browser.Live);

                // Left while it asks for a seat, and while its socket connects.
                for (var frames = 0; frames < 6; frames++)
                {
                    scene = PlayMode.Load("Left", () => world = play.AddWorld());
                    Play.Until(() => frames < 3 || browser.Live > 0 || world.IsConnected, "the socket");
                    for (var frame = 0; frame < frames; frame++)
                    {
                        PlayMode.Frame();
                    }

                    PlayMode.Unload(scene);
                }

                Play.Until(() => browser.Live == 0 && UnityEngine.Networking.UnityWebRequest.Live == 0, "all is put away");
                var socket = new WebGLSocket(browser);
                var refused = socket.ConnectAsync(new Uri("ws://127.0.0.1:9/"), CancellationToken.None);
                Play.Until(() => refused.IsCompleted, "the refusal");
                Assert.IsType<InvalidOperationException>(refused.Exception!.InnerException);
                Assert.Equal((1006, 0), (socket.CloseCode, browser.Live));
                Assert.Throws<InvalidOperationException>(() => new WebGLSocket(browser).ConnectAsync(new Uri("ht://tp"), CancellationToken.None).GetAwaiter().GetResult());
                Assert.Equal(0, Play.Await(Platform.Http.PostAsync(new Uri("http://127.0.0.1:9/"), "{}", null, CancellationToken.None)).Status);
                Assert.Empty(Play.Failures);
            }
            finally
            {
                Platform.Http = before;
            }
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

        private static async Task TalkAsync(SoliloquyClient other)
        {
            await other.ConnectAsync();
            for (var time = 0; time < 5; time++)
            {
                await other.SayAsync("Good evening.", "tom");
            }
        }
    }
}
