#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>
    /// The player as NPCs see it: where it is, and that it is about to speak. Place one beside the player's character. Needs a
    /// <see cref="SoliloquyWorld"/> in the scene. What is awaited ends in an <see cref="OperationCanceledException"/> when this component
    /// is destroyed, or its world disabled.
    /// </summary>
    [AddComponentMenu("Soliloquy/Soliloquy Player")]
    [DisallowMultipleComponent]
    public sealed class SoliloquyPlayer : SoliloquyMember
    {
        private const float TypingIntervalSeconds = 3f;

        [SerializeField]
        private PlayerEvents events = new PlayerEvents();

        private readonly Dictionary<string, float> _typedAt = new Dictionary<string, float>();
        private string _location = string.Empty;

        /// <summary>The player is at another location: its id.</summary>
        public event Action<string>? Moved;

        /// <summary>The server did not let the player go there; <see cref="Location"/> is where it still is.</summary>
        public event Action<SoliloquyException>? MoveRefused;

        /// <summary>What is wired in the inspector.</summary>
        public PlayerEvents Events => events;

        /// <summary>Where the player is: a location's id of the world. Set it when the character walks in somewhere; NPCs there greet it.</summary>
        public string Location { get => _location; set => MoveTo(value); }

        /// <summary>Goes to a location of the world; ends in <see cref="Moved"/> or <see cref="MoveRefused"/>.</summary>
        public void MoveTo(string where) => _ = MoveQuietlyAsync(where);

        /// <summary>Goes to a location of the world, and waits until the server has agreed. Throws <see cref="SoliloquyException"/> where it
        /// refuses; that is told by <see cref="MoveRefused"/>, too.</summary>
        public async Task MoveToAsync(string where, CancellationToken cancellationToken = default)
        {
            if (where == _location)
            {
                return;
            }

            try
            {
                var payload = new Dictionary<string, object?> { ["location"] = where };
                await CallAsync((world, either) => world.RequestAsync("move", payload, either), cancellationToken);
            }
            catch (SoliloquyException refusal)
            {
                if (isActiveAndEnabled)
                {
                    Listeners.Tell(MoveRefused, refusal);
                    Listeners.Tell(null, refusal.Code, refusal.Message, events.moveRefused);
                }

                throw;
            }
        }

        /// <summary>Says something to whoever is near: the server finds out who is meant. Waits for the reply.</summary>
        public Task<Turn> SayAsync(string text, SayOptions? options = null, CancellationToken cancellationToken = default) =>
            CallAsync((world, either) => world.SayAsync(text, null, options, either), cancellationToken);

        /// <summary>As <see cref="SayAsync"/>, for coroutines: <c>yield return player.Say("…")</c>.</summary>
        public Saying Say(string text, SayOptions? options = null) => new Saying(() => SayAsync(text, options));

        /// <summary>The player is about to speak to an NPC: it looks up, and may think ahead. Call it for every key; it is sent at most every
        /// three seconds.</summary>
        public void NotifyTyping(SoliloquyNpc npc)
        {
            var joined = Joined;
            var now = Time.realtimeSinceStartup;
            if (joined == null || (_typedAt.TryGetValue(npc.Persona, out var before) && now >= before && now < before + TypingIntervalSeconds))
            {
                return;
            }

            _typedAt[npc.Persona] = now;
            joined.Send("typing", new Dictionary<string, object?> { ["npc"] = npc.Persona });
        }

        internal override void CatchUp() => OnStateChanged();

        internal override void OnStateChanged()
        {
            var joined = Joined;
            var where = joined == null ? string.Empty : joined.State.Part("players").Part(joined.SessionId).Text("location");
            // A game's or a designer's client is nowhere.
            if (where.Length == 0 || where == _location)
            {
                return;
            }

            _location = where;
            Listeners.Tell(Moved, where, events.moved);
        }

        private protected override void OnJoined(SoliloquyClient client)
        {
        }

        private protected override void OnLeaving()
        {
            _typedAt.Clear();
        }

        private async Task MoveQuietlyAsync(string where)
        {
            try
            {
                await MoveToAsync(where);
            }
            catch (SoliloquyException)
            {
                // Told by MoveRefused.
            }
            catch (OperationCanceledException)
            {
                // Gone meanwhile.
            }
        }
    }
}
