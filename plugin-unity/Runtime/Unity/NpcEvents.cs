#nullable enable
using System;
using UnityEngine;
using UnityEngine.Events;

namespace Soliloquy
{
    /// <summary>What a <see cref="SoliloquyNpc"/> tells, to be wired in the inspector. In code, use the events of the same names.</summary>
    [Serializable]
    public sealed class NpcEvents
    {
        /// <summary>It takes a breath: the player's words arrived.</summary>
        [Tooltip("It takes a breath: the player's words arrived. Show it within the same frame.")]
        public UnityEvent thinkingStarted = new UnityEvent();

        /// <summary>The first word or gesture of a reply is there.</summary>
        [Tooltip("The first word or gesture of a reply is there.")]
        public UnityEvent speakingStarted = new UnityEvent();

        /// <summary>A piece of what it says aloud.</summary>
        [Tooltip("A piece of what it says aloud.")]
        public UnityEvent<string> speechReceived = new UnityEvent<string>();

        /// <summary>A piece of what it visibly does.</summary>
        [Tooltip("A piece of what it visibly does.")]
        public UnityEvent<string> actionReceived = new UnityEvent<string>();

        /// <summary>A piece of what it thinks, where the world lets players know.</summary>
        [Tooltip("A piece of what it thinks, where the world lets players know (innerVoice: true).")]
        public UnityEvent<string> thoughtReceived = new UnityEvent<string>();

        /// <summary>A whole spoken sentence, ready for a voice.</summary>
        [Tooltip("A whole spoken sentence, ready for a voice.")]
        public UnityEvent<string> sentenceSpoken = new UnityEvent<string>();

        /// <summary>A reply is over.</summary>
        [Tooltip("A reply is over.")]
        public UnityEvent<Turn> turnFinished = new UnityEvent<Turn>();

        /// <summary>It feels otherwise than before.</summary>
        [Tooltip("It feels otherwise than before.")]
        public UnityEvent<string> moodChanged = new UnityEvent<string>();

        /// <summary>It feels the same more strongly, or less: 0 to 1.</summary>
        [Tooltip("It feels the same more strongly, or less: 0 to 1.")]
        public UnityEvent<float> moodIntensityChanged = new UnityEvent<float>();

        /// <summary>What it is doing: idle, listening, thinking, speaking or paused.</summary>
        [Tooltip("What it is doing: idle, listening, thinking, speaking or paused.")]
        public UnityEvent<string> activityChanged = new UnityEvent<string>();

        /// <summary>It is elsewhere: a location's id.</summary>
        [Tooltip("It is elsewhere: a location's id.")]
        public UnityEvent<string> locationChanged = new UnityEvent<string>();

        /// <summary>It speaks to somebody else than before: player:… or npc:…; empty when it is silent.</summary>
        [Tooltip("It speaks to somebody else than before: player:… or npc:…; empty when it is silent.")]
        public UnityEvent<string> addressingChanged = new UnityEvent<string>();

        /// <summary>It is in the world, and can be spoken to.</summary>
        [Tooltip("It is in the world, and can be spoken to.")]
        public UnityEvent appeared = new UnityEvent();

        /// <summary>It is not, or no longer, in the world.</summary>
        [Tooltip("It is not, or no longer, in the world.")]
        public UnityEvent vanished = new UnityEvent();

        /// <summary>It does something in the game: the action's name.</summary>
        [Tooltip("It does something in the game: the action's name.")]
        public UnityEvent<string> actionCalled = new UnityEvent<string>();
    }
}
