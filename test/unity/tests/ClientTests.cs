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
    public sealed class ClientTests : ClientTest
    {
        [Fact]
        public void A_listener_that_throws_is_logged_and_stops_nobody_else()
        {
            Server.Connect(Client);
            var told = new List<string>();
            var mara = Client.GetNpc("mara");
            mara.ThinkingStarted += _ => throw new InvalidOperationException("thinking");
            mara.ThinkingStarted += _ => told.Add("thinking");
            mara.PieceReceived += (_, _) => throw new SoliloquyException("bad-frame", "piece");
            mara.PieceReceived += (_, piece) => told.Add(piece.Text);
            mara.TurnFinished += _ => throw new InvalidOperationException("finished");
            Client.TurnFinished += turn => told.Add(turn.Status.ToString());

            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Hm."));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            Client.Poll();

            Assert.Equal(new[] { "thinking", "Hm.", "Complete" }, told);
            Assert.Equal(new[] { "thinking", "piece", "finished" }, Logged.Select(failure => failure.Message));
            Assert.True(Client.IsConnected);
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
        public async Task What_fails_in_an_action_is_told_and_logged()
        {
            Server.Connect(Client);
            var mara = Client.GetNpc("mara");
            mara.RegisterAction("break", _ => throw new InvalidOperationException(new string('x', 2000)));
            mara.RegisterAction("odd", _ => (object?)new object());
            Server.Sent.Clear();

            Give("action.call", ("call", "c1"), ("npc", "mara"), ("name", "break"));
            Give("action.call", ("call", "c2"), ("npc", "mara"), ("name", "odd"));
            Give("action.call", ("call", "c3"), ("npc", "ghost"), ("name", "odd"));
            Client.Poll();
            await Task.Yield();

            Assert.Equal(new[] { "c1", "c2", "c3" }, Server.Sent.Select(frame => SentMessage(frame).Text("call")));
            Assert.All(Server.Sent, frame => Assert.Equal(false, SentMessage(frame)["ok"]));
            Assert.All(Server.Sent, frame => Assert.InRange(SentMessage(frame).Text("error").Length, 1, 1000));
            Assert.Equal(2, Logged.Count);
        }

        [Fact]
        public async Task A_token_that_is_cancelled_on_another_thread_ends_the_wait()
        {
            Server.Connect(Client);
            for (var round = 0; round < 200; round++)
            {
                using var patience = new CancellationTokenSource();
                var asked = Client.MoveAsync("yard", patience.Token);
                var other = Task.Run(patience.Cancel);
                for (var request = 0; request < 20; request++)
                {
                    _ = Client.MoveAsync("yard");
                    Client.Poll();
                }

                await other;
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            }
        }

        private static Dictionary<string, object?> SentMessage(byte[] frame)
        {
            var reader = new ByteReader();
            reader.Open(frame, frame.Length, 1);
            reader.String();
            return (Dictionary<string, object?>)MsgpackReader.Read(reader)!;
        }
    }
}
