using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A game that joins the real server, is refused, or thinks better of it.</summary>
    [Collection("server")]
    public sealed class JoiningTests
    {
        [Fact]
        public void A_client_joins_and_sees_who_is_there() => Game.Run(async game =>
        {
            using var client = await Visit.JoinAsync(game);
            var mara = client.GetNpc("mara");

            Assert.Equal("Testworld", client.State.Text("title"));
            Assert.Equal(new[] { "mara", "tom", "una" }, client.State.Part("npcs").Keys);
            Assert.Equal(("Mara", "tavern", true), (mara.DisplayName, mara.Location, mara.IsPresent));
            Assert.Equal(0f, mara.MoodIntensity);
            Assert.Equal(string.Empty, mara.State.Text("goal"));
        });

        [Fact]
        public async Task Everything_is_told_on_the_thread_that_polls_without_a_synchronization_context_too()
        {
            var url = (await Host.AskAsync("server_url")).GetString()!;
            SynchronizationContext.SetSynchronizationContext(null);
            foreach (var address in new[] { url, "http://127.0.0.1:9" })
            {
                using var client = new SoliloquyClient(new ClientOptions { ServerUrl = address, Instance = "threads", KeepsTrying = false });
                var threads = new List<int>();
                client.Connected += () => threads.Add(Environment.CurrentManagedThreadId);
                client.ConnectionFailed += (_, _) => threads.Add(Environment.CurrentManagedThreadId);
                var connecting = client.ConnectAsync();
                while (!connecting.IsCompleted)
                {
                    client.Poll();
                    Thread.Yield();
                }

                Assert.Equal(new[] { Environment.CurrentManagedThreadId }, threads);
                Assert.Equal(address == url, connecting.IsCompletedSuccessfully);
            }
        }

        [Theory]
        [InlineData(null)]
        [InlineData(false)]
        [InlineData(true)]
        public void A_player_has_agreed_to_training_only_where_the_game_says_so(bool? says) => Game.Run(async game =>
        {
            var options = await Visit.OptionsAsync("Ash");
            options.AgreesToTraining = says ?? options.AgreesToTraining;
            using var client = game.Add(new SoliloquyClient(options));

            await client.ConnectAsync();

            Assert.Equal(says == true, (await Host.AskAsync("has_agreed", client.SessionId)).GetBoolean());
        });

        [Theory]
        [InlineData("token", "bad-token")]
        [InlineData("world", "unknown-world")]
        [InlineData("address", "bad-address")]
        [InlineData("port", "unreachable")]
        public void A_refused_join_is_thrown(string wrong, string code) => Game.Run(async game =>
        {
            var options = await Visit.OptionsAsync("Ash");
            options.KeepsTrying = false;
            options.Token = wrong == "token" ? "wrong" : string.Empty;
            options.World = wrong == "world" ? "atlantis" : string.Empty;
            options.ServerUrl = wrong == "address" ? "ht tp://?" : wrong == "port" ? "127.0.0.1:9" : options.ServerUrl;
            using var client = game.Add(new SoliloquyClient(options));

            var failure = await Assert.ThrowsAsync<SoliloquyException>(() => client.ConnectAsync());

            Assert.Equal(code, failure.Code);
            Assert.False(client.IsConnected);
        });

        [Theory]
        [InlineData("connect")]
        [InlineData("say")]
        [InlineData("begin")]
        [InlineData("finished")]
        [InlineData("read")]
        [InlineData("move")]
        [InlineData("event")]
        [InlineData("request")]
        public void What_is_cancelled_ends_at_once_and_the_client_goes_on(string awaited) => Game.Run(async game =>
        {
            using var client = awaited == "connect" ? game.Add(new SoliloquyClient(await Visit.OptionsAsync("Ash"))) : await Visit.JoinAsync(game);
            await Host.AskAsync("hold");
            var turn = awaited == "finished" || awaited == "read" ? await client.BeginSayAsync("Tell me a story.", "mara") : null;
            Task Begin(CancellationToken token) => awaited switch
            {
                "connect" => client.ConnectAsync(token),
                "say" => client.SayAsync("Tell me a story.", "mara", null, token),
                "begin" => client.BeginSayAsync("Tell me a story.", "mara", null, token),
                "finished" => turn!.FinishedAsync(token),
                "read" => ReadAsync(turn!, token),
                "move" => client.MoveAsync("tavern", token),
                "event" => client.ReportEventAsync("The roof creaks.", null, false, token),
                _ => client.RequestAsync("typing", new Dictionary<string, object?> { ["npc"] = "mara" }, token),
            };
            using var patience = new CancellationTokenSource();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Begin(new CancellationToken(true)));
            var waiting = Begin(patience.Token);
            Assert.False(waiting.IsCompleted);
            patience.Cancel();
            // One who reads a stream is told in the next frame.
            await Task.Yield();
            Assert.True(waiting.IsCanceled, waiting.Status.ToString());
            await Host.AskAsync("let_go");

            if (awaited == "connect")
            {
                Assert.False(client.IsConnected);
                await client.ConnectAsync();
            }

            Assert.Equal(TurnStatus.Complete, (await client.SayAsync("Good evening.", "mara")).Status);
        });

        [Fact]
        public void Joining_that_is_cancelled_at_any_moment_leaves_nobody_behind() => Game.Run(async game =>
        {
            var options = await Visit.OptionsAsync("Ash");
            using var client = game.Add(new SoliloquyClient(options));
            for (var frames = 0; frames < 3000; frames += 1 + (frames / 4))
            {
                using var patience = new CancellationTokenSource();
                var connecting = client.ConnectAsync(patience.Token);
                for (var frame = 0; frame < frames && !connecting.IsCompleted; frame++)
                {
                    await Task.Yield();
                }

                patience.Cancel();
                client.Disconnect();
                Assert.True(connecting.IsCompleted);
                Assert.Empty(client.State);
            }

            await client.ConnectAsync();
            await game.Until(() => client.State.Part("players").Count == 1, "nobody else is there");
        });

        [Fact]
        public void Events_come_on_the_thread_that_polls() => Game.Run(async game =>
        {
            using var client = await Visit.JoinAsync(game);
            var threads = new HashSet<int>();
            client.StateChanged += () => threads.Add(Environment.CurrentManagedThreadId);
            client.GetNpc("mara").PieceReceived += (_, _) => threads.Add(Environment.CurrentManagedThreadId);

            await client.GetNpc("mara").SayAsync("Good evening.");

            Assert.Equal(new[] { Game.LoopThread }, threads);
            Assert.Equal(Game.LoopThread, Environment.CurrentManagedThreadId);
        });

        private static async Task ReadAsync(Turn turn, CancellationToken cancellationToken)
        {
            await foreach (var _ in turn.ReadAsync(cancellationToken))
            {
            }
        }
    }
}
