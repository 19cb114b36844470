#nullable enable
using System;
using UnityEngine;
using UnityEngine.Events;

namespace Soliloquy
{
    /// <summary>What a <see cref="SoliloquySpeechBubble"/> tells, to be wired in the inspector.</summary>
    [Serializable]
    public sealed class BubbleEvents
    {
        /// <summary>The bubble came up: the NPC takes a breath.</summary>
        [Tooltip("The bubble came up: the NPC takes a breath.")]
        public UnityEvent appeared = new UnityEvent();

        /// <summary>Text began to be revealed.</summary>
        [Tooltip("Text began to be revealed.")]
        public UnityEvent revealStarted = new UnityEvent();

        /// <summary>All of a reply has been revealed.</summary>
        [Tooltip("All of a reply has been revealed.")]
        public UnityEvent revealed = new UnityEvent();

        /// <summary>The bubble is gone.</summary>
        [Tooltip("The bubble is gone.")]
        public UnityEvent hiddenAgain = new UnityEvent();
    }
}
