#nullable enable
using System;
using UnityEngine;
using UnityEngine.Events;

namespace Soliloquy
{
    /// <summary>What a <see cref="SoliloquyPlayer"/> tells, to be wired in the inspector. In code, use the events of the same names.</summary>
    [Serializable]
    public sealed class PlayerEvents
    {
        /// <summary>The player is at another location: its id.</summary>
        [Tooltip("The player is at another location: its id.")]
        public UnityEvent<string> moved = new UnityEvent<string>();

        /// <summary>The server did not let the player go there: a code, and a sentence for a person.</summary>
        [Tooltip("The server did not let the player go there: a code, and a sentence for a person.")]
        public UnityEvent<string, string> moveRefused = new UnityEvent<string, string>();
    }
}
