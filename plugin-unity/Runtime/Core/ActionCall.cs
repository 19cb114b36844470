#nullable enable
using System.Collections.Generic;

namespace Soliloquy
{
    /// <summary>What an NPC has the game do.</summary>
    public sealed class ActionCall
    {
        internal ActionCall(string id, string npc, string name, IReadOnlyDictionary<string, object?> arguments)
        {
            Id = id;
            Npc = npc;
            Name = name;
            Arguments = arguments;
        }

        /// <summary>The server's name for this call.</summary>
        public string Id { get; }

        /// <summary>The persona that acts.</summary>
        public string Npc { get; }

        /// <summary>The action, as the world's file declares it.</summary>
        public string Name { get; }

        /// <summary>Checked by the server against the action's schema.</summary>
        public IReadOnlyDictionary<string, object?> Arguments { get; }
    }
}
