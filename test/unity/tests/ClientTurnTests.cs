using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a client makes of turns that are told again, in pieces or no more.</summary>
    public sealed class ClientTurnTests : ClientTest
    {
        [Fact]
        public async Task An_awaited_turn_ends_although_a_listener_throws()
        {
            Server.Connect(Client);
            Client.TurnFinished += _ => throw new InvalidOperationException("finished");
            var said = Client.SayAsync("Hello?");
            Answer(1, ("turn", "t1"), ("npc", "mara"));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            Client.Poll();

            Assert.Equal(TurnStatus.Complete, (await said).Status);
        }

        [Fact]
        public void A_character_asked_for_in_mid_reply_shows_it()
        {
            Server.Connect(Client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            Client.Poll();

            var mara = Client.GetNpc("mara");
            var begun = 0;
            mara.SpeakingStarted += _ => begun++;
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "upon"));
            Client.Poll();

            Assert.Equal("Once upon", mara.Turn?.Speech);
            Assert.Equal(0, begun);
            Assert.Null(Client.GetNpc("tom").Turn);
        }

        [Fact]
        public void A_turn_that_one_comes_back_to_is_heard_anew()
        {
            Server.Connect(Client);
            var heard = new List<Turn>();
            Client.TurnFinished += heard.Add;
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "interrupted"));
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once upon"));
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"));
            Client.Poll();

            Assert.Equal(new[] { TurnStatus.Interrupted, TurnStatus.Complete }, heard.Select(turn => turn.Status));
            Assert.Equal(new[] { "Once ", "Once upon" }, heard.Select(turn => turn.Speech));
        }

        [Fact]
        public async Task A_reader_gets_each_piece_once_though_the_turn_is_told_again()
        {
            Server.Connect(Client);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once "));
            Client.Poll();
            var read = ReadAsync(Client.GetNpc("mara").Turn!);
            Give("turn.start", ("turn", "t1"), ("npc", "mara"));
            Give("turn.delta", ("turn", "t1"), ("span", 0), ("layer", "speech"), ("text", "Once upon"));
            Client.Poll();
            Give("turn.end", ("turn", "t1"), ("npc", "mara"), ("status", "complete"), ("spans", new object[] { SpanOf(0, "Once upon a time"), SpanOf(1, ".") }));
            Client.Poll();

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

        private static Dictionary<string, object?> SpanOf(int number, string text) => Map(("span", (long)number), ("layer", "speech"), ("text", text));
    }
}
