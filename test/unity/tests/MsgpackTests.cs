using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Soliloquy.Wire;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>msgpack against the server's own: see test/wire/messages.ts.</summary>
    public sealed class MsgpackTests
    {
        [Fact]
        public async Task Messages_come_and_go_as_they_are()
        {
            var verdict = string.Empty;
            for (; ; )
            {
                var next = await Host.AskAsync("messages", verdict);
                if (next.TryGetProperty("end", out var end))
                {
                    Assert.True(end.GetString() == string.Empty, end.GetString());
                    return;
                }

                verdict = JsonSerializer.Serialize(Judge(next.GetProperty("case").GetProperty("messages")));
            }
        }

        [Fact]
        public async Task Long_texts_and_lists_come_and_go_as_they_are()
        {
            var messages = await Host.AskAsync("long");
            var judged = Judge(messages);

            Assert.Equal(string.Empty, judged.Wrong);
            Assert.Equal(6, judged.Encodings.Count);
            Assert.Equal(string.Empty, (await Host.AskAsync("judge_long", judged.Encodings)).GetString());
        }

        [Fact]
        public async Task What_only_a_game_has_is_sent_as_what_a_server_knows()
        {
            await CheckSentAsync(1.5f, 1.5);
            await CheckSentAsync(1.5m, 1.5);
            await CheckSentAsync(new[] { "a", "b" }, new List<object?> { "a", "b" });
            await CheckSentAsync(new[] { 1, -1 }, new List<object?> { 1L, -1L });
            await CheckSentAsync(new Dictionary<string, object?> { ["a"] = (byte)1, ["b"] = (short)-300 }, new Dictionary<string, object?> { ["a"] = 1L, ["b"] = -300L });
            await CheckSentAsync(ulong.MaxValue, 18446744073709551615.0);
            await CheckSentAsync(long.MaxValue, 9223372036854775807.0);
            await CheckSentAsync(long.MinValue, -9223372036854775808.0);
        }

        [Theory]
        [InlineData("610062", "a\0b")]
        [InlineData("efbbbf61", "\ufeffa")]
        [InlineData("61eda08062", "a\ufffd\ufffd\ufffdb")]
        [InlineData("61ff62", "a\ufffdb")]
        [InlineData("c080", "\ufffd\ufffd")]
        [InlineData("e28062", "\ufffdb")]
        [InlineData("f09f98", "\ufffd")]
        [InlineData("f4908080", "\ufffd\ufffd\ufffd\ufffd")]
        [InlineData("f48fbfbf", "\U0010ffff")]
        public void Texts_that_are_no_texts_read_as_in_the_servers_own_language(string hex, string expected)
        {
            var bytes = Convert.FromHexString($"{0xa0 + (hex.Length / 2):x2}{hex}");
            var reader = new ByteReader();
            reader.Open(bytes, bytes.Length);

            Assert.Equal(expected, MsgpackReader.Read(reader));
        }

        [Fact]
        public void What_cannot_be_sent_is_refused_by_name()
        {
            var ring = new Dictionary<string, object?>();
            ring["ring"] = ring;

            Assert.Equal("bad-message", Assert.Throws<SoliloquyException>(() => Frames.Message(new MsgpackWriter(), "say", new object())).Code);
            Assert.Equal("bad-message", Assert.Throws<SoliloquyException>(() => Frames.Message(new MsgpackWriter(), "say", ring)).Code);
        }

        [Fact]
        public void Numbers_of_requests_are_read_by_the_server_whatever_their_size()
        {
            foreach (var id in new[] { 0, 1, 0x7f, 0x80, 0xffff, 0x7fffffff })
            {
                var frame = Frames.Request(new MsgpackWriter(), id, "say", null);
                var reader = new ByteReader();
                reader.Open(frame, frame.Length, 1);
                Assert.Equal(id, reader.Count());
            }
        }

        /// <summary>What was wrong with a message, if anything was, and how the client would send each.</summary>
        private static Verdict Judge(JsonElement messages)
        {
            var encodings = new List<string>();
            foreach (var message in messages.EnumerateArray())
            {
                var heard = new HeardMessages();
                var frame = message.GetProperty("frame").GetBytesFromBase64();
                new Inbox(new Requests(), heard, () => { }, () => { }).Receive(frame, frame.Length);
                var (type, payload) = heard.All.Single();
                Assert.Equal("echo", type);
                if (Difference.Between(payload, WireValues.Untag(message.GetProperty("payload"))) is string difference)
                {
                    return new Verdict($"message {encodings.Count} ({message.GetProperty("frame")}): {difference}", encodings);
                }

                var writer = new MsgpackWriter();
                writer.Value(payload);
                encodings.Add(Convert.ToBase64String(writer.ToArray()));
            }

            return new Verdict(string.Empty, encodings);
        }

        private static async Task CheckSentAsync(object? value, object? expected)
        {
            var writer = new MsgpackWriter();
            writer.Value(value);
            var came = WireValues.Untag(await Host.AskAsync("unpacked", Convert.ToBase64String(writer.ToArray())));
            Assert.Null(Difference.Between(came, expected));
        }

        private sealed record Verdict(
            [property: System.Text.Json.Serialization.JsonPropertyName("wrong")] string Wrong,
            [property: System.Text.Json.Serialization.JsonPropertyName("encodings")] List<string> Encodings);
    }
}
