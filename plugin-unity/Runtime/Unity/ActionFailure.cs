#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>What an action throws to say that it could not be done: <c>throw new ActionFailure("The door is jammed.")</c>. The NPC
    /// learns the reason; unlike other exceptions it is not logged.</summary>
    public sealed class ActionFailure : Exception
    {
        /// <summary>A reason in words that the NPC may say.</summary>
        public ActionFailure(string reason) : base(reason)
        {
        }
    }
}
