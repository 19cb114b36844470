#nullable enable
using System;
using System.Linq;
using UnityEngine;

namespace Soliloquy
{
    public sealed partial class SoliloquyDialoguePanel : INpcListener
    {
        private SoliloquyWorld? _world;
        private Func<(int Span, int Characters)?>? _shownBefore;

        void INpcListener.OnThinkingStarted(Turn turn)
        {
            if (!turn.IsOverheard)
            {
                EntryOf(turn);
            }
        }

        void INpcListener.OnTextReceived(Turn turn, TurnPiece piece)
        {
            if (!turn.IsOverheard)
            {
                EntryOf(turn).Refresh();
            }
        }

        void INpcListener.OnTurnFinished(Turn turn)
        {
            if (turn.IsOverheard)
            {
                AddOverheard(turn);
                return;
            }

            var entry = EntryOf(turn);
            entry.Refresh();
            if (turn.Spans.Count == 0)
            {
                Drop(entry);
            }
        }

        void INpcListener.OnTurnRetracted(string turn)
        {
            foreach (var entry in _entries.Where(entry => entry.Turn?.Id == turn).ToList())
            {
                Drop(entry);
            }
        }

        /// <summary>Of another NPC, in any scene.</summary>
        private void OnWorldTurnFinished(Turn turn)
        {
            var about = Npc;
            if (about != null && turn.AddressedNpc == about.Persona && turn.Npc != about.Persona)
            {
                AddOverheard(turn);
            }
        }

        private void AddOverheard(Turn turn)
        {
            var world = Npc?.World;
            if (world != null && turn.Speech.Length + turn.Action.Length > 0 && _entries.All(entry => entry.Turn != turn))
            {
                Add(PanelEntry.OfOverheard(turn, Overheard.Caption(world, turn)));
            }
        }

        private void Attach(SoliloquyNpc with)
        {
            INpcListener listener = this;
            listener.Attach(with);
            with.MoodChanged += OnNpcChanged;
            with.ActivityChanged += OnNpcChanged;
            with.AddressingChanged += OnNpcChanged;
            _shownBefore = with.ShownSoFar;
            with.ShownSoFar = StopAndTell;
            FollowWorld(with.World);
            if (with.Turn != null && !with.Turn.IsOverheard)
            {
                EntryOf(with.Turn);
            }
        }

        private void Detach(SoliloquyNpc before)
        {
            INpcListener listener = this;
            listener.Detach(before);
            before.MoodChanged -= OnNpcChanged;
            before.ActivityChanged -= OnNpcChanged;
            before.AddressingChanged -= OnNpcChanged;
            before.ShownSoFar = before.ShownSoFar == StopAndTell ? _shownBefore : before.ShownSoFar;
            _shownBefore = null;
            FollowWorld(null);
        }

        /// <summary>Tells what becomes of the connection; of another, when its NPC comes to be part of that.</summary>
        private void FollowWorld(SoliloquyWorld? now)
        {
            // Not Unity's comparison: the one before may be destroyed.
            if (_world is SoliloquyWorld before)
            {
                before.ConnectionLost -= OnConnectionLost;
                before.Reconnected -= OnConnected;
                before.Connected -= OnConnected;
                before.ConnectionFailed -= OnFailed;
                before.MessageRefused -= OnFailed;
                before.TurnFinished -= OnWorldTurnFinished;
            }

            _world = now;
            if (now != null)
            {
                now.ConnectionLost += OnConnectionLost;
                now.Reconnected += OnConnected;
                now.Connected += OnConnected;
                now.ConnectionFailed += OnFailed;
                now.MessageRefused += OnFailed;
                now.TurnFinished += OnWorldTurnFinished;
            }

            _frame?.Notify(now != null && now.IsConnected ? string.Empty : "Connecting …");
        }

        private void OnDisable() => Close();

        private void LateUpdate()
        {
            if (_npc is null || _frame == null)
            {
                return;
            }

            if (_npc == null)
            {
                // Destroyed: nobody is left to talk with.
                Close();
                return;
            }

            var world = _npc.World;
            if (!ReferenceEquals(world, _world))
            {
                FollowWorld(world);
            }

            _frame.ShowIn(SoliloquyDocuments.RootOf(document));
            // Backwards: a listener may add an entry, and drop the oldest.
            for (var at = _entries.Count - 1; at >= 0; at--)
            {
                if (at < _entries.Count && _entries[at].Advance(Time.unscaledDeltaTime, charactersPerSecond) && _entries[at].Turn is Turn read)
                {
                    Listeners.Tell(Revealed, read);
                }
            }
        }

        private PanelEntry EntryOf(Turn turn)
        {
            // Asked for each piece of a reply: no search that leaves garbage.
            foreach (var entry in _entries)
            {
                if (entry.Turn == turn)
                {
                    return entry;
                }
            }

            var made = PanelEntry.Of(turn, showsThoughts);
            Add(made);
            return made;
        }

        /// <summary>Asked for when the player interrupts: what is revealed after that was not heard.</summary>
        private (int Span, int Characters)? StopAndTell()
        {
            // A bubble may show it, too: it stops, but what is read is read here.
            var before = _shownBefore?.Invoke();
            var turn = Npc?.Turn;
            var entry = turn == null ? null : _entries.Find(one => one.Turn == turn);
            if (entry == null)
            {
                return before;
            }

            entry.IsStopped = true;
            return entry.Shown();
        }

        private void Describe(SoliloquyNpc about)
        {
            var listener = Overheard.ListenerOf(about);
            var state = about.Activity switch
            {
                _ when listener.Length > 0 => $"talks to {Graphemes.Clip(listener, PanelFrame.MaxName)}   Esc: leave",
                "thinking" => "thinks …   Esc: interrupt",
                "speaking" => "speaks   Esc: interrupt",
                "paused" => "is not answering just now",
                _ => "Esc: leave",
            };
            _frame?.Describe(about.DisplayName, about.Mood, state);
        }

        private void OnNpcChanged(string now)
        {
            if (Npc is SoliloquyNpc about)
            {
                Describe(about);
            }
        }

        private void OnConnectionLost() => _frame?.Notify("The connection is lost; nobody hears you just now. Trying again …");

        private void OnConnected() => _frame?.Notify(string.Empty);

        private void OnFailed(SoliloquyException failure) => _frame?.Notify(failure.Message);
    }
}
