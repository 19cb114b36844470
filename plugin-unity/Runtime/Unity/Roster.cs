#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace Soliloquy
{
    /// <summary>Who is in a world: tells, from one state to the next, who came and who went.</summary>
    internal sealed class Roster
    {
        private readonly HashSet<string> _npcs = new HashSet<string>();
        private readonly Dictionary<string, string> _players = new Dictionary<string, string>();

        public event Action<string>? NpcAppeared;

        public event Action<string>? NpcVanished;

        public event Action<string, string>? PlayerArrived;

        public event Action<string, string>? PlayerLeft;

        public bool IsEmpty => _npcs.Count == 0 && _players.Count == 0;

        /// <summary>Looks at the state as it is now; one's own session is nobody who arrives.</summary>
        public void Update(IReadOnlyDictionary<string, object?> state, string ownSession)
        {
            var npcs = state.Part("npcs");
            var players = state.Part("players");
            foreach (var gone in _npcs.Where(id => !npcs.ContainsKey(id)).ToList())
            {
                _npcs.Remove(gone);
                NpcVanished?.Invoke(gone);
            }

            // A copy: a listener may leave the world, and with it this state.
            foreach (var id in npcs.Keys.Where(id => !_npcs.Contains(id)).ToList())
            {
                _npcs.Add(id);
                NpcAppeared?.Invoke(id);
            }

            foreach (var gone in _players.Where(player => !players.ContainsKey(player.Key) || player.Key == ownSession).ToList())
            {
                _players.Remove(gone.Key);
                PlayerLeft?.Invoke(gone.Key, gone.Value);
            }

            foreach (var id in players.Keys.Where(id => id != ownSession && !_players.ContainsKey(id)).ToList())
            {
                _players[id] = players.Part(id).Text("name");
                PlayerArrived?.Invoke(id, _players[id]);
            }
        }

        public void Forget()
        {
            _npcs.Clear();
            _players.Clear();
        }
    }
}
