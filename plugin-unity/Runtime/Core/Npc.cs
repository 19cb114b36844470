#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy
{
    /// <summary>
    /// A character that talks. What it thinks, does and says comes as events while it is being made, from within
    /// <see cref="SoliloquyClient.Poll"/>. Made by <see cref="SoliloquyClient.GetNpc"/>.
    /// </summary>
    public sealed class Npc
    {
        /// <summary>Characters that the reason of a failed action may have (docs/protocol.md).</summary>
        private const int MaxReason = 1000;

        private readonly SoliloquyClient _client;
        private readonly Dictionary<string, Func<ActionCall, Task<object?>>> _actions = new Dictionary<string, Func<ActionCall, Task<object?>>>();
        private readonly PieceListeners _pieceListeners = new PieceListeners();
        private bool _isSpeaking;
        private string _toldMood = string.Empty;
        private string _toldActivity = string.Empty;
        private string _toldLocation = string.Empty;
        private string _toldAddressing = string.Empty;
        private float _toldMoodIntensity;

        internal Npc(SoliloquyClient client, string persona)
        {
            _client = client;
            Persona = persona;
        }

        /// <summary>It takes a breath: the player's words arrived. Show it within the same frame.</summary>
        public event Action<Turn>? ThinkingStarted;

        /// <summary>The first word or gesture of a reply is there.</summary>
        public event Action<Turn>? SpeakingStarted;

        /// <summary>A piece of a reply, in the order of what happened.</summary>
        public event Action<Turn, TurnPiece>? PieceReceived
        {
            add => _pieceListeners.Add(value);
            remove => _pieceListeners.Remove(value);
        }

        /// <summary>A whole spoken sentence, ready for a voice: the number of its span, and its text.</summary>
        public event Action<Turn, int, string>? SentenceSpoken;

        /// <summary>A reply is over.</summary>
        public event Action<Turn>? TurnFinished;

        /// <summary>A turn was deleted, or will not be given; take it off the screen if it is there.</summary>
        public event Action<string>? TurnRetracted;

        /// <summary>It feels otherwise than before.</summary>
        public event Action<string>? MoodChanged;

        /// <summary>It feels the same more strongly, or less: see <see cref="MoodIntensity"/>. Raised with a new mood, too, where that differs.</summary>
        public event Action<float>? MoodIntensityChanged;

        /// <summary><c>idle</c>, <c>listening</c>, <c>thinking</c>, <c>speaking</c> or <c>paused</c>.</summary>
        public event Action<string>? ActivityChanged;

        /// <summary>It is elsewhere: a location's id.</summary>
        public event Action<string>? LocationChanged;

        /// <summary>It speaks to somebody else than before: see <see cref="Addressing"/>; empty when it is silent, or gone.</summary>
        public event Action<string>? AddressingChanged;

        /// <summary>It is in the world, and can be spoken to.</summary>
        public event Action? Appeared;

        /// <summary>It is not, or no longer, in the world.</summary>
        public event Action? Vanished;

        /// <summary>It does something in the game; answered by what was registered under that name.</summary>
        public event Action<ActionCall>? ActionCalled;

        /// <summary>The name of a file in the world's <c>personas</c> folder, such as <c>mara</c>.</summary>
        public string Persona { get; }

        /// <summary>Whether it is in the world, and can be spoken to.</summary>
        public bool IsPresent { get; private set; }

        /// <summary>Its name, as the world knows it.</summary>
        public string DisplayName => State.Text("name");

        /// <summary>What anyone can see of it.</summary>
        public string Description => State.Text("description");

        /// <summary>How it feels.</summary>
        public string Mood => State.Text("mood");

        /// <summary>How strongly it feels so, 0 to 1 in steps of 0.1; 0 where it is in its usual mood. Moods fade by themselves.</summary>
        public float MoodIntensity => (float)(State.Number("moodIntensity") / 100);

        /// <summary>What it is doing: see <see cref="ActivityChanged"/>.</summary>
        public string Activity => State.Text("activity");

        /// <summary>Where it is: a location's id.</summary>
        public string Location => State.Text("location");

        /// <summary>Whom it is answering; empty while it is silent or whispers.</summary>
        public string Addressing => State.Text("addressing");

        /// <summary>The persona of the NPC that it speaks to, while NPCs talk among themselves; empty where it speaks to no NPC.</summary>
        public string AddressedNpc => Turn.NpcOf(Addressing);

        /// <summary>All that this client may know of it, by the names of docs/protocol.md.</summary>
        public IReadOnlyDictionary<string, object?> State => _client.State.Part("npcs").Part(Persona);

        /// <summary>The reply under way; null while it is silent.</summary>
        public Turn? Turn { get; private set; }

        /// <summary>How far a reply was shown, for <see cref="Interrupt"/>: the span's number, and Unicode characters of it. A speech
        /// bubble sets itself here.</summary>
        public Func<(int Span, int Characters)?>? ShownSoFar { get; set; }

        /// <summary>Says something to it, and waits for the whole reply. Throws <see cref="SoliloquyException"/> where the server refuses:
        /// <c>out-of-earshot</c>, <c>busy</c>, <c>not-connected</c> and others of docs/protocol.md.</summary>
        public Task<Turn> SayAsync(string text, SayOptions? options = null, CancellationToken cancellationToken = default) =>
            _client.SayAsync(text, Persona, options, cancellationToken);

        /// <summary>Says something that nobody else hears, and waits for the reply, which nobody else hears either.</summary>
        public Task<Turn> WhisperAsync(string text, CancellationToken cancellationToken = default) =>
            SayAsync(text, new SayOptions { IsWhisper = true }, cancellationToken);

        /// <summary>Says something to it and reads the reply piece by piece, as it arrives.</summary>
        public async IAsyncEnumerable<TurnPiece> SayAndReadAsync(
            string text,
            SayOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var turn = await _client.BeginSayAsync(text, Persona, options, cancellationToken);
            await foreach (var piece in turn.ReadAsync(cancellationToken))
            {
                yield return piece;
            }
        }

        /// <summary>Stops its reply; does nothing while there is no connection. It remembers having said what <see cref="ShownSoFar"/> says was shown.</summary>
        public void Interrupt()
        {
            // Unheard, it would only stop what is being shown.
            if (Turn == null || !_client.IsConnected)
            {
                return;
            }

            var message = new Dictionary<string, object?> { ["npc"] = Persona };
            if (ShownSoFar?.Invoke() is (int Span, int Characters) shown)
            {
                message["shown"] = new Dictionary<string, object?> { ["span"] = shown.Span, ["chars"] = shown.Characters };
            }

            _client.Send("interrupt", message);
        }

        /// <summary>The player is about to speak: it looks up.</summary>
        public void NotifyTyping() => _client.Send("typing", new Dictionary<string, object?> { ["npc"] = Persona });

        /// <summary>Lets it do something in the game. What the function returns (text or data) is what came of it, and the NPC learns of
        /// it; what it throws is told as the reason why it could not be done. The world's file declares the action by the same name.</summary>
        public void RegisterAction(string name, Func<ActionCall, Task<object?>> perform) => _actions[name] = perform;

        /// <summary>As above, for what is done at once.</summary>
        public void RegisterAction(string name, Func<ActionCall, object?> perform) => _actions[name] = call => Task.FromResult(perform(call));

        /// <summary>Takes an action back; the NPC is then told that this game does not know it.</summary>
        public void UnregisterAction(string name) => _actions.Remove(name);

        internal async Task<Dictionary<string, object?>> PerformAsync(ActionCall call)
        {
            ActionCalled.Raise(call);
            if (!_actions.TryGetValue(call.Name, out var perform))
            {
                return Failure($"This game does not know the action \"{call.Name}\".");
            }

            try
            {
                var result = await perform(call);
                var outcome = new Dictionary<string, object?> { ["ok"] = true };
                if (result != null)
                {
                    outcome["result"] = result;
                }

                return outcome;
            }
            catch (Exception failure)
            {
                Platform.LogException(failure);
                return Failure(failure.Message);
            }
        }

        internal static Dictionary<string, object?> Failure(string reason)
        {
            var told = reason.Length > MaxReason ? reason.Substring(0, MaxReason) : reason;
            return new Dictionary<string, object?> { ["ok"] = false, ["error"] = told.Length > 0 ? told : "It failed." };
        }

        internal void UpdateState()
        {
            var isPresent = State.Count > 0;
            if (isPresent != IsPresent)
            {
                IsPresent = isPresent;
                (isPresent ? Appeared : Vanished).Raise();
            }

            if (!isPresent)
            {
                // Whoever turned to the one it spoke to turns back.
                Tell(ref _toldAddressing, Addressing, AddressingChanged);
                return;
            }

            Tell(ref _toldLocation, Location, LocationChanged);
            Tell(ref _toldMood, Mood, MoodChanged);
            Tell(ref _toldMoodIntensity, MoodIntensity, MoodIntensityChanged);
            Tell(ref _toldActivity, Activity, ActivityChanged);
            Tell(ref _toldAddressing, Addressing, AddressingChanged);
        }

        /// <summary>It is asked for while a reply is under way.</summary>
        internal void JoinTurn(Turn turn)
        {
            Turn = turn;
            _isSpeaking = turn.Spans.Any(span => IsAudible(span.Layer));
        }

        internal void BeginTurn(Turn turn)
        {
            Turn = turn;
            _isSpeaking = false;
            ThinkingStarted.Raise(turn);
        }

        internal void GrowTurn(Turn turn, TurnPiece piece)
        {
            if (!_isSpeaking && IsAudible(piece.Span.Layer))
            {
                _isSpeaking = true;
                SpeakingStarted.Raise(turn);
            }

            _pieceListeners.Tell(turn, piece);
        }

        internal void SpeakSentence(Turn turn, int span, string text) => SentenceSpoken.Raise(turn, span, text);

        internal void EndTurn(Turn turn)
        {
            if (Turn == turn)
            {
                Turn = null;
            }

            TurnFinished.Raise(turn);
        }

        internal void RetractTurn(string id) => TurnRetracted.Raise(id);

        private static bool IsAudible(Layer layer) => layer == Layer.Speech || layer == Layer.Action;

        private static void Tell<T>(ref T told, T now, Action<T>? tell) where T : IEquatable<T>
        {
            if (told.Equals(now))
            {
                return;
            }

            told = now;
            tell.Raise(now);
        }
    }
}
