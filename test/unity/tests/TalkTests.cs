using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A game against the real server: talking, whispering, interrupting, being refused.</summary>
    [Collection("server")]
    public sealed class TalkTests
    {
        [Fact]
        public void What_is_said_is_answered_in_pieces_and_in_order() => Game.Run(async game =>
        {
            using var client = await Visit.JoinAsync(game);
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
            using var client = await Visit.JoinAsync(game);
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

            using var client = await Visit.JoinAsync(game);
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
            using var client = await Visit.JoinAsync(game);
            using var other = await Visit.JoinAsync(game, "Bo", client);
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
            using var client = await Visit.JoinAsync(game);
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
            using var client = await Visit.JoinAsync(game, heard: bytes);
            using var designer = await Visit.JoinAsync(game, "Dee", client, (await Host.AskAsync("designer_token")).GetString()!);
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
            using var client = await Visit.JoinAsync(game);
            using var other = await Visit.JoinAsync(game, "Bo", client);
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
            using var client = await Visit.JoinAsync(game);
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
            using var client = await Visit.JoinAsync(game);
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
    }
}
