#nullable enable
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Soliloquy.Samples
{
    /// <summary>The player's figure: walks by keys, and talks to whoever is near. Keys are taken from <c>OnGUI</c>, or, where the Input
    /// System package is the only one that is switched on, from that.</summary>
    public sealed partial class TavernVisitor : MonoBehaviour
    {
        private const float MetresPerSecond = 3f;
        private const float Reach = 2.4f;

        private readonly HashSet<KeyCode> _held = new HashSet<KeyCode>();

        /// <summary>Who can be talked to.</summary>
        public IReadOnlyList<SoliloquyNpc> Npcs { get; set; } = new SoliloquyNpc[0];

        /// <summary>Where one talks.</summary>
        public SoliloquyDialoguePanel Panel { get; set; } = null!;

        /// <summary>The nearest who is near enough to be talked to; null where nobody is.</summary>
        public SoliloquyNpc? Near => Npcs
            .Where(npc => npc.IsPresent && DistanceTo(npc) < Reach)
            .OrderBy(DistanceTo)
            .FirstOrDefault();

        private void Update()
        {
            ReadKeyboard();
            var step = new Vector3(Pressed(KeyCode.RightArrow, KeyCode.D) - Pressed(KeyCode.LeftArrow, KeyCode.A), 0f, Pressed(KeyCode.UpArrow, KeyCode.W) - Pressed(KeyCode.DownArrow, KeyCode.S));
            var at = transform.position + (step.normalized * (MetresPerSecond * Time.deltaTime));
            transform.position = new Vector3(Mathf.Clamp(at.x, -5.5f, 5.5f), at.y, Mathf.Clamp(at.z, -4f, 0.6f));
        }

        private void OnGUI()
        {
            if (Panel.Npc != null)
            {
                // Keys are letters now.
                _held.Clear();
                return;
            }

            var near = Near;
            if (near != null)
            {
                GUI.Label(new Rect(20f, 20f, 400f, 24f), $"E: talk to {near.DisplayName}");
            }

            var key = Event.current;
            if (key.type == EventType.KeyUp)
            {
                _held.Remove(key.keyCode);
            }
            else if (key.type == EventType.KeyDown && key.keyCode == KeyCode.E && near != null)
            {
                Panel.Open(near);
                key.Use();
            }
            else if (key.type == EventType.KeyDown)
            {
                _held.Add(key.keyCode);
            }
        }

        /// <summary>By the Input System package; where that is not there, keys come by <c>OnGUI</c>.</summary>
        partial void ReadKeyboard();

        private float DistanceTo(SoliloquyNpc npc) => (npc.transform.position - transform.position).magnitude;

        private float Pressed(KeyCode one, KeyCode other) => _held.Contains(one) || _held.Contains(other) ? 1f : 0f;
    }
}
