#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Soliloquy
{
    public sealed partial class SoliloquyNpc
    {
        private static readonly Dictionary<string, object?> Nothing = new Dictionary<string, object?>();

        private static readonly (string Location, string Mood, float MoodIntensity, string Activity, string Addressing) NothingTold =
            (string.Empty, string.Empty, 0f, string.Empty, string.Empty);

        private Npc? _npc;
        /// <summary>What listeners believe to be under way.</summary>
        private Turn? _toldTurn;
        private bool _isToldPresent;
        private (string Location, string Mood, float MoodIntensity, string Activity, string Addressing) _told = NothingTold;
        private bool _isStranger;

        /// <summary>It takes a breath: the player's words arrived, and a reply is being thought of. Show it within the same frame.</summary>
        public event Action<Turn>? ThinkingStarted;

        /// <summary>The first word or gesture of a reply is there.</summary>
        public event Action<Turn>? SpeakingStarted;

        /// <summary>A piece of a reply of any layer, in the order of what happened.</summary>
        public event Action<Turn, TurnPiece>? TextReceived;

        /// <summary>A piece of what it says aloud.</summary>
        public event Action<string>? SpeechReceived;

        /// <summary>A piece of what it visibly does: <c>wipes the bar</c>.</summary>
        public event Action<string>? ActionReceived;

        /// <summary>A piece of what it thinks, where the world lets players know (<c>innerVoice: true</c>).</summary>
        public event Action<string>? ThoughtReceived;

        /// <summary>A piece of the model's hidden plan; designers only.</summary>
        public event Action<string>? PlanReceived;

        /// <summary>A whole spoken sentence, ready for a voice: its text, and the number of its span.</summary>
        public event Action<string, int>? SentenceSpoken;

        /// <summary>A reply is over: see <see cref="Turn.Status"/>.</summary>
        public event Action<Turn>? TurnFinished;

        /// <summary>A turn was deleted, or will not be given: its id. Take it off the screen if it is there.</summary>
        public event Action<string>? TurnRetracted;

        /// <summary>It feels otherwise than before.</summary>
        public event Action<string>? MoodChanged;

        /// <summary>It feels the same more strongly, or less: see <see cref="MoodIntensity"/>. Raised with a new mood, too, where that differs.</summary>
        public event Action<float>? MoodIntensityChanged;

        /// <summary><c>idle</c>, <c>listening</c>, <c>thinking</c>, <c>speaking</c> or <c>paused</c>.</summary>
        public event Action<string>? ActivityChanged;

        /// <summary>It is elsewhere: a location's id.</summary>
        public event Action<string>? LocationChanged;

        /// <summary>It speaks to somebody else than before: <c>player:…</c> or <c>npc:…</c>; empty when it is silent, or gone. For a head that turns.</summary>
        public event Action<string>? AddressingChanged;

        /// <summary>It is in the world, and can be spoken to.</summary>
        public event Action? Appeared;

        /// <summary>It is not, or no longer, in the world.</summary>
        public event Action? Vanished;

        /// <summary>It does something in the game; answered by what was registered under that name.</summary>
        public event Action<ActionCall>? ActionCalled;

        internal override void CatchUp()
        {
            var turn = _npc?.Turn;
            if (_toldTurn != null && (_toldTurn != turn || _isStranger))
            {
                var before = _toldTurn;
                _toldTurn = null;
                // Ended while nobody listened; or it is another's, or nobody knows how it went on.
                if (before.IsFinished && !_isStranger)
                {
                    Listeners.Tell(TurnFinished, before, events.turnFinished);
                }
                else
                {
                    Listeners.Tell(TurnRetracted, before.Id);
                }
            }

            if (_isToldPresent && (_isStranger || !IsPresent))
            {
                OnVanished();
            }

            _isStranger = false;
            if (IsPresent && !_isToldPresent)
            {
                OnAppeared();
            }

            if (IsPresent)
            {
                // A listener may disable this component: then it is nobody, of whom nothing is told.
                TellUnlessTold(_told.Location, Location, OnLocationChanged);
                TellUnlessTold(_told.Mood, Mood, OnMoodChanged);
                if (!_told.MoodIntensity.Equals(MoodIntensity))
                {
                    OnMoodIntensityChanged(MoodIntensity);
                }

                TellUnlessTold(_told.Activity, Activity, OnActivityChanged);
                OnAddressingChanged(Addressing);
            }

            if (turn != null && _npc?.Turn == turn && _toldTurn == null)
            {
                OnThinkingStarted(turn);
                Repeat(turn);
            }
        }

        private protected override void OnJoined(SoliloquyClient client)
        {
            if (persona.Length == 0)
            {
                Debug.LogWarning($"Soliloquy: \"{name}\" has no persona: the name of a file in the world's personas folder, such as mara.", this);
                return;
            }

            var npc = client.GetNpc(persona);
            _npc = npc;
            npc.ThinkingStarted += OnThinkingStarted;
            npc.SpeakingStarted += OnSpeakingStarted;
            npc.PieceReceived += OnPieceReceived;
            npc.SentenceSpoken += OnSentenceSpoken;
            npc.TurnFinished += OnTurnFinished;
            npc.TurnRetracted += OnTurnRetracted;
            npc.MoodChanged += OnMoodChanged;
            npc.MoodIntensityChanged += OnMoodIntensityChanged;
            npc.ActivityChanged += OnActivityChanged;
            npc.LocationChanged += OnLocationChanged;
            npc.AddressingChanged += OnAddressingChanged;
            npc.Appeared += OnAppeared;
            npc.Vanished += OnVanished;
            npc.ActionCalled += OnActionCalled;
            UpdateActions(World!);
        }

        private protected override void OnLeaving()
        {
            if (_npc == null)
            {
                return;
            }

            _npc.ThinkingStarted -= OnThinkingStarted;
            _npc.SpeakingStarted -= OnSpeakingStarted;
            _npc.PieceReceived -= OnPieceReceived;
            _npc.SentenceSpoken -= OnSentenceSpoken;
            _npc.TurnFinished -= OnTurnFinished;
            _npc.TurnRetracted -= OnTurnRetracted;
            _npc.MoodChanged -= OnMoodChanged;
            _npc.MoodIntensityChanged -= OnMoodIntensityChanged;
            _npc.ActivityChanged -= OnActivityChanged;
            _npc.LocationChanged -= OnLocationChanged;
            _npc.AddressingChanged -= OnAddressingChanged;
            _npc.Appeared -= OnAppeared;
            _npc.Vanished -= OnVanished;
            _npc.ActionCalled -= OnActionCalled;
            _npc = null;
        }

        // Another component of the same character may do what this one did.
        private protected override void OnLeft(SoliloquyWorld left) => UpdateActions(left);

        private void UpdateActions(SoliloquyWorld world)
        {
            foreach (var action in _actions.Keys.ToArray())
            {
                world.UpdateAction(persona, action);
            }
        }

        /// <summary>Tells what came of a reply before this component took part.</summary>
        private void Repeat(Turn turn)
        {
            var spans = turn.Spans.ToArray();
            if (spans.Any(span => span.Layer == Layer.Speech || span.Layer == Layer.Action))
            {
                OnSpeakingStarted(turn);
            }

            foreach (var span in spans)
            {
                OnPieceReceived(turn, new TurnPiece(span, span.Text));
            }
        }

        private void OnThinkingStarted(Turn turn)
        {
            _toldTurn = turn;
            Listeners.Tell(ThinkingStarted, turn);
            Listeners.Tell(null, events.thinkingStarted);
        }

        private void OnSpeakingStarted(Turn turn)
        {
            Listeners.Tell(SpeakingStarted, turn);
            Listeners.Tell(null, events.speakingStarted);
        }

        private void OnPieceReceived(Turn turn, TurnPiece piece)
        {
            Listeners.Tell(TextReceived, turn, piece);
            switch (piece.Span.Layer)
            {
                case Layer.Speech:
                    Listeners.Tell(SpeechReceived, piece.Text, events.speechReceived);
                    break;
                case Layer.Action:
                    Listeners.Tell(ActionReceived, piece.Text, events.actionReceived);
                    break;
                case Layer.Thought:
                    Listeners.Tell(ThoughtReceived, piece.Text, events.thoughtReceived);
                    break;
                case Layer.Plan:
                    Listeners.Tell(PlanReceived, piece.Text);
                    break;
            }
        }

        private void OnSentenceSpoken(Turn turn, int span, string text)
        {
            Listeners.Tell(SentenceSpoken, text, span);
            Listeners.Tell(null, text, events.sentenceSpoken);
        }

        private void OnTurnFinished(Turn turn)
        {
            _toldTurn = _toldTurn == turn ? null : _toldTurn;
            Listeners.Tell(TurnFinished, turn, events.turnFinished);
        }

        private void OnTurnRetracted(string id) => Listeners.Tell(TurnRetracted, id);

        private static void TellUnlessTold(string told, string now, Action<string> tell)
        {
            if (told != now && now.Length > 0)
            {
                tell(now);
            }
        }

        private void OnMoodChanged(string mood)
        {
            _told.Mood = mood;
            Listeners.Tell(MoodChanged, mood, events.moodChanged);
        }

        private void OnMoodIntensityChanged(float intensity)
        {
            _told.MoodIntensity = intensity;
            Listeners.Tell(MoodIntensityChanged, intensity, events.moodIntensityChanged);
        }

        private void OnActivityChanged(string activity)
        {
            _told.Activity = activity;
            Listeners.Tell(ActivityChanged, activity, events.activityChanged);
        }

        private void OnLocationChanged(string location)
        {
            _told.Location = location;
            Listeners.Tell(LocationChanged, location, events.locationChanged);
        }

        private void OnAddressingChanged(string addressing)
        {
            if (_told.Addressing == addressing)
            {
                return;
            }

            _told.Addressing = addressing;
            Listeners.Tell(AddressingChanged, addressing, events.addressingChanged);
        }

        private void OnAppeared()
        {
            _isToldPresent = true;
            Listeners.Tell(Appeared, events.appeared);
        }

        private void OnVanished()
        {
            _isToldPresent = false;
            var addressed = _told.Addressing;
            _told = NothingTold;
            Listeners.Tell(Vanished, events.vanished);
            if (addressed.Length > 0)
            {
                Listeners.Tell(AddressingChanged, string.Empty, events.addressingChanged);
            }
        }

        private void OnActionCalled(ActionCall call)
        {
            var joined = Joined;
            if (joined == null || !joined.IsPerformer(this, call.Name))
            {
                return;
            }

            Listeners.Tell(ActionCalled, call);
            Listeners.Tell(null, call.Name, events.actionCalled);
            if (!CanPerform(call.Name))
            {
                Debug.LogWarning($"Soliloquy: {persona} was to do \"{call.Name}\", but no such action is registered.", this);
            }
        }
    }
}
