#nullable enable
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.EditorTools
{
    /// <summary>Tries whether a server can be joined, and says in words what it found: what the button "Test connection" does. Joins as
    /// a player, looks, and leaves. Call <see cref="Poll"/> until <see cref="Report"/> is there.</summary>
    public sealed class ConnectionTest : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

        private readonly SoliloquyClient _client;
        private readonly CancellationTokenSource _ended = new CancellationTokenSource();
        private readonly DateTime _deadline = DateTime.UtcNow + Patience;

        /// <summary>Begins to join.</summary>
        public ConnectionTest(string serverUrl, string worldName, string token)
        {
            _client = new SoliloquyClient(new ClientOptions
            {
                ServerUrl = serverUrl,
                World = worldName,
                Token = token,
                PlayerName = "Connection test",
                // An instance of its own: nobody is greeted, nothing is remembered of it where people play.
                Instance = "connection-test",
                KeepsTrying = false,
            });
            _ = RunAsync(serverUrl);
        }

        /// <summary>What came of it; null until it is over.</summary>
        public ConnectionReport? Report { get; private set; }

        /// <summary>To be called in every update of the editor.</summary>
        public void Poll()
        {
            if (Report != null)
            {
                return;
            }

            _client.Poll();
            if (DateTime.UtcNow > _deadline)
            {
                _ended.Cancel();
            }
        }

        /// <summary>Gives up.</summary>
        public void Dispose()
        {
            _ended.Cancel();
            _client.Dispose();
        }

        private async Task RunAsync(string serverUrl)
        {
            try
            {
                await _client.ConnectAsync(_ended.Token);
                Report = Describe();
            }
            catch (SoliloquyException failure)
            {
                Report = new ConnectionReport(false, $"{failure.Message} ({failure.Code})");
            }
            catch (OperationCanceledException)
            {
                Report = new ConnectionReport(false, $"{serverUrl} did not answer within {Patience.TotalSeconds:0} seconds.");
            }

            _client.Disconnect();
        }

        private ConnectionReport Describe()
        {
            var npcs = _client.State.Part("npcs");
            var names = npcs.Keys.Select(id => $"{npcs.Part(id).Text("name")} ({id})");
            return new ConnectionReport(true, $"Connected to {_client.State.Text("title")}. {npcs.Count} NPCs: {string.Join(", ", names)}.", npcs.Keys.ToList());
        }
    }
}
