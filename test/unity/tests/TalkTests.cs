using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A game against the real server: joining, talking, whispering, interrupting, being refused.</summary>
    [Collection("server")]
    public sealed class TalkTests
    {
        private static int _instances;

        [Fact]
        public void A_client_joins_and_sees_who_is_there() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
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

        [Fact]
        public void What_is_said_is_answered_in_pieces_and_in_order() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            var seen = new List<string>();
            mara.ThinkingStarted += _ => seen.Add("thinking");
            mara.SpeakingStarted += _ => seen.Add("speaking");
            mara.PieceReceived += (_, piece) => seen.Add(piece.Span.Layer.ToString());
            mara.SentenceSpoken += (_, _, text) => seen.Add(text);
            mara.TurnFinished += turn => seen.Add(turn.Status.ToString());

            var turn = await mara.SayAsync("Good evening.");

            Assert.Equal(TurnStatus.Complete, turn.Status);
            Assert.Equal(("Good evening to you. Sit.", "wipes the bar", "", ""), (turn.Speech, turn.Action, turn.Thought, turn.Plan));
            Assert.Equal("player:" + client.SessionId, turn.To);
            Assert.Equal(
                new[] { "thinking", "speaking", "Action", "Speech", "Good evening to you.", "Sit.", "Complete" },
                seen.Where((entry, index) => index == 0 || entry != seen[index - 1]).Where((entry, index) => entry != "Speech" || index < 5));
        });

        [Fact]
        public void A_reply_can_be_read_piece_by_piece() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var text = string.Empty;

            await foreach (var piece in client.GetNpc("mara").SayAndReadAsync("Good evening."))
            {
                text += piece.Span.Layer == Layer.Speech ? piece.Text : string.Empty;
            }

            Assert.Equal("Good evening to you. Sit.", text);
        });

        [Fact]
        public void What_the_server_refuses_is_thrown_with_its_code_and_sentence() => Game.Run(async game =>
        {
            using var early = new SoliloquyClient(new ClientOptions());
            Assert.Equal("not-connected", (await Assert.ThrowsAsync<SoliloquyException>(() => early.SayAsync("Hello?"))).Code);

            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            Assert.Equal("bad-message", (await Assert.ThrowsAsync<SoliloquyException>(() => mara.SayAsync(""))).Code);
            Assert.Equal("payload-too-large", (await Assert.ThrowsAsync<SoliloquyException>(() => mara.SayAsync(new string('a', 70_000)))).Code);
            Assert.Equal("unknown-npc", (await Assert.ThrowsAsync<SoliloquyException>(() => client.GetNpc("ghost").SayAsync("Boo."))).Code);
            await client.MoveAsync("yard");
            var refused = await Assert.ThrowsAsync<SoliloquyException>(() => mara.SayAsync("Do you hear me?"));
            Assert.Equal("out-of-earshot", refused.Code);
            Assert.Contains("Mara", refused.Message);
            Assert.True(client.IsConnected);
        });

        [Fact]
        public void A_whisper_reaches_nobody_else() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            using var other = await JoinAsync(game, "Bo", client);
            var heard = new List<string>();
            other.WordsHeard += line => heard.Add(line.Text("text"));
            other.TurnStarted += turn => heard.Add("turn to " + turn.To);

            var turn = await client.GetNpc("mara").WhisperAsync("The silver is in the well.");
            await client.GetNpc("mara").SayAsync("Aloud now.");
            await game.Until(() => heard.Contains("Aloud now."), "Bo hears what is said aloud");

            Assert.True(turn.IsWhisper);
            Assert.Equal("Aloud now.", heard[0]);
        });

        [Fact]
        public void An_interrupted_reply_is_cut_where_it_was_shown() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            mara.ShownSoFar = () => (3, 4);
            await Host.AskAsync("hold");
            var said = mara.SayAsync("Tell me a story.");
            await game.Until(() => mara.Turn?.Speech.Length > 0, "she speaks");

            mara.Interrupt();
            var turn = await said;

            Assert.Equal((TurnStatus.Interrupted, "Once"), (turn.Status, turn.Speech));
            Assert.Null(mara.Turn);
            await Host.AskAsync("let_go");
        });

        [Fact]
        public void No_hidden_byte_reaches_a_player_and_a_designer_sees_all() => Game.Run(async game =>
        {
            var bytes = new MemoryStream();
            using var client = await JoinAsync(game, heard: bytes);
            using var designer = await JoinAsync(game, "Dee", client, (await Host.AskAsync("designer_token")).GetString()!);
            Turn? seen = null;
            designer.TurnFinished += turn => seen = turn;

            await client.GetNpc("mara").SayAsync("Good evening.");
            await client.GetNpc("mara").WhisperAsync("Good evening.");
            await game.Until(() => seen != null, "the designer sees the turn");

            Assert.True(Eavesdropper.Heard(bytes, "Good evening"), "something came");
            foreach (var hidden in new[] { "the plan", "the thought", "MOTIVE", "SECRET", "system_thinking", "role_thinking" })
            {
                Assert.False(Eavesdropper.Heard(bytes, hidden), hidden);
            }

            Assert.Equal(new[] { Layer.Plan, Layer.Thought, Layer.Action, Layer.Speech }, seen!.Spans.Select(span => span.Layer));
            Assert.Equal("MOTIVE of Mara.", designer.GetNpc("mara").State.Text("goal"));
        });

        [Fact]
        public void Two_clients_hear_the_same_reply_and_see_each_other() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            using var other = await JoinAsync(game, "Bo", client);
            var overheard = new List<string>();
            other.GetNpc("mara").TurnFinished += turn => overheard.Add(turn.Speech);
            await game.Until(() => client.State.Part("players").Count == 2, "Ash sees Bo");

            var turn = await client.GetNpc("mara").SayAsync("Good evening.");
            await game.Until(() => overheard.Count > 0, "Bo hears it");
            other.Disconnect();
            await game.Until(() => client.State.Part("players").Count == 1, "Ash sees Bo leave, at once");

            Assert.Equal(turn.Speech, overheard.Last());
        });

        [Fact]
        public void An_action_is_done_by_the_game_and_the_npc_knows_how_it_came_out() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            var called = new List<ActionCall>();
            mara.RegisterAction("open-door", async call =>
            {
                called.Add(call);
                await Task.Yield();
                return (object?)"It creaks open.";
            });

            var turn = await mara.SayAsync("Open the door.");
            await game.Until(() => client.State.Part("facts").ContainsKey("door"), "the world knows");
            await mara.SayAsync("And now?");

            Assert.Equal("Mind your head.", turn.Speech);
            Assert.Equal(("mara", "open-door", true), (called.Single().Npc, called[0].Name, (bool)called[0].Arguments["wide"]!));
            Assert.Contains("It creaks open.", (await Host.AskAsync("last_asked")).GetString());
        });

        [Theory]
        [InlineData(true, "It is jammed.")]
        [InlineData(false, "does not know the action")]
        public void An_action_that_is_not_done_is_told_with_its_reason(bool isKnown, string reason) => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            if (isKnown)
            {
                mara.RegisterAction("open-door", (Func<ActionCall, object?>)(_ => throw new InvalidOperationException("It is jammed.")));
            }

            await mara.SayAsync("Open the door.");
            var known = string.Empty;
            while (!known.Contains(reason))
            {
                await mara.SayAsync("And now?");
                known = (await Host.AskAsync("last_asked")).GetString()!;
            }

            Assert.False(client.State.Part("facts").ContainsKey("door"));
        });

        [Theory]
        [InlineData("token", "bad-token")]
        [InlineData("world", "unknown-world")]
        [InlineData("address", "bad-address")]
        [InlineData("port", "unreachable")]
        public void A_refused_join_is_thrown(string wrong, string code) => Game.Run(async game =>
        {
            var options = await OptionsAsync("Ash");
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
            using var client = awaited == "connect" ? game.Add(new SoliloquyClient(await OptionsAsync("Ash"))) : await JoinAsync(game);
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
            var options = await OptionsAsync("Ash");
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
            using var client = await JoinAsync(game);
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

        private static async Task<ClientOptions> OptionsAsync(string name) => new ClientOptions
        {
            ServerUrl = (await Host.AskAsync("server_url")).GetString()!,
            PlayerName = name,
            Instance = $"talk-{Interlocked.Increment(ref _instances)}",
        };

        private static async Task<SoliloquyClient> JoinAsync(Game game, string name = "Ash", SoliloquyClient? beside = null, string token = "", MemoryStream? heard = null)
        {
            var options = await OptionsAsync(name);
            options.Token = token;
            options.NewSocket = heard == null ? options.NewSocket : () => new Eavesdropper(heard);
            if (beside != null)
            {
                options.Instance = Instances[beside];
            }

            var client = game.Add(new SoliloquyClient(options));
            Instances[client] = options.Instance;
            var isGreeted = false;
            client.TurnFinished += _ => isGreeted = true;
            await client.ConnectAsync();
            // Whoever is there says welcome: what a test looks at comes after it.
            await game.Until(() => isGreeted || token.Length > 0, "the greeting");
            return client;
        }

        private static readonly Dictionary<SoliloquyClient, string> Instances = new();
    }
}
