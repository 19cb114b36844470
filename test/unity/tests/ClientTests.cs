using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a client does when its game, its server or its line do something odd. The server is a stand-in.</summary>
    public sealed class ClientTests : IDisposable
    {
        private readonly Loopback _server = new Loopback();
        private readonly List<Exception> _logged = new List<Exception>();
        private readonly Action<Exception> _logBefore = Platform.LogException;
        private readonly SoliloquyClient _client;

        public ClientTests()
        {
            Platform.LogException = _logged.Add;
            _client = _server.NewClient();
        }

        public void Dispose() => Platform.LogException = _logBefore;

        [Fact]
        public void A_listener_that_throws_is_logged_and_stops_nobody_else()
        {
            _server.Connect(_client);
            var told = new List<string>();
            var mara = _client.GetNpc("mara");
            mara.ThinkingStarted += _ => throw new InvalidOperationException("thinking");
            mara.ThinkingStarted += _ => told.Add("thinking");
            mara.PieceReceived += (_, _) => throw new SoliloquyException("bad-frame", "piece");
            mara.PieceReceived += (_, piece) => told.Add(piece.Text);
            mara.TurnFinished += _ => throw new InvalidOperationException("finished");
            _client.TurnFinished += turn => told.Add(turn.Status.ToString());

            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Hm."));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            _client.Poll();

            Assert.Equal(new[] { "thinking", "Hm.", "Complete" }, told);
            Assert.Equal(new[] { "thinking", "piece", "finished" }, _logged.Select(failure => failure.Message));
            Assert.True(_client.IsConnected);
        }

        [Fact]
        public async Task An_awaited_turn_ends_although_a_listener_throws()
        {
            _server.Connect(_client);
            _client.TurnFinished += _ => throw new InvalidOperationException("finished");
            var said = _client.SayAsync("Hello?");
            Answer(1, ("turn", "t1"), ("npc", "mara"));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            _client.Poll();

            Assert.Equal(TurnStatus.Complete, (await said).Status);
        }

        [Fact]
        public void A_character_asked_for_in_mid_reply_shows_it()
        {
            _server.Connect(_client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            _client.Poll();

            var mara = _client.GetNpc("mara");
            var begun = 0;
            mara.SpeakingStarted += _ => begun++;
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "upon"));
            _client.Poll();

            Assert.Equal("Once upon", mara.Turn?.Speech);
            Assert.Equal(0, begun);
            Assert.Null(_client.GetNpc("tom").Turn);
        }

        [Fact]
        public void A_turn_that_one_comes_back_to_is_heard_anew()
        {
            _server.Connect(_client);
            var heard = new List<Turn>();
            _client.TurnFinished += heard.Add;
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "interrupted"));
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once upon"));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            _client.Poll();

            Assert.Equal(new[] { TurnStatus.Interrupted, TurnStatus.Complete }, heard.Select(turn => turn.Status));
            Assert.Equal(new[] { "Once ", "Once upon" }, heard.Select(turn => turn.Speech));
        }

        [Fact]
        public async Task A_reader_gets_each_piece_once_though_the_turn_is_told_again()
        {
            _server.Connect(_client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            _client.Poll();
            var read = ReadAsync(_client.GetNpc("mara").Turn!);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once upon"));
            _client.Poll();
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"), ("spans", new object[] { SpanOf(0, "Once upon a time"), SpanOf(1, ".") }));
            _client.Poll();

            Assert.Equal(new[] { "Once ", "upon", " a time", "." }, await read);

            static async Task<List<string>> ReadAsync(Turn turn)
            {
                var pieces = new List<string>();
                await foreach (var piece in turn.ReadAsync())
                {
                    pieces.Add(piece.Text);
                }

                return pieces;
            }
        }

        [Fact]
        public void Turns_under_way_fail_within_a_minute_of_a_lost_connection()
        {
            var turns = new Turns(() => "player:me");
            turns.Take("turn.start", Map(("turn", "t1"), ("npc", "mara")));
            turns.MarkUnsure();

            turns.Expire(DateTime.UtcNow.AddSeconds(59));
            Assert.Equal(TurnStatus.Running, turns.Of("t1").Status);
            turns.Expire(DateTime.UtcNow.AddSeconds(61));

            Assert.Equal(TurnStatus.Failed, turns.Of("t1").Status);
        }

        [Fact]
        public void Turns_of_which_nothing_is_told_after_a_reconnection_fail_soon()
        {
            var turns = new Turns(() => "player:me");
            turns.Take("turn.start", Map(("turn", "t1"), ("npc", "mara")));
            turns.Take("turn.start", Map(("turn", "t2"), ("npc", "tom")));
            turns.MarkUnsure();
            turns.Recall(Enumerable.Empty<Dictionary<string, object?>>());
            turns.Take("turn.start", Map(("turn", "t2"), ("npc", "tom")));

            turns.Expire(DateTime.UtcNow.AddSeconds(3));

            Assert.Equal((TurnStatus.Failed, TurnStatus.Running), (turns.Of("t1").Status, turns.Of("t2").Status));
        }

        [Fact]
        public async Task A_request_without_an_answer_times_out()
        {
            var requests = new Requests();
            requests.Add(out var answer);

            requests.Expire(DateTime.UtcNow.AddSeconds(19));
            Assert.False(answer.IsCompleted);
            requests.Expire(DateTime.UtcNow.AddSeconds(21));

            Assert.Equal("timeout", (await Assert.ThrowsAsync<SoliloquyException>(() => answer)).Code);
            Assert.Equal(0, requests.Count);
        }

        [Fact]
        public async Task Connecting_again_gives_the_old_seat_back_and_ends_its_turns()
        {
            _server.Connect(_client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            _client.Poll();
            var turn = _client.GetNpc("mara").Turn!;
            var asked = _client.MoveAsync("yard");
            _server.Sent.Clear();

            _server.Connect(_client);

            Assert.Equal(new[] { Frames.Leave, Frames.Acknowledgement }, _server.Sent);
            Assert.Equal(TurnStatus.Failed, turn.Status);
            Assert.Equal("connection-lost", (await Assert.ThrowsAsync<SoliloquyException>(() => asked)).Code);
            Assert.True(_client.IsConnected);
        }

        [Theory]
        [InlineData("turn")]
        [InlineData("failure")]
        [InlineData("request")]
        [InlineData("connecting")]
        public void Whoever_is_told_of_the_end_may_connect_again_at_once(string told)
        {
            Task? again = null;
            var connecting = _client.ConnectAsync();
            if (told != "connecting")
            {
                _server.Shake();
                _client.Poll();
            }

            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.start", ("turn", "t2"), ("npc", "tom"));
            switch (told)
            {
                case "turn": _client.TurnFinished += _ => again ??= _client.ConnectAsync(); break;
                case "failure": _client.ConnectionFailed += (_, _) => again ??= _client.ConnectAsync(); break;
                case "request": _client.MoveAsync("yard").ContinueWith(_ => again = _client.ConnectAsync(), TaskContinuationOptions.ExecuteSynchronously); break;
                default: connecting.ContinueWith(_ => again = _client.ConnectAsync(), TaskContinuationOptions.ExecuteSynchronously); break;
            }

            Give(new byte[] { 0xff });
            _client.Poll();
            Assert.NotNull(again);
            _server.Shake();
            _client.Poll();

            Assert.True(again!.IsCompletedSuccessfully, again.Status.ToString());
            Assert.True(_client.IsConnected);
        }

        [Fact]
        public void One_who_leaves_over_a_lost_connection_is_not_brought_back()
        {
            var client = _server.NewClient(keepsTrying: true);
            _server.Connect(client);
            client.ConnectionLost += client.Disconnect;
            var failures = new List<string>();
            client.ConnectionFailed += (failure, _) => failures.Add(failure.Code);
            var seats = _server.SeatsGiven;

            _server.Cut(4000 + 999);
            client.Poll();
            client.Poll();

            Assert.Equal((seats, false), (_server.SeatsGiven, client.IsConnected));
            Assert.Empty(failures);
        }

        [Fact]
        public void One_who_leaves_over_an_unanswered_request_is_not_brought_back()
        {
            var client = _server.NewClient(keepsTrying: true);
            _server.Connect(client);
            var told = new List<string>();
            client.ConnectionFailed += (failure, _) => told.Add(failure.Code);
            client.ConnectionLost += () => told.Add("lost");
            client.MoveAsync("yard").ContinueWith(_ => client.Disconnect(), TaskContinuationOptions.ExecuteSynchronously);

            Give(new byte[] { 0xff });
            client.Poll();

            Assert.Empty(told);
        }

        [Fact]
        public void Joining_that_is_given_up_gives_the_seat_back()
        {
            using var patience = new CancellationTokenSource();
            var connecting = _client.ConnectAsync(patience.Token);

            patience.Cancel();

            Assert.True(connecting.IsCanceled);
            Assert.Equal(Frames.Leave, Assert.Single(_server.Sent));
        }

        [Fact]
        public void Leaving_takes_the_world_out_of_sight()
        {
            _server.Connect(_client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            _client.Poll();

            _client.Disconnect();

            Assert.Empty(_client.State);
            Assert.Null(_client.GetNpc("mara").Turn);
        }

        [Fact]
        public async Task What_fails_in_an_action_is_told_and_logged()
        {
            _server.Connect(_client);
            var mara = _client.GetNpc("mara");
            mara.RegisterAction("break", _ => throw new InvalidOperationException(new string('x', 2000)));
            mara.RegisterAction("odd", _ => (object?)new object());
            _server.Sent.Clear();

            Give("action.call", ("call", "c1"), ("npc", "mara"), ("name", "break"));
            Give("action.call", ("call", "c2"), ("npc", "mara"), ("name", "odd"));
            Give("action.call", ("call", "c3"), ("npc", "ghost"), ("name", "odd"));
            _client.Poll();
            await Task.Yield();

            Assert.Equal(new[] { "c1", "c2", "c3" }, _server.Sent.Select(frame => SentMessage(frame).Text("call")));
            Assert.All(_server.Sent, frame => Assert.Equal(false, SentMessage(frame)["ok"]));
            Assert.All(_server.Sent, frame => Assert.InRange(SentMessage(frame).Text("error").Length, 1, 1000));
            Assert.Equal(2, _logged.Count);
        }

        [Fact]
        public async Task A_token_that_is_cancelled_on_another_thread_ends_the_wait()
        {
            _server.Connect(_client);
            for (var round = 0; round < 200; round++)
            {
                using var patience = new CancellationTokenSource();
                var asked = _client.MoveAsync("yard", patience.Token);
                var other = Task.Run(patience.Cancel);
                for (var request = 0; request < 20; request++)
                {
                    _ = _client.MoveAsync("yard");
                    _client.Poll();
                }

                await other;
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            }
        }

        private void Give(byte[] frame) => _server.Give(frame);

        private void Give(string type, params (string Key, object? Value)[] message) => _server.Give(type, Map(message));

        /// <summary>Answers a request with a value.</summary>
        private void Answer(int id, params (string Key, object? Value)[] value)
        {
            var writer = new MsgpackWriter();
            writer.Byte(Frames.RoomResponse);
            writer.Byte(id);
            writer.Byte(Frames.Ok);
            writer.Value(Map(value));
            Give(writer.ToArray());
        }

        private static Dictionary<string, object?> SentMessage(byte[] frame)
        {
            var reader = new ByteReader();
            reader.Open(frame, frame.Length, 1);
            reader.String();
            return (Dictionary<string, object?>)MsgpackReader.Read(reader)!;
        }

        private static Dictionary<string, object?> SpanOf(int number, string text) => Map(("span", (long)number), ("layer", "speech"), ("text", text));

        private static Dictionary<string, object?> Map(params (string Key, object? Value)[] entries) => entries.ToDictionary(entry => entry.Key, entry => entry.Value);
    }
}
