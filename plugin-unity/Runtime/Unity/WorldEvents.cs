#nullable enable
using System;
using UnityEngine;
using UnityEngine.Events;

namespace Soliloquy
{
    /// <summary>What a <see cref="SoliloquyWorld"/> tells, to be wired in the inspector. In code, use the events of the same names.</summary>
    [Serializable]
    public sealed class WorldEvents
    {
        /// <summary>In the world: NPCs can be spoken to.</summary>
        [Tooltip("In the world: NPCs can be spoken to.")]
        public UnityEvent connected = new UnityEvent();

        /// <summary>Left by <see cref="SoliloquyWorld.Disconnect"/>.</summary>
        [Tooltip("The world was left.")]
        public UnityEvent disconnected = new UnityEvent();

        /// <summary>The connection was lost; it is being taken up again.</summary>
        [Tooltip("The connection was lost; it is being taken up again.")]
        public UnityEvent connectionLost = new UnityEvent();

        /// <summary>Back after the connection was lost.</summary>
        [Tooltip("Back after the connection was lost.")]
        public UnityEvent reconnected = new UnityEvent();

        /// <summary>It cannot connect: a code, and a sentence for a person.</summary>
        [Tooltip("It cannot connect: a code, and a sentence for a person.")]
        public UnityEvent<string, string> connectionFailed = new UnityEvent<string, string>();

        /// <summary>A character came to be: its persona.</summary>
        [Tooltip("A character came to be: its persona.")]
        public UnityEvent<string> npcAppeared = new UnityEvent<string>();

        /// <summary>A character went: its persona.</summary>
        [Tooltip("A character went: its persona.")]
        public UnityEvent<string> npcVanished = new UnityEvent<string>();

        /// <summary>Another player came: session id and name.</summary>
        [Tooltip("Another player came: session id and name.")]
        public UnityEvent<string, string> playerArrived = new UnityEvent<string, string>();

        /// <summary>Another player left: session id and name.</summary>
        [Tooltip("Another player left: session id and name.")]
        public UnityEvent<string, string> playerLeft = new UnityEvent<string, string>();

        /// <summary>Somebody in earshot spoke: name and text.</summary>
        [Tooltip("Somebody in earshot spoke: name and text.")]
        public UnityEvent<string, string> wordsHeard = new UnityEvent<string, string>();

        /// <summary>Somebody begins to answer.</summary>
        [Tooltip("Somebody begins to answer.")]
        public UnityEvent<Turn> turnStarted = new UnityEvent<Turn>();

        /// <summary>A reply is over.</summary>
        [Tooltip("A reply is over.")]
        public UnityEvent<Turn> turnFinished = new UnityEvent<Turn>();

        /// <summary>The server refused a message that asked for no answer: a code, and a sentence for a person.</summary>
        [Tooltip("The server refused a message that asked for no answer: a code, and a sentence for a person.")]
        public UnityEvent<string, string> messageRefused = new UnityEvent<string, string>();
    }
}
