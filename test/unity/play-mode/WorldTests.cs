using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>How a scene joins its world, and what it and the player in it are told.</summary>
    public sealed class WorldTests
    {
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

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void A_player_has_agreed_to_training_only_where_the_scene_says_so(bool says)
        {
            using var play = new Play();
            SoliloquyWorld world = null!;
            PlayMode.Load("Tavern", () => world = play.AddWorld(added => added.AgreesToTraining = says || added.AgreesToTraining));
            Play.Until(() => world.IsConnected, "the world is joined");

            Assert.Equal(says, Play.Ask("has_agreed", world.SessionId).GetBoolean());
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
