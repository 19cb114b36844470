#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy
{
    /// <summary>
    /// A game's connection to a Soliloquy server: joins a world, keeps its state, and comes back when the connection is lost. Knows
    /// nothing of Unity. Call <see cref="Poll"/> every frame: all events are raised in it, and all awaited calls go on from it.
    /// </summary>
    public sealed partial class SoliloquyClient : IDisposable
    {
        private const string PlayerPrefix = "player:";

        private readonly ClientOptions _options;
        private readonly Connection _connection;
        private readonly Turns _turns;
        private readonly Dictionary<string, Npc> _npcs = new Dictionary<string, Npc>();
        private TaskCompletionSource<bool>? _connecting;

        /// <summary>A client that is not connected yet.</summary>
        public SoliloquyClient(ClientOptions options)
        {
            _options = options;
            _turns = new Turns(() => PlayerPrefix + SessionId);
            _connection = new Connection(options.NewSocket ?? Platform.NewSocket, options.Http ?? Platform.Http);
            _connection.Connected += OnConnected;
            _connection.Lost += OnLost;
            _connection.Failed += OnFailed;
            _connection.StateChanged += OnStateChanged;
            _connection.MessageReceived += OnMessage;
            _connection.DeltaReceived = _turns.TakeDelta;
            _turns.Started += turn => ForSpeaker(turn, npc => npc.BeginTurn(turn), TurnStarted);
            _turns.Grew = OnTurnGrew;
            _turns.SentenceSpoken += (turn, span, text) => ForSpeaker(turn, npc => npc.SpeakSentence(turn, span, text), null);
            _turns.Finished += turn => ForSpeaker(turn, npc => npc.EndTurn(turn), TurnFinished);
            _turns.Retracted += OnRetracted;
        }

        /// <summary>Whether NPCs can be spoken to now.</summary>
        public bool IsConnected => _connection.IsOpen;

        /// <summary>This client's own session id; <c>player:&lt;id&gt;</c> where somebody is addressed.</summary>
        public string SessionId => _connection.Room.SessionId;

        /// <summary>The world as this client may see it, by the names of docs/protocol.md; empty until connected. Read it anew each time:
        /// it is replaced after a reconnection.</summary>
        public IReadOnlyDictionary<string, object?> State => _connection.Room.State ?? NoState;

        private static readonly Dictionary<string, object?> NoState = new Dictionary<string, object?>();

        /// <summary>Joins the world; completes when it is there. Throws <see cref="SoliloquyException"/> where that cannot be
        /// (<c>bad-token</c>, <c>unknown-world</c>, and <c>unreachable</c> unless <see cref="ClientOptions.KeepsTrying"/> is set).</summary>
        public Task ConnectAsync(CancellationToken cancellationToken = default)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return Task.FromCanceled(cancellationToken);
            }

            Disconnect();
            // Somebody told of the end may have connected elsewhere meanwhile: this call stands.
            TakeConnecting()?.TrySetCanceled(CancellationToken.None);
            var join = new Dictionary<string, object?>
            {
                ["protocol"] = 1,
                ["name"] = _options.PlayerName,
                ["instance"] = _options.Instance,
                ["sentences"] = _options.WantsSentences,
                ["consent"] = _options.AgreesToTraining,
            };
            AddUnlessEmpty(join, "world", _options.World);
            AddUnlessEmpty(join, "location", _options.StartLocation);
            AddUnlessEmpty(join, "player", _options.PlayerId);
            var connecting = new TaskCompletionSource<bool>();
            _connecting = connecting;
            _connection.Open(_options.ServerUrl, join, _options.Token, _options.KeepsTrying);
            return AwaitConnectionAsync(connecting, cancellationToken);
        }

        /// <summary>Leaves the world, for good. Turns under way end here as failed.</summary>
        public void Disconnect()
        {
            var connecting = TakeConnecting();
            var hadState = State.Count > 0;
            _connection.Close();
            _turns.EndAll();
            if (hadState)
            {
                OnStateChanged();
            }

            connecting?.TrySetCanceled();
        }

        /// <inheritdoc/>
        public void Dispose() => Disconnect();

        /// <summary>Takes in what came and raises its events. To be called every frame, even while the game is paused.
        /// <paramref name="isEnough"/> is asked before each message: true leaves the rest for the next frame.</summary>
        public void Poll(Func<bool>? isEnough = null)
        {
            _connection.Poll(isEnough);
            _turns.Expire(DateTime.UtcNow);
        }

        /// <summary>A character of the world, by its persona's file name. The same object each time.</summary>
        public Npc GetNpc(string persona)
        {
            if (!_npcs.TryGetValue(persona, out var npc))
            {
                npc = new Npc(this, persona);
                _npcs[persona] = npc;
                npc.UpdateState();
                if (_turns.RunningOf(persona) is Turn running)
                {
                    npc.JoinTurn(running);
                }
            }

            return npc;
        }

        /// <summary>The name behind an address such as <c>npc:mara</c> or <c>player:…</c>; empty where nobody of that address is there.</summary>
        public string NameOf(string address)
        {
            var kind = address.StartsWith(PlayerPrefix, StringComparison.Ordinal) ? "players" : "npcs";
            return State.Part(kind).Part(address.Substring(address.IndexOf(':') + 1)).Text("name");
        }

        /// <summary>Says something to whoever is here, or to <paramref name="npc"/>, and waits for the whole reply. Throws
        /// <see cref="SoliloquyException"/> where the server refuses.</summary>
        public async Task<Turn> SayAsync(string text, string? npc = null, SayOptions? options = null, CancellationToken cancellationToken = default)
        {
            var turn = await BeginSayAsync(text, npc, options, cancellationToken);
            return await turn.FinishedAsync(cancellationToken);
        }

        /// <summary>Says something, and returns the turn that will answer as soon as the server has named it.</summary>
        public async Task<Turn> BeginSayAsync(string text, string? npc = null, SayOptions? options = null, CancellationToken cancellationToken = default)
        {
            var message = new Dictionary<string, object?> { ["text"] = text };
            AddUnlessEmpty(message, "npc", npc ?? string.Empty);
            AddUnlessEmpty(message, "action", options?.Action ?? string.Empty);
            if (options?.IsWhisper ?? false)
            {
                message["whisper"] = true;
            }

            var answer = await RequestAsync("say", message, cancellationToken) as Dictionary<string, object?>;
            var turn = _turns.Of(answer.Text("turn"));
            if (turn.Npc.Length == 0)
            {
                turn.Npc = answer.Text("npc");
            }

            return turn;
        }

        /// <summary>Goes to a location of the world. Throws <see cref="SoliloquyException"/> where the server refuses.</summary>
        public Task MoveAsync(string location, CancellationToken cancellationToken = default) =>
            RequestAsync("move", new Dictionary<string, object?> { ["location"] = location }, cancellationToken);

        /// <summary>Tells the world that something happened, which NPCs there perceive; with <paramref name="promptsReply"/> they react.</summary>
        public Task ReportEventAsync(string text, string? location = null, bool promptsReply = false, CancellationToken cancellationToken = default)
        {
            var message = new Dictionary<string, object?> { ["text"] = text, ["prompt"] = promptsReply };
            AddUnlessEmpty(message, "location", location ?? string.Empty);
            return RequestAsync("event", message, cancellationToken);
        }

        /// <summary>Sends a message of docs/protocol.md. False where there is no connection.</summary>
        public bool Send(string type, IReadOnlyDictionary<string, object?>? payload = null) => _connection.Room.Send(type, payload);

        /// <summary>Sends a message and waits for what the server says to it. Throws <see cref="SoliloquyException"/> where it refuses.</summary>
        public Task<object?> RequestAsync(string type, IReadOnlyDictionary<string, object?>? payload = null, CancellationToken cancellationToken = default) =>
            _connection.Room.RequestAsync(type, payload, cancellationToken);

        private async Task AwaitConnectionAsync(TaskCompletionSource<bool> connecting, CancellationToken cancellationToken)
        {
            try
            {
                await connecting.Task.WithCancellation(cancellationToken);
            }
            catch (OperationCanceledException) when (connecting == _connecting)
            {
                Disconnect();
                throw;
            }
        }

        private TaskCompletionSource<bool>? TakeConnecting()
        {
            var taken = _connecting;
            _connecting = null;
            return taken;
        }

        private static void AddUnlessEmpty(Dictionary<string, object?> message, string key, string value)
        {
            if (value.Length > 0)
            {
                message[key] = value;
            }
        }
    }
}
