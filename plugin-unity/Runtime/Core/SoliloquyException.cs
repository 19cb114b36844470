#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>Everything that goes wrong between a game and its server, with a code that stays and a sentence that says what to do.</summary>
    public sealed class SoliloquyException : Exception
    {
        /// <summary>A failure with a code of docs/protocol.md, or one of this client: <c>unreachable</c>, <c>bad-address</c>,
        /// <c>bad-frame</c>, <c>unsupported-state</c>, <c>connection-lost</c>, <c>not-connected</c>, <c>timeout</c>.</summary>
        public SoliloquyException(string code, string message, Exception? cause = null) : base(message, cause)
        {
            Code = code;
        }

        /// <summary>Such as <c>bad-token</c> or <c>out-of-earshot</c>.</summary>
        public string Code { get; }
    }
}
