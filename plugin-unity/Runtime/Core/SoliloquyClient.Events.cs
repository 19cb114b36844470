#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Soliloquy
{
    /// <content>What a client tells of, and what makes it do so.</content>
    public sealed partial class SoliloquyClient
    {
        /// <summary>In the world: <see cref="State"/> is there, and NPCs can be spoken to.</summary>
        public event Action? Connected;

        /// <summary>The connection was lost; it is being taken up again.</summary>
        public event Action? ConnectionLost;

        /// <summary>Back after <see cref="ConnectionLost"/>; what was missed is in <see cref="HistoryReceived"/>.</summary>
        public event Action? Reconnected;

        /// <summary>It cannot connect; true where it goes on trying.</summary>
        public event Action<SoliloquyException, bool>? ConnectionFailed;

        /// <summary>Something in <see cref="State"/> changed.</summary>
        public event Action? StateChanged;

        /// <summary>Somebody in earshot spoke, this player included.</summary>
        public event Action<IReadOnlyDictionary<string, object?>>? WordsHeard;

        /// <summary>The last lines that this player perceived, after joining and after a reconnection.</summary>
        public event Action<IReadOnlyList<IReadOnlyDictionary<string, object?>>>? HistoryReceived;

        /// <summary>Somebody begins to answer.</summary>
        public event Action<Turn>? TurnStarted;

        /// <summary>A reply is over.</summary>
        public event Action<Turn>? TurnFinished;

        /// <summary>A turn was deleted, replaced, or will not be given after all.</summary>
        public event Action<string>? TurnRetracted;

        /// <summary>The server refused a message that asked for no answer.</summary>
        public event Action<SoliloquyException>? MessageRefused;

        /// <summary>Any message but <c>turn.delta</c>, for what this client does not know.</summary>
        public event Action<string, object?>? MessageReceived;

        private void OnConnected(bool isAgain)
        {
            // Before any listener: it may connect elsewhere.
            var connecting = TakeConnecting();
            OnStateChanged();
            (isAgain ? Reconnected : Connected).Raise();
            connecting?.TrySetResult(true);
        }

        private void OnLost()
        {
            _turns.MarkUnsure();
            ConnectionLost.Raise();
        }

        private void OnFailed(SoliloquyException failure, bool willRetry)
        {
            // Before any listener: it may connect again.
            var connecting = willRetry ? null : TakeConnecting();
            if (!willRetry)
            {
                _turns.EndAll();
            }

            ConnectionFailed.Raise(failure, willRetry);
            connecting?.TrySetException(failure);
        }

        private void OnStateChanged()
        {
            foreach (var npc in _npcs.Values.ToArray())
            {
                npc.UpdateState();
            }

            StateChanged.Raise();
        }

        private void OnMessage(string type, object? payload)
        {
            MessageReceived.Raise(type, payload);
            if (!(payload is Dictionary<string, object?> message) || _turns.Take(type, message))
            {
                return;
            }

            switch (type)
            {
                case "heard":
                    WordsHeard.Raise(message);
                    break;
                case "history":
                    var lines = message.TryGetValue("lines", out var given) && given is List<object?> list
                        ? list.OfType<Dictionary<string, object?>>().ToList()
                        : new List<Dictionary<string, object?>>();
                    _turns.Recall(lines);
                    HistoryReceived.Raise(lines);
                    break;
                case "action.call":
                    _ = PerformAsync(message);
                    break;
                case "error":
                    MessageRefused.Raise(new SoliloquyException(message.Text("code"), message.Text("message")));
                    break;
            }
        }

        private async Task PerformAsync(Dictionary<string, object?> message)
        {
            var call = new ActionCall(message.Text("call"), message.Text("npc"), message.Text("name"), message.Part("args"));
            var outcome = _npcs.TryGetValue(call.Npc, out var npc)
                ? await npc.PerformAsync(call)
                : Npc.Failure("This game does not know the action.");
            outcome["call"] = call.Id;
            try
            {
                Send("action.result", outcome);
            }
            catch (SoliloquyException failure)
            {
                // What the action returned is too long, or of a kind that cannot be sent.
                Platform.LogException(failure);
                outcome = Npc.Failure(failure.Message);
                outcome["call"] = call.Id;
                Send("action.result", outcome);
            }
        }

        private void OnTurnGrew(Turn turn, TurnPiece piece)
        {
            if (_npcs.TryGetValue(turn.Npc, out var npc))
            {
                npc.GrowTurn(turn, piece);
            }
        }

        private void OnRetracted(string id)
        {
            foreach (var npc in _npcs.Values.ToArray())
            {
                npc.RetractTurn(id);
            }

            TurnRetracted.Raise(id);
        }

        private void ForSpeaker(Turn turn, Action<Npc> tell, Action<Turn>? tellAll)
        {
            if (_npcs.TryGetValue(turn.Npc, out var npc))
            {
                tell(npc);
            }

            tellAll.Raise(turn);
        }
    }
}
