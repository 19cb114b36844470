using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>Seats that are lost, given up or taken again.</summary>
    public sealed class ClientSeatTests : ClientTest
    {
        [Fact]
        public async Task Connecting_again_gives_the_old_seat_back_and_ends_its_turns()
        {
            Server.Connect(Client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Client.Poll();
            var turn = Client.GetNpc("mara").Turn!;
            var asked = Client.MoveAsync("yard");
            Server.Sent.Clear();

            Server.Connect(Client);

            Assert.Equal(new[] { Frames.Leave, Frames.Acknowledgement }, Server.Sent);
            Assert.Equal(TurnStatus.Failed, turn.Status);
            Assert.Equal("connection-lost", (await Assert.ThrowsAsync<SoliloquyException>(() => asked)).Code);
            Assert.True(Client.IsConnected);
        }

        [Theory]
        [InlineData("turn")]
        [InlineData("failure")]
        [InlineData("request")]
        [InlineData("connecting")]
        public void Whoever_is_told_of_the_end_may_connect_again_at_once(string told)
        {
            Task? again = null;
            var connecting = Client.ConnectAsync();
            if (told != "connecting")
            {
                Server.Shake();
                Client.Poll();
            }

            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.start", ("turn", "t2"), ("npc", "tom"));
            switch (told)
            {
                case "turn": Client.TurnFinished += _ => again ??= Client.ConnectAsync(); break;
                case "failure": Client.ConnectionFailed += (_, _) => again ??= Client.ConnectAsync(); break;
                case "request": Client.MoveAsync("yard").ContinueWith(_ => again = Client.ConnectAsync(), TaskContinuationOptions.ExecuteSynchronously); break;
                default: connecting.ContinueWith(_ => again = Client.ConnectAsync(), TaskContinuationOptions.ExecuteSynchronously); break;
            }

            Give(new byte[] { 0xff });
            Client.Poll();
            Assert.NotNull(again);
            Server.Shake();
            Client.Poll();

            Assert.True(again!.IsCompletedSuccessfully, again.Status.ToString());
            Assert.True(Client.IsConnected);
        }

        [Fact]
        public void One_who_leaves_over_a_lost_connection_is_not_brought_back()
        {
            var client = Server.NewClient(keepsTrying: true);
            Server.Connect(client);
            client.ConnectionLost += client.Disconnect;
            var failures = new List<string>();
            client.ConnectionFailed += (failure, _) => failures.Add(failure.Code);
            var seats = Server.SeatsGiven;

            Server.Cut(4000 + 999);
            client.Poll();
            client.Poll();

            Assert.Equal((seats, false), (Server.SeatsGiven, client.IsConnected));
            Assert.Empty(failures);
        }

        [Fact]
        public void One_who_leaves_over_an_unanswered_request_is_not_brought_back()
        {
            var client = Server.NewClient(keepsTrying: true);
            Server.Connect(client);
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
            var connecting = Client.ConnectAsync(patience.Token);

            patience.Cancel();

            Assert.True(connecting.IsCanceled);
            Assert.Equal(Frames.Leave, Assert.Single(Server.Sent));
        }

        [Fact]
        public void Leaving_takes_the_world_out_of_sight()
        {
            Server.Connect(Client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Client.Poll();

            Client.Disconnect();

            Assert.Empty(Client.State);
            Assert.Null(Client.GetNpc("mara").Turn);
        }
    }
}
