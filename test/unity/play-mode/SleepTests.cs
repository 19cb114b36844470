using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>What a phone does to a connection.</summary>
    public sealed class SleepTests
    {
        [Fact]
        public void A_connection_that_died_without_a_word_is_taken_up_again()
        {
            using var play = new Play();
            var sockets = new List<DeafSocket>();
            Platform.NewSocket = () =>
            {
                sockets.Add(new DeafSocket());
                return sockets.Last();
            };
            var (world, mara, _) = play.Open();
            var seen = new List<string>();
            world.ConnectionLost += () => seen.Add("lost");
            world.Reconnected += () => seen.Add("back");

            sockets[0].IsDeaf = true;
            Play.Until(() => seen.Contains("back"), "it is back");
            var turn = Play.Await(mara.SayAsync("Good evening."));

            Assert.Equal(new[] { "lost", "back" }, seen);
            Assert.Equal("Good evening to you. Sit.", turn.Speech);
        }

        [Fact]
        public void A_sign_of_life_is_asked_for_when_it_is_quiet_and_at_once_after_a_pause()
        {
            var start = new DateTime(2030, 1, 1);
            DateTime At(double seconds) => start.AddSeconds(seconds);
            var heartbeat = new Heartbeat();
            heartbeat.Begin(start);

            var asked = Enumerable.Range(1, 100).Select(tenth => At(tenth / 10.0)).Where(heartbeat.IsToAsk).ToList();
            Assert.Equal(new[] { At(6.1) }, asked);
            Assert.False(heartbeat.IsDead(At(11)));
            Assert.True(heartbeat.IsDead(At(11.2)));
            heartbeat.Hear(At(11.2));
            Assert.False(heartbeat.IsDead(At(11.3)));
            // It slept for a minute: nobody is declared dead before he was asked.
            Assert.True(heartbeat.IsToAsk(At(71)));
            Assert.False(heartbeat.IsDead(At(71)));
            Assert.True(heartbeat.IsDead(At(77)));
        }

        /// <summary>A socket whose line is cut somewhere on the way: nothing comes, nothing goes, and nobody says so.</summary>
        private sealed class DeafSocket : ISocket
        {
            private readonly ISocket _socket = new DesktopSocket();

            public bool IsDeaf { get; set; }

            public int? CloseCode => IsDeaf ? null : _socket.CloseCode;

            public Task ConnectAsync(Uri address, CancellationToken cancellationToken) => _socket.ConnectAsync(address, cancellationToken);

            public void Send(byte[] frame)
            {
                if (!IsDeaf)
                {
                    _socket.Send(frame);
                }
            }

            public bool TryReceive(out ArraySegment<byte> frame)
            {
                frame = default;
                return !IsDeaf && _socket.TryReceive(out frame);
            }

            public void Close() => _socket.Close();

            public void Dispose() => _socket.Dispose();
        }
    }
}
