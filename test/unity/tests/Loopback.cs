using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy.Tests
{
    /// <summary>Stands in for a server: grants every seat, and gives out the frames that a test puts in.</summary>
    internal sealed class Loopback : IHttp
    {
        private Line _line = new Line();

        /// <summary>What the client sent, over all of its connections.</summary>
        public List<byte[]> Sent { get; } = new List<byte[]>();

        /// <summary>How often the client asked for a seat.</summary>
        public int SeatsGiven { get; private set; }

        /// <summary>While false, nobody answers.</summary>
        public bool IsUp { get; set; } = true;

        /// <summary>A client of this server, not connected yet.</summary>
        public SoliloquyClient NewClient(bool keepsTrying = false) =>
            new SoliloquyClient(new ClientOptions { NewSocket = NewSocket, Http = this, KeepsTrying = keepsTrying });

        public ISocket NewSocket()
        {
            _line = new Line { Owner = this };
            return _line;
        }

        public Task<HttpAnswer> PostAsync(Uri address, string json, string? token, CancellationToken cancellationToken)
        {
            SeatsGiven++;
            return Task.FromResult(IsUp ? new HttpAnswer(200, "{\"roomId\":\"room\",\"sessionId\":\"me\",\"processId\":\"p\"}") : new HttpAnswer(0, string.Empty));
        }

        public void Give(byte[] frame) => _line.Frames.Enqueue(frame);

        public void Give(ArraySegment<byte> frame) => _line.Frames.Enqueue(frame);

        /// <summary>Gives a message as the server would.</summary>
        public void Give(string type, object? payload) => Give(Wire.Frames.Message(new Wire.MsgpackWriter(), type, payload));

        /// <summary>Ends the connection.</summary>
        public void Cut(int code = 1006) => _line.CloseCode = code;

        /// <summary>Connects a client, with an empty state or with what these frames bring.</summary>
        public void Connect(SoliloquyClient client, params byte[][] lead)
        {
            _ = client.ConnectAsync();
            Shake(lead);
            client.Poll();
        }

        /// <summary>Gives the first frames of a connection.</summary>
        public void Shake(params byte[][] lead)
        {
            foreach (var frame in lead.Length > 0 ? lead : EmptyWorld)
            {
                Give(frame);
            }
        }

        /// <summary>A description of one class (id 0) without fields, and a state of it.</summary>
        private static readonly byte[][] EmptyWorld =
        {
            Convert.FromHexString("0a" + "0174" + "06736368656d61" + "0b" + "8001ff01800002ff028000"),
            new byte[] { 14 },
        };

        private sealed class Line : ISocket
        {
            public Loopback? Owner { get; set; }

            public Queue<ArraySegment<byte>> Frames { get; } = new Queue<ArraySegment<byte>>();

            public int? CloseCode { get; set; }

            public Task ConnectAsync(Uri address, CancellationToken cancellationToken) => Task.CompletedTask;

            public void Send(byte[] frame) => Owner?.Sent.Add(frame);

            public bool TryReceive(out ArraySegment<byte> frame) => Frames.TryDequeue(out frame);

            public void Close()
            {
            }

            public void Dispose()
            {
            }
        }
    }
}
