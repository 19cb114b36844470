#nullable enable
using System.Collections.Generic;
using UnityEngine;

namespace Soliloquy
{
    public sealed partial class SoliloquySpeechBubble
    {
        private static readonly List<SoliloquySpeechBubble> Enabled = new List<SoliloquySpeechBubble>();
        private static long _lastTaken;

        /// <summary>Which of all bubbles' replies it shows.</summary>
        private long _taken;

        /// <summary>What NPCs say among themselves is not read to its end when a player is answered.</summary>
        private bool GivesWayTo(Turn turn) => _turn != null && _turn.AddressedNpc.Length > 0 && turn.AddressedNpc.Length == 0;

        private void DropAsides() => _waiting.RemoveAll(one => one.AddressedNpc.Length > 0);

        /// <summary>NPCs take turns: what one answers another is shown when the other's words were read, with all that it thought before.</summary>
        private bool WaitsItsTurn()
        {
            if (_turn == null || _turn.AddressedNpc.Length == 0)
            {
                return false;
            }

            // Asked in every frame: no search that leaves garbage.
            foreach (var other in Enabled)
            {
                if (other._taken < _taken && other.IsBeingRead && other.ShowsAside(_turn.AddressedNpc))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Whether it shows what that NPC says to another one.</summary>
        private bool ShowsAside(string speaker) => _turn != null && _turn.Npc == speaker && _turn.AddressedNpc.Length > 0;

        // Statics outlive play mode where the editor does not reload its domain.
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void ForgetAll() => Enabled.Clear();
    }
}
