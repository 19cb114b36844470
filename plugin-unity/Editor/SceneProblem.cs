#nullable enable
using System;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>Something in a scene that would not work, and where it can be mended by itself, how.</summary>
    public sealed class SceneProblem
    {
        internal SceneProblem(string text, UnityEngine.Object context, string fixLabel = "", Action? fix = null)
        {
            (Text, Context, FixLabel, Fix) = (text, context, fixLabel, fix);
        }

        /// <summary>What is wrong, and what to do about it.</summary>
        public string Text { get; }

        /// <summary>What it is about.</summary>
        public UnityEngine.Object Context { get; }

        /// <summary>What <see cref="Fix"/> does, for a button.</summary>
        public string FixLabel { get; }

        /// <summary>Mends it, so that it can be undone; null where only a person knows how.</summary>
        public Action? Fix { get; }
    }
}
