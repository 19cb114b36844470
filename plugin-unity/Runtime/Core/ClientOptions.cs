#nullable enable
using System;
using Soliloquy.Net;

namespace Soliloquy
{
    /// <summary>How a <see cref="SoliloquyClient"/> joins. The defaults fit a server as <c>npm start</c> leaves it.</summary>
    public sealed class ClientOptions
    {
        /// <summary>Where the server is.</summary>
        public string ServerUrl { get; set; } = "http://127.0.0.1:2567";

        /// <summary>The world's folder name; empty: the server's own.</summary>
        public string World { get; set; } = string.Empty;

        /// <summary>Separates copies of a world: one for each match, or each player's own.</summary>
        public string Instance { get; set; } = "main";

        /// <summary>How others see this player; made unique by the server.</summary>
        public string PlayerName { get; set; } = "Traveller";

        /// <summary>An id the game keeps, under which NPCs remember this player; empty: a stranger each time.</summary>
        public string PlayerId { get; set; } = string.Empty;

        /// <summary>Where the player arrives: a location's id. Empty: where the world starts.</summary>
        public string StartLocation { get; set; } = string.Empty;

        /// <summary>The player agrees that what they say may be exported to train models: set it only where they were asked.</summary>
        public bool AgreesToTraining { get; set; }

        /// <summary>Only for servers that ask for one, and for designers and game hosts. Never ship those to players.</summary>
        public string Token { get; set; } = string.Empty;

        /// <summary>Asks for whole sentences as well, for a voice (<see cref="Npc.SentenceSpoken"/>).</summary>
        public bool WantsSentences { get; set; } = true;

        /// <summary>Goes on trying to join where the server cannot be reached yet, or was restarted.</summary>
        public bool KeepsTrying { get; set; } = true;

        /// <summary>Makes sockets; null: those of desktop and mobile.</summary>
        public Func<ISocket>? NewSocket { get; set; }

        /// <summary>Does match-making; null: that of desktop and mobile.</summary>
        public IHttp? Http { get; set; }
    }
}
