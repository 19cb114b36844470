#nullable enable
using UnityEngine;

namespace Soliloquy
{
    /// <summary>What all scenes of a game share: where the server is, and which world of it. Worlds that name their own go by that.</summary>
    [CreateAssetMenu(fileName = "Soliloquy Settings", menuName = "Soliloquy/Settings")]
    public sealed class SoliloquySettings : ScriptableObject
    {
        /// <summary>A server as <c>npm start</c> leaves it.</summary>
        public const string DefaultServerUrl = "http://127.0.0.1:2567";

        [SerializeField, Tooltip("Where the server is, such as http://127.0.0.1:2567 or https://npc.example.com/game.")]
        private string serverUrl = DefaultServerUrl;

        [SerializeField, Tooltip("The world's folder name. Empty: the server's own.")]
        private string worldName = string.Empty;

        [SerializeField, Tooltip("Separates copies of a world: one for each match, or each player's own.")]
        private string instanceName = "main";

        [SerializeField, Tooltip("Only for servers that set PLAYER_TOKEN. Never the designer's or the game's token: everybody who has the game can read it.")]
        private string playerToken = string.Empty;

        /// <summary>Where the server is.</summary>
        public string ServerUrl { get => serverUrl; set => serverUrl = value; }

        /// <summary>The world's folder name; empty: the server's own.</summary>
        public string WorldName { get => worldName; set => worldName = value; }

        /// <summary>Which copy of the world.</summary>
        public string InstanceName { get => instanceName; set => instanceName = value; }

        /// <summary>The token of servers that set <c>PLAYER_TOKEN</c>; empty: none.</summary>
        public string PlayerToken { get => playerToken; set => playerToken = value; }

        /// <summary>What whoever sets this up should know, as a sentence; empty where all is well.</summary>
        public string Problem => Address.ProblemWith(serverUrl) ?? TokenWarning(playerToken);

        internal static string TokenWarning(string token) => token.Length == 0
            ? string.Empty
            : "A token in a game's files can be read by everybody who has the game. Set it in code from where only you can read it, unless it is the server's PLAYER_TOKEN.";
    }
}
