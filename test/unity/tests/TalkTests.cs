using System;
using System.Collections.Generic;
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
            Assert.Equal(string.Empty, mara.State.Text("goal"));
        });

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
            using var client = await JoinAsync(game);
            using var designer = await JoinAsync(game, "Dee", client, (await Host.AskAsync("designer_token")).GetString()!);
            var everything = new List<string>();
            client.MessageReceived += (type, payload) => everything.Add(type + System.Text.Json.JsonSerializer.Serialize(payload));
            Turn? seen = null;
            designer.TurnFinished += turn => seen = turn;

            await client.GetNpc("mara").SayAsync("Good evening.");
            everything.Add(System.Text.Json.JsonSerializer.Serialize(client.State));
            await game.Until(() => seen != null, "the designer sees the turn");

            foreach (var hidden in new[] { "the plan", "the thought", "MOTIVE", "system_thinking", "role_thinking" })
            {
                Assert.DoesNotContain(hidden, string.Concat(everything));
            }

            Assert.Equal(new[] { Layer.Plan, Layer.Thought, Layer.Action, Layer.Speech }, seen!.Spans.Select(span => span.Layer));
            Assert.Equal("MOTIVE of Mara.", designer.GetNpc("mara").State.Text("goal"));
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

        [Fact]
        public void What_is_cancelled_is_awaited_no_longer() => Game.Run(async game =>
        {
            using var client = await JoinAsync(game);
            var mara = client.GetNpc("mara");
            await Host.AskAsync("hold");
            using var patience = new CancellationTokenSource();
            var said = mara.SayAsync("Tell me a story.", null, patience.Token);
            await game.Until(() => mara.Turn?.Speech.Length > 0, "she speaks");

            patience.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => said);
            await Host.AskAsync("let_go");

            Assert.True(client.IsConnected);
            using var connecting = new SoliloquyClient(await OptionsAsync("Bo"));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.ConnectAsync(new CancellationToken(true)));
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

        private static async Task<ClientOptions> OptionsAsync(string name) => new ClientOptions
        {
            ServerUrl = (await Host.AskAsync("server_url")).GetString()!,
            PlayerName = name,
            Instance = $"talk-{Interlocked.Increment(ref _instances)}",
        };

        private static async Task<SoliloquyClient> JoinAsync(Game game, string name = "Ash", SoliloquyClient? beside = null, string token = "")
        {
            var options = await OptionsAsync(name);
            options.Token = token;
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
