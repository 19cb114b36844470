using System;
using System.Collections.Generic;

namespace Soliloquy.Tests
{
    /// <summary>Keeps the messages that an inbox tells of.</summary>
    internal sealed class HeardMessages : IRoomEvents
    {
        public List<(string Type, object? Payload)> All { get; } = new List<(string, object?)>();

        public void OnMessage(string type, object? payload) => All.Add((type, payload));

        public void OnDelta(ReadOnlySpan<byte> turn, int span, ReadOnlySpan<byte> layer, string text)
        {
        }

        public void OnJoined()
        {
        }

        public void OnStateChanged()
        {
        }

        public void OnDropped()
        {
        }

        public void OnFailed(SoliloquyException failure)
        {
        }
    }
}
