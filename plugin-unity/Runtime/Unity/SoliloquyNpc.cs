#nullable enable
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>
    /// A character that talks. Place one for each character, pick its persona, and call <see cref="SayAsync"/>; what it thinks, does and
    /// says comes as events while it is being made. Needs a <see cref="SoliloquyWorld"/> in the scene. What is awaited ends in an
    /// <see cref="OperationCanceledException"/> when this component is destroyed, or its world disabled; nothing is raised while this
    /// component is disabled.
    /// </summary>
    [AddComponentMenu("Soliloquy/Soliloquy NPC")]
    [DisallowMultipleComponent]
    public sealed partial class SoliloquyNpc : SoliloquyMember
    {
        [SerializeField, Tooltip("Who this is: the name of a file in the world's personas folder, such as mara.")]
        private string persona = string.Empty;

        [SerializeField]
        private NpcEvents events = new NpcEvents();

        private readonly Dictionary<string, Func<ActionCall, Task<object?>>> _actions = new Dictionary<string, Func<ActionCall, Task<object?>>>();

        /// <summary>Who this is: the name of a file in the world's <c>personas</c> folder. May change at any time: a reply under way is taken
        /// off the screen.</summary>
        public string Persona
        {
            get => persona;
            set
            {
                if (value == persona)
                {
                    return;
                }

                var joined = Joined;
                Leave();
                persona = value;
                _isStranger = true;
                if (joined != null)
                {
                    JoinUnlessJoined();
                }
            }
        }

        /// <summary>What is wired in the inspector.</summary>
        public NpcEvents Events => events;

        /// <summary>Its name, as the world knows it; until then, made of its persona.</summary>
        public string DisplayName => IsPresent ? State.Text("name") : persona.Length == 0 ? string.Empty : char.ToUpperInvariant(persona[0]) + persona.Substring(1);

        /// <summary>What anyone can see of it.</summary>
        public string Description => State.Text("description");

        /// <summary>How it feels.</summary>
        public string Mood => State.Text("mood");

        /// <summary>How strongly it feels so, 0 to 1 in steps of 0.1; 0 where it is in its usual mood. Moods fade by themselves.</summary>
        public float MoodIntensity => (float)(State.Number("moodIntensity") / 100);

        /// <summary><c>idle</c>, <c>listening</c>, <c>thinking</c>, <c>speaking</c> or <c>paused</c>.</summary>
        public string Activity => State.Text("activity");

        /// <summary>Where it is: a location's id.</summary>
        public string Location => State.Text("location");

        /// <summary>Whom it is answering: <c>player:…</c> or <c>npc:…</c>; empty while it is silent or whispers.</summary>
        public string Addressing => State.Text("addressing");

        /// <summary>The persona of the NPC that it speaks to, while NPCs talk among themselves; empty where it speaks to no NPC.</summary>
        public string AddressedNpc => _npc?.AddressedNpc ?? string.Empty;

        /// <summary>Whether it is in the world, and can be spoken to.</summary>
        public bool IsPresent => _npc?.IsPresent ?? false;

        /// <summary>All that this client may know of it, by the names of docs/protocol.md; empty where it is not there.</summary>
        public IReadOnlyDictionary<string, object?> State => _npc?.State ?? Nothing;

        /// <summary>The reply under way; null while it is silent.</summary>
        public Turn? Turn => _npc?.Turn;

        /// <summary>How far a reply was shown, for <see cref="Interrupt"/>: the span's number, and Unicode characters of it; null where nothing is.
        /// A <c>SoliloquySpeechBubble</c> or <c>SoliloquyDialoguePanel</c> sets itself here.</summary>
        public Func<(int Span, int Characters)?>? ShownSoFar { get; set; }

        /// <summary>Says something to it, and waits for the whole reply; first for the world, while it is being joined: it may be called in
        /// <c>Start</c>. Throws <see cref="SoliloquyException"/> where the server refuses:
        /// <c>out-of-earshot</c>, <c>busy</c>, <c>not-connected</c> and others of docs/protocol.md.</summary>
        public Task<Turn> SayAsync(string text, SayOptions? options = null, CancellationToken cancellationToken = default) =>
            CallAsync((world, either) => world.SayAsync(text, persona, options, either), cancellationToken);

        /// <summary>As <see cref="SayAsync"/>, for coroutines: <c>yield return npc.Say("…")</c>.</summary>
        public Saying Say(string text, SayOptions? options = null) => new Saying(() => SayAsync(text, options));

        /// <summary>Says something and waits for nothing: for UnityEvents. Its reply comes as this component's events, a refusal as a warning
        /// in the console.</summary>
        public void SayAndForget(string text) => _ = SayAndForgetAsync(text);

        /// <summary>Says something that nobody else hears, and waits for the reply, which nobody else hears either.</summary>
        public Task<Turn> WhisperAsync(string text, CancellationToken cancellationToken = default) =>
            SayAsync(text, new SayOptions { IsWhisper = true }, cancellationToken);

        /// <summary>As <see cref="WhisperAsync"/>, for coroutines.</summary>
        public Saying Whisper(string text) => new Saying(() => WhisperAsync(text));

        /// <summary>Says something to it and reads the reply piece by piece, as it arrives: <c>await foreach (var piece in …)</c>.</summary>
        public async IAsyncEnumerable<TurnPiece> SayAndReadAsync(
            string text,
            SayOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(Destroyed, cancellationToken);
            var turn = await CallAsync((world, both) => world.BeginSayAsync(text, persona, options, both), either.Token);
            await foreach (var piece in turn.ReadAsync(either.Token))
            {
                yield return piece;
            }
        }

        /// <summary>Stops its reply; does nothing while there is no connection. It remembers having said what <see cref="ShownSoFar"/> says was shown.</summary>
        public void Interrupt()
        {
            var npc = _npc;
            if (npc == null)
            {
                return;
            }

            // Several components may show one character: it is cut where this one was.
            npc.ShownSoFar = AskShown;
            npc.Interrupt();
            npc.ShownSoFar = null;
        }

        /// <summary>Lets it do something in the game. What the function returns (text or data) is what came of it, and the NPC learns of it; throw
        /// an <see cref="ActionFailure"/> with the reason why it could not be done. The world's file declares the action by the same name.</summary>
        public void RegisterAction(string action, Func<ActionCall, Task<object?>> perform)
        {
            _actions[action] = perform;
            UpdateAction(action);
        }

        /// <summary>As above, for what takes time and returns nothing, or a text.</summary>
        public void RegisterAction(string action, Func<ActionCall, Task> perform) => RegisterAction(
            action,
            async call =>
            {
                var performing = perform(call);
                await performing;
                // A method that returns a text fits here, and nowhere else.
                return performing is Task<string> told ? (object?)told.Result : null;
            });

        /// <summary>As above, for what is done at once.</summary>
        public void RegisterAction(string action, Func<ActionCall, object?> perform) => RegisterAction(action, call => Task.FromResult(perform(call)));

        /// <summary>As above, for what is done at once and returns nothing.</summary>
        public void RegisterAction(string action, Action<ActionCall> perform) => RegisterAction(
            action,
            call =>
            {
                perform(call);
                return Task.FromResult<object?>(null);
            });

        /// <summary>Takes an action back; the NPC is then told that this game does not know it.</summary>
        public void UnregisterAction(string action)
        {
            _actions.Remove(action);
            UpdateAction(action);
        }

        internal bool CanPerform(string action) => _actions.ContainsKey(action);

        internal Task<object?> PerformAsync(ActionCall call) => _actions[call.Name](call);

        private void UpdateAction(string action)
        {
            var joined = Joined;
            if (joined != null)
            {
                joined.UpdateAction(persona, action);
            }
        }

        private async Task SayAndForgetAsync(string text)
        {
            try
            {
                await SayAsync(text);
            }
            catch (SoliloquyException refusal)
            {
                Debug.LogWarning($"Soliloquy: {refusal.Message} ({refusal.Code})", this);
            }
            catch (OperationCanceledException)
            {
                // Gone meanwhile.
            }
        }

        private (int Span, int Characters)? AskShown()
        {
            (int Span, int Characters)? shown = null;
            Listeners.Guard(() => shown = ShownSoFar?.Invoke());
            return shown;
        }
    }
}
