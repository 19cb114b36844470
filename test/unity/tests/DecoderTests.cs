using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>The state's decoder against the server's own encoder: see test/wire.</summary>
    public sealed class DecoderTests
    {
        [Fact]
        public async Task Every_state_is_what_the_official_decoder_holds()
        {
            var verdict = string.Empty;
            for (; ; )
            {
                var next = await Host.AskAsync("session", verdict);
                if (next.TryGetProperty("end", out var end))
                {
                    Assert.True(end.GetString() == string.Empty, end.GetString());
                    return;
                }

                verdict = Judge(next.GetProperty("case"));
            }
        }

        /// <summary>What was wrong with what the clients see of a session; empty where nothing was.</summary>
        private static string Judge(JsonElement sights)
        {
            foreach (var sight in sights.EnumerateArray())
            {
                if (JudgeSight(sight.GetProperty("steps")) is string wrong)
                {
                    return $"{sight.GetProperty("client")}, {wrong}";
                }
            }

            return string.Empty;
        }

        private static string? JudgeSight(JsonElement steps)
        {
            var inbox = new Inbox(new Requests(), new HeardMessages(), () => { }, () => { });
            var index = 0;
            foreach (var step in steps.EnumerateArray())
            {
                var place = $"frame {index++} ({step.GetProperty("frame")})";
                var frame = step.GetProperty("frame").GetBytesFromBase64();
                try
                {
                    inbox.Receive(frame, frame.Length);
                }
                catch (SoliloquyException failure)
                {
                    return $"{place}: {failure.Message}";
                }

                if (!step.TryGetProperty("state", out var state))
                {
                    continue;
                }

                if (Difference.Between(inbox.State, WireValues.Untag(state)) is string difference)
                {
                    return $"{place}: {difference}";
                }

                if (inbox.RefCount != step.GetProperty("refs").GetInt32())
                {
                    return $"{place}: {inbox.RefCount} structures are kept, expected {step.GetProperty("refs")}";
                }
            }

            return null;
        }
    }
}
