using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Tests
{
    /// <summary>How tests join the server of TalkTests and JoiningTests: each in an instance of its own, unless beside another client.</summary>
    internal static class Visit
    {
        private static int _instances;

        private static readonly Dictionary<SoliloquyClient, string> Instances = new();

        public static async Task<ClientOptions> OptionsAsync(string name) => new ClientOptions
        {
            ServerUrl = (await Host.AskAsync("server_url")).GetString()!,
            PlayerName = name,
            Instance = $"talk-{Interlocked.Increment(ref _instances)}",
        };

        public static async Task<SoliloquyClient> JoinAsync(Game game, string name = "Ash", SoliloquyClient? beside = null, string token = "", MemoryStream? heard = null)
        {
            var options = await OptionsAsync(name);
            options.Token = token;
            options.NewSocket = heard == null ? options.NewSocket : () => new Eavesdropper(heard);
            if (beside != null)
            {
                options.Instance = Instances[beside];
            }

            var client = game.Add(new SoliloquyClient(options));
            Instances[client] = options.Instance;
            var isGreeted = false;
            client.TurnFinished += _ => isGreeted = true;
            await client.ConnectAsync();
            // Whoever is there says welcome: what a test looks at comes after it.
            await game.Until(() => isGreeted || token.Length > 0, "the greeting");
            return client;
        }
    }
}
