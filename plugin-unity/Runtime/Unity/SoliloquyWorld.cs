#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>
    /// The connection of a scene to a Soliloquy server: joins a world, keeps its state, and comes back when the connection is lost.
    /// Place one in a scene, and a <see cref="SoliloquyNpc"/> for each character in it. Works as it is against a server started with
    /// <c>npm start</c>. Everything is raised on the main thread, in its <c>Update</c>, at any time scale. What is awaited ends in an
    /// <see cref="OperationCanceledException"/> when this component is disabled or destroyed.
    /// </summary>
    [AddComponentMenu("Soliloquy/Soliloquy World")]
    [DisallowMultipleComponent]
    // Before the scripts of the game: what came is shown in the same frame, and members find it enabled.
    [DefaultExecutionOrder(-100)]
    public sealed partial class SoliloquyWorld : MonoBehaviour
    {
        [SerializeField, Tooltip("What all scenes share: the server's address, the world, the instance. What is set here goes before it.")]
        private SoliloquySettings? settings;

        [SerializeField, Tooltip("Where the server is, such as http://127.0.0.1:2567 or https://npc.example.com/game. Empty: as the settings say.")]
        private string serverUrl = string.Empty;

        [SerializeField, Tooltip("The world's folder name. Empty: as the settings say, or else the server's own.")]
        private string worldName = string.Empty;

        [SerializeField, Tooltip("Separates copies of a world: one for each match, or each player's own. Empty: as the settings say, or else main.")]
        private string instanceName = string.Empty;

        [SerializeField, Tooltip("Joins as soon as the scene runs. Otherwise call Connect.")]
        private bool connectOnStart = true;

        [SerializeField, Tooltip("Goes on trying to join where the server cannot be reached yet, or was restarted.")]
        private bool keepsTrying = true;

        [SerializeField, Tooltip("Asks for whole sentences as well (SentenceSpoken), for a voice.")]
        private bool wantsSentences = true;

        [SerializeField, Tooltip("Milliseconds of each frame in which messages are taken in and events raised; what is left comes in the next frame.")]
        [Range(0.1f, 16f)]
        private float budgetMilliseconds = 4f;

        [Header("Player")]
        [SerializeField, Tooltip("How others see this player; made unique by the server.")]
        private string playerName = "Traveller";

        [SerializeField, Tooltip("Where the player arrives: a location's id. Empty: where the world starts.")]
        private string startLocation = string.Empty;

        [SerializeField, Tooltip("NPCs remember this player across sessions, under an id kept in PlayerPrefs. Off: a stranger each time.")]
        private bool isRemembered = true;

        [SerializeField, Tooltip("Which player of this machine: a save slot's name, say.")]
        private string profile = "default";

        [SerializeField, Tooltip("The player agrees that what they say may be exported to train models: turn it on only where they were asked.")]
        private bool agreesToTraining;

        [SerializeField, Tooltip("Only for servers that ask for one. Never ship the designer's or the game's: everybody who has the game can read it.")]
        private string token = string.Empty;

        [SerializeField]
        private WorldEvents events = new WorldEvents();

        /// <summary>What all scenes share; null: the defaults.</summary>
        public SoliloquySettings? Settings { get => settings; set => settings = value; }

        /// <summary>Where the server is; empty: as <see cref="Settings"/> say.</summary>
        public string ServerUrl { get => serverUrl; set => serverUrl = value; }

        /// <summary>The world's folder name; empty: as <see cref="Settings"/> say, or else the server's own.</summary>
        public string WorldName { get => worldName; set => worldName = value; }

        /// <summary>Which copy of the world; empty: as <see cref="Settings"/> say, or else <c>main</c>.</summary>
        public string InstanceName { get => instanceName; set => instanceName = value; }

        /// <summary>Whether it joins as soon as the scene runs.</summary>
        public bool ConnectOnStart { get => connectOnStart; set => connectOnStart = value; }

        /// <summary>Whether it goes on trying where the server cannot be reached yet, or was restarted.</summary>
        public bool KeepsTrying { get => keepsTrying; set => keepsTrying = value; }

        /// <summary>Whether it asks for whole sentences as well (<see cref="SoliloquyNpc.SentenceSpoken"/>).</summary>
        public bool WantsSentences { get => wantsSentences; set => wantsSentences = value; }

        /// <summary>Milliseconds of each frame for taking in messages; at least one message is taken in each frame.</summary>
        public float BudgetMilliseconds { get => budgetMilliseconds; set => budgetMilliseconds = value; }

        /// <summary>How others see this player.</summary>
        public string PlayerName { get => playerName; set => playerName = value; }

        /// <summary>Where the player arrives: a location's id; empty: where the world starts.</summary>
        public string StartLocation { get => startLocation; set => startLocation = value; }

        /// <summary>Whether NPCs remember this player across sessions.</summary>
        public bool IsRemembered { get => isRemembered; set => isRemembered = value; }

        /// <summary>Which player of this machine: a save slot's name, say.</summary>
        public string Profile { get => profile; set => profile = value; }

        /// <summary>Whether the player agrees that what they say may be exported to train models; counts from the next time the world is joined.</summary>
        public bool AgreesToTraining { get => agreesToTraining; set => agreesToTraining = value; }

        /// <summary>Only for servers that ask for one. Never ship a designer's or the game's token to players.</summary>
        public string Token { get => token; set => token = value; }

        /// <summary>What is wired in the inspector.</summary>
        public WorldEvents Events => events;

        /// <summary>The server's address as it is used.</summary>
        public string EffectiveServerUrl => FirstOf(serverUrl, settings != null ? settings.ServerUrl : string.Empty, SoliloquySettings.DefaultServerUrl);

        /// <summary>The world's folder name as it is used; empty: the server's own.</summary>
        public string EffectiveWorldName => FirstOf(worldName, settings != null ? settings.WorldName : string.Empty);

        /// <summary>The token as it is used; empty: none.</summary>
        public string EffectiveToken => FirstOf(token, settings != null ? settings.PlayerToken : string.Empty);

        /// <summary>What whoever sets this up should know, as a sentence; empty where all is well.</summary>
        public string Problem => playerName.Trim().Length == 0
            ? "Give the player a name: the server refuses players without one."
            : Address.ProblemWith(EffectiveServerUrl) ?? SoliloquySettings.TokenWarning(token);

        /// <summary>Whether NPCs can be spoken to now.</summary>
        public bool IsConnected => _client?.IsConnected ?? false;

        /// <summary>This client's own session id; <c>player:&lt;id&gt;</c> where somebody is addressed.</summary>
        public string SessionId => _client?.SessionId ?? string.Empty;

        /// <summary>The world as this client may see it, by the names of docs/protocol.md; empty until connected. Read it anew each time: it
        /// is replaced after a reconnection.</summary>
        public IReadOnlyDictionary<string, object?> State => Client.State;

        internal bool IsOpen => _lifetime != null;

        internal SoliloquyClient Client => _client ??= NewClient();

        /// <summary>The world that a component belongs to: the nearest above or beside it, or else any that is enabled; null where none is.</summary>
        public static SoliloquyWorld? FindFor(Component component) => Scenes.FindFor(component);

        /// <summary>Joins the world, in the next frame; ends in <see cref="Connected"/> or <see cref="ConnectionFailed"/>.</summary>
        public void Connect() => _isToConnect = true;

        /// <summary>Joins the world, and leaves the one it is in; completes when it is there. Throws <see cref="SoliloquyException"/> where that
        /// cannot be (<c>bad-token</c>, <c>unknown-world</c>, and <c>unreachable</c> unless <see cref="KeepsTrying"/> is set).</summary>
        public async Task ConnectAsync(CancellationToken cancellationToken = default)
        {
            if (_lifetime == null)
            {
                throw new SoliloquyException("not-connected", $"\"{name}\" is not enabled.");
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.Token, cancellationToken);
            var attempt = BeginAttempt();
            LeaveWorld();
            _options.ServerUrl = EffectiveServerUrl;
            _options.World = EffectiveWorldName;
            _options.Instance = FirstOf(instanceName, settings != null ? settings.InstanceName : string.Empty, "main");
            _options.Token = EffectiveToken;
            _options.PlayerName = playerName;
            _options.PlayerId = isRemembered ? PlayerIdentity.Of(profile) : string.Empty;
            _options.StartLocation = startLocation;
            _options.AgreesToTraining = agreesToTraining;
            _options.WantsSentences = wantsSentences;
            _options.KeepsTrying = keepsTrying;
            await ConnectAsync(attempt, either.Token);
        }

        /// <summary>Leaves the world, for good. Turns under way end here as failed.</summary>
        public void Disconnect()
        {
            _isToConnect = false;
            var attempt = _attempt;
            LeaveWorld();
            TakeAwaited(attempt)?.TrySetCanceled();
        }

        /// <summary>Says something to whoever is here, or to one persona, and waits for the whole reply; first for the world, while it is being
        /// joined. Throws <see cref="SoliloquyException"/> where the server refuses.</summary>
        public Task<Turn> SayAsync(string text, string? npc = null, SayOptions? options = null, CancellationToken cancellationToken = default) =>
            CallAsync(either => Client.SayAsync(text, npc, options, either), cancellationToken);

        /// <summary>As <see cref="SayAsync"/>, for coroutines.</summary>
        public Saying Say(string text, string? npc = null, SayOptions? options = null) => new Saying(() => SayAsync(text, npc, options));

        /// <summary>Sends a message of docs/protocol.md. False where there is no connection.</summary>
        public bool Send(string type, IReadOnlyDictionary<string, object?>? payload = null) => Client.Send(type, payload);

        /// <summary>Sends a message and waits for what the server says to it. Throws <see cref="SoliloquyException"/> where it refuses.</summary>
        public Task<object?> RequestAsync(string type, IReadOnlyDictionary<string, object?>? payload = null, CancellationToken cancellationToken = default) =>
            CallAsync(either => Client.RequestAsync(type, payload, either), cancellationToken);

        /// <summary>Tells the world that something happened, which NPCs there perceive; with <paramref name="promptsReply"/> they react. Players
        /// may where the world allows it (<c>playersMay: [event]</c>).</summary>
        public Task ReportEventAsync(string text, string? location = null, bool promptsReply = false, CancellationToken cancellationToken = default) =>
            CallAsync<object?>(
                async either =>
                {
                    await Client.ReportEventAsync(text, location, promptsReply, either);
                    return null;
                },
                cancellationToken);

        /// <summary>What is known of an NPC, by the names of docs/protocol.md; empty where it is not there.</summary>
        public IReadOnlyDictionary<string, object?> GetNpcState(string persona) => State.Part("npcs").Part(persona);

        /// <summary>The name behind an address such as <c>npc:mara</c> or <c>player:…</c>; empty where nobody of that address is there.</summary>
        public string NameOf(string address) => Client.NameOf(address);
    }
}
