using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>
    /// Frames that no server should send: each is read, or ends the connection at once, with a code that says why. They go the whole
    /// way through a client. See test/wire/bad-frames.ts.
    /// </summary>
    public sealed class BadFramesTests
    {
        /// <summary>What one frame may take at most; none of them is larger than 64 KiB.</summary>
        private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

        /// <summary>Bytes that a frame may have allocated, beside those for each of its own.</summary>
        private const long BytesForFrame = 128 << 10;

        private const long BytesForByte = 1000;

        /// <summary>Bytes that may be kept in the end.</summary>
        private const long Growth = 24 << 20;

        private readonly Loopback _server = new Loopback();
        private readonly List<string> _failures = new List<string>();
        private SoliloquyClient? _client;
        private byte[][] _lead = Array.Empty<byte[]>();
        private string _howToRepeat = string.Empty;
        private int _seen;

        [Fact]
        public async Task Absurd_frames_are_refused_by_name()
        {
            await JudgeAsync("absurd");
            Assert.True(_seen > 60, "frames came");
        }

        [Fact]
        public async Task Messages_cut_short_are_refused()
        {
            await JudgeAsync("cut_messages");
            Assert.True(_seen > 200, "frames came");
        }

        [Fact]
        public async Task Frames_cut_short_are_read_or_refused()
        {
            await JudgeAsync("cut_frames");
            Assert.True(_seen > 1000, "frames came");
        }

        [Fact]
        public async Task Changed_frames_are_read_or_refused_and_leave_nothing_behind()
        {
            await JudgeAsync("changed");
            var before = GC.GetTotalMemory(true);
            while (await JudgeAsync("changed"))
            {
            }

            Assert.True(_seen >= 20_000, "frames came");
            var growth = GC.GetTotalMemory(true) - before;
            Assert.True(growth <= Growth, $"{growth} bytes were kept");
        }

        /// <summary>Asks for frames and judges them; false where there were none.</summary>
        private async Task<bool> JudgeAsync(string name)
        {
            if (_lead.Length == 0)
            {
                var given = await Host.AskAsync("lead");
                _lead = FramesIn(given.GetProperty("frames"));
                _howToRepeat = given.GetProperty("how_to_repeat").GetString()!;
            }

            var frames = await Host.AskAsync(name);
            var wrong = frames.EnumerateArray().Select(Judge).Where(found => found.Length > 0).Take(5).ToList();
            Assert.True(wrong.Count == 0, string.Join('\n', wrong) + '\n' + _howToRepeat);
            return frames.GetArrayLength() > 0;
        }

        private string Judge(JsonElement given)
        {
            _seen++;
            var frame = given.GetProperty("frame").GetBytesFromBase64();
            var outcome = given.GetProperty("outcome").GetString()!;
            var hex = Convert.ToHexString(frame);
            var wrong = WrongWith(frame, outcome, given.TryGetProperty("lead", out var lead) ? FramesIn(lead) : null);
            return wrong == null ? string.Empty : $"{given.GetProperty("what")}: {wrong}: {(hex.Length > 4000 ? hex.Substring(0, 4000) : hex)}";
        }

        /// <summary>What is wrong with what became of a frame; null where nothing is.</summary>
        private string? WrongWith(byte[] frame, string outcome, byte[][]? lead)
        {
            var client = ClientFor(outcome, lead);
            _server.Give(frame);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                client.Poll();
            }
            catch (Exception thrown)
            {
                _client = null;
                return $"it threw {thrown}";
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (clock.Elapsed > Slow)
            {
                return $"it took {clock.Elapsed}";
            }

            if (allocated > BytesForFrame + (BytesForByte * frame.Length))
            {
                return $"it took {allocated} bytes for {frame.Length}";
            }

            if (_failures.Count > 0)
            {
                var isMeant = outcome == _failures[0] || (outcome == "either" && _failures[0] is "bad-frame" or "unsupported-state");
                return isMeant && _failures.Count == 1 ? null : $"it ended in {string.Join(", ", _failures)}";
            }

            if (outcome != "read" && outcome != "either")
            {
                return "it was read";
            }

            return frame[0] == Wire.Frames.JoinRoom ? WrongWithDescription(client) : null;
        }

        /// <summary>Of a description that was read, a state must be makeable.</summary>
        private string? WrongWithDescription(SoliloquyClient client)
        {
            _server.Give(new byte[] { Wire.Frames.RoomState });
            client.Poll();
            return _failures.Count == 0 ? null : $"its state cannot be made: {_failures[0]}";
        }

        /// <summary>A client in the realm, or one of the frame's own. Goes on with the one before, as long as that is connected.</summary>
        private SoliloquyClient ClientFor(string outcome, byte[][]? lead)
        {
            if (_client == null || !_client.IsConnected || _client.State.Count == 0 || outcome != "either" || lead != null)
            {
                _client ??= NewClient();
                _server.Connect(_client, lead ?? _lead);
                Assert.True(_client.IsConnected);
            }

            _failures.Clear();
            return _client;
        }

        private SoliloquyClient NewClient()
        {
            var client = _server.NewClient();
            client.GetNpc("mara");
            client.ConnectionFailed += (failure, _) => _failures.Add(failure.Code);
            return client;
        }

        private static byte[][] FramesIn(JsonElement list) => list.EnumerateArray().Select(frame => frame.GetBytesFromBase64()).ToArray();
    }
}
