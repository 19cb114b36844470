#nullable enable
using System;
using System.Text;

namespace Soliloquy
{
    /// <summary>What a piece of a reply is.</summary>
    public enum Layer
    {
        /// <summary>How the model planned the reply; designers only (<c>system_thinking</c>).</summary>
        Plan,

        /// <summary>What the NPC thinks, where the world lets players know (<c>role_thinking</c>).</summary>
        Thought,

        /// <summary>What it visibly does (<c>role_action</c>).</summary>
        Action,

        /// <summary>What it says aloud (<c>speech</c>).</summary>
        Speech,

        /// <summary>What it has the game do; designers only (<c>game_action</c>).</summary>
        GameAction,

        /// <summary>A layer of a later version of the protocol.</summary>
        Unknown,
    }

    internal static class Layers
    {
        private static readonly string[] Names = { "system_thinking", "role_thinking", "role_action", "speech", "game_action" };
        private static readonly byte[][] NameBytes = Array.ConvertAll(Names, Encoding.ASCII.GetBytes);

        public static Layer Of(ReadOnlySpan<byte> name)
        {
            for (var index = 0; index < NameBytes.Length; index++)
            {
                if (name.SequenceEqual(NameBytes[index]))
                {
                    return (Layer)index;
                }
            }

            return Layer.Unknown;
        }

        public static Layer Of(string? name)
        {
            var index = Array.IndexOf(Names, name);
            return index < 0 ? Layer.Unknown : (Layer)index;
        }
    }
}
