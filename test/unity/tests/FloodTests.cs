using System;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>A server that sends more than anybody could take in.</summary>
    public sealed class FloodTests
    {
        [Fact]
        public async Task A_flood_that_nobody_polls_is_cut_off()
        {
            using var listener = new HttpListener();
            var port = new Random().Next(20_000, 60_000);
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            listener.Start();
            var sent = 0L;
            var flood = Task.Run(async () =>
            {
                var accepted = await (await listener.GetContextAsync()).AcceptWebSocketAsync(null);
                var frame = new byte[1 << 20];
                for (; sent < 400; sent++)
                {
                    await accepted.WebSocket.SendAsync(frame, WebSocketMessageType.Binary, true, CancellationToken.None);
                }
            });
            using var socket = new DesktopSocket();
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/"), CancellationToken.None);
            var clock = Stopwatch.StartNew();
            while (!flood.IsCompleted && clock.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.WhenAny(flood, Task.Delay(50));
            }

            Assert.InRange(Interlocked.Read(ref sent), 1, 200);
            var taken = 0;
            while (socket.TryReceive(out _))
            {
                taken++;
            }

            Assert.InRange(taken, 1, 100);
            Assert.Equal(1006, socket.CloseCode);
        }
    }
}
