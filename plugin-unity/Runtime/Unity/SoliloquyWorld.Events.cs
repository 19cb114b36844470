#nullable enable
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine.Events;
using Debug = UnityEngine.Debug;

namespace Soliloquy
{
    public sealed partial class SoliloquyWorld
    {
        /// <summary>In the world: <see cref="State"/> is there, and NPCs can be spoken to.</summary>
        public event Action? Connected;

        /// <summary>Left by <see cref="Disconnect"/>.</summary>
        public event Action? Disconnected;

        /// <summary>The connection was lost; it is being taken up again. Show the player that nobody hears just now.</summary>
        public event Action? ConnectionLost;

        /// <summary>Back after <see cref="ConnectionLost"/>; what was missed is in <see cref="HistoryReceived"/>.</summary>
        public event Action? Reconnected;

        /// <summary>It cannot connect: a code and a sentence for a person. Goes on trying where that can help, and <see cref="KeepsTrying"/>
        /// is set.</summary>
        public event Action<SoliloquyException>? ConnectionFailed;

        /// <summary>Something in <see cref="State"/> changed.</summary>
        public event Action? StateChanged;

        /// <summary>Somebody came to be: a persona.</summary>
        public event Action<string>? NpcAppeared;

        /// <summary>Somebody is no longer there: a persona.</summary>
        public event Action<string>? NpcVanished;

        /// <summary>Another player came into the world: session id and name.</summary>
        public event Action<string, string>? PlayerArrived;

        /// <summary>Another player left the world: session id and name.</summary>
        public event Action<string, string>? PlayerLeft;

        /// <summary>Somebody in earshot spoke, this player included: <c>{ line, from, name, text, action?, to?, whisper?, ref? }</c>.</summary>
        public event Action<IReadOnlyDictionary<string, object?>>? WordsHeard;

        /// <summary>The last lines that this player perceived, after joining and after a reconnection.</summary>
        public event Action<IReadOnlyList<IReadOnlyDictionary<string, object?>>>? HistoryReceived;

        /// <summary>Somebody begins to answer.</summary>
        public event Action<Turn>? TurnStarted;

        /// <summary>A reply is over.</summary>
        public event Action<Turn>? TurnFinished;

        /// <summary>A turn was deleted, replaced, or will not be given after all: its id.</summary>
        public event Action<string>? TurnRetracted;

        /// <summary>The server refused a message that asked for no answer.</summary>
        public event Action<SoliloquyException>? MessageRefused;

        /// <summary>Any message but <c>turn.delta</c>, for what this plugin does not know.</summary>
        public event Action<string, object?>? MessageReceived;

        /// <summary>Whether this component is the one that does, or says that nobody can do, what a persona is called for: several may show one
        /// character.</summary>
        internal bool IsPerformer(SoliloquyNpc npc, string action)
        {
            var performer = PerformerOf(npc.Persona, action);
            return performer == null ? _members.FindLast(member => member is SoliloquyNpc other && other.Persona == npc.Persona) == npc : performer == npc;
        }

        /// <summary>A component of that persona learnt or forgot an action, came or went.</summary>
        internal void UpdateAction(string persona, string action)
        {
            var npc = Client.GetNpc(persona);
            if (PerformerOf(persona, action) == null)
            {
                npc.UnregisterAction(action);
            }
            else
            {
                npc.RegisterAction(action, (Func<ActionCall, Task<object?>>)PerformAsync);
            }
        }

        private Task<object?> PerformAsync(ActionCall call)
        {
            var performer = PerformerOf(call.Npc, call.Name);
            return performer != null
                ? performer.PerformAsync(call)
                : throw new ActionFailure($"This game does not know the action \"{call.Name}\".");
        }

        private SoliloquyNpc? PerformerOf(string persona, string action) =>
            _members.Find(member => member is SoliloquyNpc npc && npc.Persona == persona && npc.CanPerform(action)) as SoliloquyNpc;

        private SoliloquyClient NewClient()
        {
            var client = new SoliloquyClient(_options);
            client.Connected += () => Tell(Connected, events.connected);
            client.ConnectionLost += () => Tell(ConnectionLost, events.connectionLost);
            client.Reconnected += () => Tell(Reconnected, events.reconnected);
            client.ConnectionFailed += OnConnectionFailed;
            client.StateChanged += OnStateChanged;
            client.WordsHeard += heard =>
            {
                Tell(WordsHeard, heard);
                Tell(null, heard.Text("name"), heard.Text("text"), events.wordsHeard);
            };
            client.HistoryReceived += lines => Tell(HistoryReceived, lines);
            client.TurnStarted += turn => Tell(TurnStarted, turn, events.turnStarted);
            client.TurnFinished += turn => Tell(TurnFinished, turn, events.turnFinished);
            client.TurnRetracted += id => Tell(TurnRetracted, id);
            client.MessageReceived += (type, payload) => Tell(MessageReceived, type, payload);
            client.MessageRefused += refusal =>
            {
                Tell(MessageRefused, refusal);
                Tell(null, refusal.Code, refusal.Message, events.messageRefused);
            };
            _roster.NpcAppeared += persona => Tell(NpcAppeared, persona, events.npcAppeared);
            _roster.NpcVanished += persona => Tell(NpcVanished, persona, events.npcVanished);
            _roster.PlayerArrived += (session, player) => Tell(PlayerArrived, session, player, events.playerArrived);
            _roster.PlayerLeft += (session, player) => Tell(PlayerLeft, session, player, events.playerLeft);
            return client;
        }

        private void OnConnectionFailed(SoliloquyException failure, bool willRetry)
        {
            if (IsOpen)
            {
                Debug.LogWarning($"Soliloquy: {failure.Message} ({failure.Code}){(willRetry ? " Trying again." : string.Empty)}", this);
            }

            Tell(ConnectionFailed, failure);
            Tell(null, failure.Code, failure.Message, events.connectionFailed);
        }

        private void OnStateChanged()
        {
            if (!IsOpen)
            {
                return;
            }

            _roster.Update(Client.State, Client.SessionId);
            foreach (var member in _members.ToArray())
            {
                member.OnStateChanged();
            }

            Tell(StateChanged);
        }

        // Nothing is raised when this component is disabled, or on its way there.
        private void Tell(Action? listeners, UnityEvent? wired = null)
        {
            if (IsOpen)
            {
                Listeners.Tell(listeners, wired);
            }
        }

        private void Tell<T>(Action<T>? listeners, T what, UnityEvent<T>? wired = null)
        {
            if (IsOpen)
            {
                Listeners.Tell(listeners, what, wired);
            }
        }

        private void Tell<T1, T2>(Action<T1, T2>? listeners, T1 first, T2 second, UnityEvent<T1, T2>? wired = null)
        {
            if (IsOpen)
            {
                Listeners.Tell(listeners, first, second, wired);
            }
        }
    }
}
