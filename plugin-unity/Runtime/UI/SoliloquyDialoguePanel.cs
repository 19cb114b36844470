#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>
    /// A panel to talk with one <see cref="SoliloquyNpc"/> by keyboard: who it is, what was said, and a line to type into. Enter says it, Esc
    /// stops the NPC, and leaves when it is silent. Open it with <see cref="Open"/>; it stays hidden until then. Drawn by UI Toolkit;
    /// restyle it with a style sheet. What the NPC says to others, and other NPCs to it, is no answer: it is listed when it was said, in the
    /// class <c>soliloquy-panel__entry--overheard</c>.
    /// </summary>
    [AddComponentMenu("Soliloquy/Soliloquy Dialogue Panel")]
    [DisallowMultipleComponent]
    public sealed partial class SoliloquyDialoguePanel : MonoBehaviour
    {
        /// <summary>Lines of the talk that are kept.</summary>
        private const int Kept = 100;

        [SerializeField, Tooltip("Who types: the NPC notices it. Empty: the Soliloquy Player of the NPC's world.")]
        private SoliloquyPlayer? player;

        [SerializeField, Tooltip("The UI document to draw in. Empty: one that is made for all bubbles and panels.")]
        private UIDocument? document;

        [SerializeField, Tooltip("How it looks. Empty: Soliloquy's own style sheet.")]
        private StyleSheet? styleSheet;

        [SerializeField, Min(0f), Tooltip("How fast replies are revealed. Zero: at once. Faster where much is waiting.")]
        private float charactersPerSecond = 42f;

        [SerializeField, Tooltip("Shows thoughts, where the world lets players know them.")]
        private bool showsThoughts = true;

        private readonly List<PanelEntry> _entries = new List<PanelEntry>();
        private PanelFrame? _frame;
        private SoliloquyNpc? _npc;
        private string _lastPersona = string.Empty;

        /// <summary>It was opened.</summary>
        public event Action<SoliloquyNpc>? Opened;

        /// <summary>It was closed.</summary>
        public event Action? Closed;

        /// <summary>The player said something; its reply comes as the NPC's events.</summary>
        public event Action<string>? LineSaid;

        /// <summary>All of a reply has been revealed.</summary>
        public event Action<Turn>? Revealed;

        /// <summary>Who is talked with; null while closed.</summary>
        public SoliloquyNpc? Npc => _npc != null ? _npc : null;

        /// <summary>Who types: the NPC notices it; null: the player of the NPC's world.</summary>
        public SoliloquyPlayer? Player { get => player; set => player = value; }

        /// <summary>The UI document to draw in; null: one for all. To be set before it is opened.</summary>
        public UIDocument? Document { get => document; set => document = value; }

        /// <summary>How fast replies are revealed; zero: at once.</summary>
        public float CharactersPerSecond { get => charactersPerSecond; set => charactersPerSecond = value; }

        /// <summary>Whether thoughts are shown, where the world lets players know them.</summary>
        public bool ShowsThoughts { get => showsThoughts; set => showsThoughts = value; }

        /// <summary>What the player is told instead of a reply; empty where nothing is wrong.</summary>
        public string Notice => _frame?.Notice ?? string.Empty;

        /// <summary>Whether a reply is being revealed.</summary>
        public bool IsRevealing => _entries.Any(entry => !entry.IsRead);

        internal PanelFrame? Frame => _frame;

        internal IEnumerable<string> Lines => _entries.Select(entry => entry.Label.text);

        /// <summary>Begins to talk with an NPC. What was said to the same one before is still there.</summary>
        public void Open(SoliloquyNpc with)
        {
            if (_npc == with || !isActiveAndEnabled)
            {
                return;
            }

            Close();
            if (_lastPersona != with.Persona)
            {
                Clear();
            }

            _frame ??= new PanelFrame(styleSheet, SayTyped, NotifyTyping, Escape);
            (_npc, _lastPersona) = (with, with.Persona);
            Attach(with);
            Describe(with);
            Listeners.Tell(Opened, with);
        }

        /// <summary>Ends the talk. What the NPC is saying it goes on saying.</summary>
        public void Close()
        {
            // Not Unity's comparison: whom one talked with may be destroyed.
            if (!(_npc is SoliloquyNpc before))
            {
                return;
            }

            Detach(before);
            _npc = null;
            _frame?.Clear();
            _frame?.Remove();
            Listeners.Tell(Closed);
        }

        /// <summary>Says something to the NPC, as if it had been typed.</summary>
        public void Submit(string text)
        {
            var asked = Npc;
            if (asked != null && !string.IsNullOrWhiteSpace(text))
            {
                _ = SubmitAsync(asked, text.Trim());
            }
        }

        /// <summary>Shows at once what is known of the replies.</summary>
        public void RevealAll() => _entries.ForEach(entry => entry.RevealAll());

        private async Task SubmitAsync(SoliloquyNpc asked, string text)
        {
            _frame?.Notify(string.Empty);
            RevealAll();
            Add(PanelEntry.Of(text));
            Listeners.Tell(LineSaid, text);
            var notice = string.Empty;
            try
            {
                var turn = await asked.SayAsync(text);
                notice = turn.Status == TurnStatus.Failed && turn.Spans.Count == 0 ? $"{asked.DisplayName} does not answer just now. Say it again." : string.Empty;
            }
            catch (SoliloquyException refusal)
            {
                notice = refusal.Message;
            }
            catch (OperationCanceledException)
            {
                // Gone meanwhile.
            }

            if (notice.Length > 0 && ReferenceEquals(_npc, asked))
            {
                _frame?.Notify(notice);
            }
        }

        private void SayTyped(string text)
        {
            var asked = Npc;
            if (asked == null || asked.World == null || !asked.World.IsConnected)
            {
                // What was typed is kept until somebody hears it.
                return;
            }

            _frame?.Clear();
            Submit(text);
            _frame?.Focus();
        }

        private void NotifyTyping()
        {
            var about = Npc;
            var typist = player != null ? player : _world != null ? _world.FindPlayer() : null;
            if (about != null && typist != null)
            {
                typist.NotifyTyping(about);
            }
        }

        private void Escape()
        {
            var isHeard = _world != null && _world.IsConnected;
            // What is said to somebody else is not the player's to stop.
            var isAnswering = Npc?.Turn is Turn turn && !turn.IsOverheard;
            if (isAnswering && isHeard)
            {
                Npc!.Interrupt();
            }
            else if (!isAnswering && IsRevealing)
            {
                RevealAll();
            }
            else
            {
                Close();
            }
        }

        private void Add(PanelEntry entry)
        {
            _entries.Add(entry);
            _frame?.Add(entry);
            while (_entries.Count > Kept)
            {
                Drop(_entries[0]);
            }
        }

        private void Drop(PanelEntry entry)
        {
            _entries.Remove(entry);
            entry.Label.RemoveFromHierarchy();
        }

        private void Clear()
        {
            while (_entries.Count > 0)
            {
                Drop(_entries[0]);
            }
        }
    }
}
