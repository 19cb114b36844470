#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>What a room tells whoever owns it, from within <see cref="Room.Poll"/>.</summary>
    internal interface IRoomEvents
    {
        /// <summary>In the room, with its state; or back in it, after <see cref="OnDropped"/>.</summary>
        void OnJoined();

        void OnStateChanged();

        void OnMessage(string type, object? payload);

        void OnDelta(ReadOnlySpan<byte> turn, int span, ReadOnlySpan<byte> layer, string text);

        /// <summary>The connection was lost; the room tries to take it up again.</summary>
        void OnDropped();

        /// <summary>It is over: a refused join, a seat that is gone, a frame that made no sense, or the server closed the room.</summary>
        void OnFailed(SoliloquyException failure);
    }
}
