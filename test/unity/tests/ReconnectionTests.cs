using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a game goes through when the line is cut, or the server stopped and started again.</summary>
    public sealed class ReconnectionTests
    {
        private readonly List<string> _events = new List<string>();
        private readonly List<Turn> _turns = new List<Turn>();

        [Fact]
        public void A_cut_line_is_taken_up_again_and_the_turn_under_way_is_whole() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            var session = client.SessionId;
            var said = await BeginStoryAsync(game, client);
            var read = ReadAsync(said);

            await Host.AskAsync("cut");
            await game.Until(() => _events.Contains("reconnected"), "back again");
            Assert.Equal(session, client.SessionId);
            await Host.AskAsync("let_go");
            var turn = await said.FinishedAsync();

            Assert.Equal((TurnStatus.Complete, "Once upon a time there was a bell."), (turn.Status, turn.Speech));
            Assert.Equal(turn.Speech, await read);
            Assert.Single(_turns);
            Assert.Equal(new[] { "connected", "lost", "reconnected" }, _events);
        });

        [Fact]
        public void A_turn_that_ended_while_the_line_was_cut_is_ended_here_too() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            var said = await BeginStoryAsync(game, client);

            await Host.AskAsync("close_line");
            await game.Until(() => _events.Contains("lost"), "the line is cut");
            await Host.AskAsync("let_go");
            await Host.AskAsync("until_turn_ended");
            await Host.AskAsync("open_line");
            var turn = await said.FinishedAsync();

            Assert.Equal((TurnStatus.Complete, "Once upon a time there was a bell."), (turn.Status, turn.Speech));
        });

        [Fact]
        public void A_state_that_changed_meanwhile_is_whole_again() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            var tom = client.GetNpc("tom");
            Assert.True(tom.IsPresent);

            await Host.AskAsync("close_line");
            await game.Until(() => _events.Contains("lost"), "the line is cut");
            await Host.AskAsync("change_world");
            await Host.AskAsync("open_line");
            await game.Until(() => _events.Contains("reconnected"), "back again");

            Assert.Equal("hail", client.State.Text("weather"));
            Assert.False(tom.IsPresent);
        });

        [Fact]
        public void Words_said_into_a_cut_line_are_refused_and_not_lost_in_silence() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            await Host.AskAsync("close_line");

            var refused = await Assert.ThrowsAsync<SoliloquyException>(() => client.SayAsync("Hello?", "mara"));

            Assert.Contains(refused.Code, new[] { "connection-lost", "not-connected" });
        });

        [Theory]
        [InlineData(false)]
        [InlineData(true)]
        public void A_restarted_server_is_joined_anew_and_remembers_the_player(bool isKilled) => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            await client.SayAsync("My name is Ash.", "mara");
            var session = client.SessionId;
            var said = new List<IReadOnlyDictionary<string, object?>>();
            client.HistoryReceived += lines => said.AddRange(lines.Where(line => line.Text("kind") == "say"));

            if (isKilled)
            {
                await Host.AskAsync("close_line");
                await game.Until(() => _events.Contains("lost"), "the line is cut");
            }

            await Host.AskAsync("restart");
            await Host.AskAsync("open_line");
            await game.Until(() => _events.Contains("reconnected"), "back again");
            await game.Until(() => said.Count > 0, "the history comes");

            Assert.NotEqual(session, client.SessionId);
            var spans = (List<object?>)said.Last()["spans"]!;
            Assert.Equal("My name is Ash.", ((Dictionary<string, object?>)spans[0]!).Text("text"));
            Assert.Equal(TurnStatus.Complete, (await client.SayAsync("Do you know me?", "mara")).Status);
        });

        [Fact]
        public void A_turn_under_way_when_the_server_was_killed_fails_with_what_was_heard() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            var said = await BeginStoryAsync(game, client);

            await Host.AskAsync("close_line");
            await game.Until(() => _events.Contains("lost"), "the line is cut");
            await Host.AskAsync("restart");
            await Host.AskAsync("open_line");
            var turn = await said.FinishedAsync();

            Assert.True(turn.Status is TurnStatus.Failed or TurnStatus.Interrupted, turn.Status.ToString());
            Assert.Equal("Once upon a time", turn.Speech.Trim());
            Assert.Null(client.GetNpc("mara").Turn);
        });

        [Fact]
        public void A_game_that_starts_before_its_server_connects_when_it_is_there() => Game.Run(async game =>
        {
            await Host.AskAsync("begin");
            await Host.AskAsync("close_line");
            using var client = await NewClientAsync(game);

            var connecting = client.ConnectAsync();
            await game.Until(() => _events.Contains("unreachable"), "it says what is wrong");
            await Host.AskAsync("open_line");
            await connecting;

            Assert.Equal(new[] { "unreachable", "connected" }, _events);
        });

        [Fact]
        public void Leaving_ends_what_is_awaited() => Game.Run(async game =>
        {
            using var client = await EnterAsync(game);
            var said = await BeginStoryAsync(game, client);

            client.Disconnect();
            var turn = await said.FinishedAsync();

            Assert.Equal((TurnStatus.Failed, "Once upon a time"), (turn.Status, turn.Speech.Trim()));
            await Host.AskAsync("let_go");
        });

        private async Task<SoliloquyClient> EnterAsync(Game game)
        {
            await Host.AskAsync("begin");
            var client = await NewClientAsync(game);
            await client.ConnectAsync();
            return client;
        }

        private async Task<SoliloquyClient> NewClientAsync(Game game)
        {
            var client = game.Add(new SoliloquyClient(new ClientOptions
            {
                ServerUrl = (await Host.AskAsync("line_url")).GetString()!,
                PlayerName = "Ash",
                PlayerId = "reconnection",
                Instance = "main",
            }));
            client.Connected += () => _events.Add("connected");
            client.ConnectionLost += () => _events.Add("lost");
            client.Reconnected += () => _events.Add("reconnected");
            client.ConnectionFailed += (failure, _) => _events.Add(failure.Code);
            return client;
        }

        private async Task<Turn> BeginStoryAsync(Game game, SoliloquyClient client)
        {
            await Host.AskAsync("hold");
            var turn = await client.BeginSayAsync("Tell me a story.", "mara");
            await game.Until(() => turn.Speech.Length > 0, "she speaks");
            client.TurnFinished += _turns.Add;
            return turn;
        }

        private static async Task<string> ReadAsync(Turn turn)
        {
            var speech = string.Empty;
            await foreach (var piece in turn.ReadAsync())
            {
                speech += piece.Span.Layer == Layer.Speech ? piece.Text : string.Empty;
            }

            return speech;
        }
    }
}
