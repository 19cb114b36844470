using System;
using System.Collections.Generic;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a reply costs the garbage collector.</summary>
    public sealed class AllocationTests
    {
        private const int Deltas = 10_000;
        private const int DeltasInTurn = 500;

        [Theory]
        [InlineData("Good ")]
        [InlineData("evening, 旅人。 ")]
        public void A_delta_allocates_its_text_and_nothing_else(string text)
        {
            var server = new Loopback();
            using var client = server.NewClient();
            var mara = client.GetNpc("mara");
            var characters = 0;
            mara.ThinkingStarted += turn => turn.PieceReceived += piece => characters += piece.Text.Length;
            mara.PieceReceived += (_, piece) => characters += piece.Text.Length;
            mara.PieceReceived += (_, piece) => characters += piece.Text.Length;
            server.Connect(client);
            Turn(0);

            long allocated = 0;
            for (var turn = 1; turn <= Deltas / DeltasInTurn; turn++)
            {
                allocated += Turn(turn);
            }

            // A string: its header, length and end, and two bytes for each character; and as much again, amortised, for the text of the
            // span, which grows by chunks.
            var ofStrings = (long)Deltas * (((22 + (2 * text.Length)) + 7) / 8 * 8);
            var ofSpans = (long)Deltas * 2 * text.Length * 2;
            Assert.InRange(allocated, ofStrings, ofStrings + ofSpans + (Deltas * 2));
            Assert.Equal((Deltas + DeltasInTurn) * 3 * text.Length, characters);

            // Bytes that the deltas of one turn took.
            long Turn(int number)
            {
                server.Give("turn.start", new Dictionary<string, object?> { ["turn"] = $"t{number}", ["npc"] = "mara" });
                client.Poll();
                var frame = Frames.Message(new MsgpackWriter(), "turn.delta", new Dictionary<string, object?> { ["turn"] = $"t{number}", ["span"] = 3, ["layer"] = "speech", ["text"] = text });
                for (var delta = 0; delta < DeltasInTurn; delta++)
                {
                    server.Give(frame);
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                client.Poll();
                var after = GC.GetAllocatedBytesForCurrentThread();
                server.Give("turn.end", new Dictionary<string, object?> { ["turn"] = $"t{number}", ["npc"] = "mara", ["status"] = "complete" });
                client.Poll();
                return after - before;
            }
        }
    }
}
