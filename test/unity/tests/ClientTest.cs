using System;
using System.Collections.Generic;
using System.Linq;

namespace Soliloquy.Tests
{
    /// <summary>A client whose server is a stand-in, which tells it whatever a test wants.</summary>
    public abstract class ClientTest : IDisposable
    {
        private readonly Action<Exception> _logBefore = Platform.LogException;

        protected ClientTest()
        {
            Platform.LogException = Logged.Add;
            Client = Server.NewClient();
        }

        private protected Loopback Server { get; } = new Loopback();

        /// <summary>Not connected yet.</summary>
        protected SoliloquyClient Client { get; }

        protected List<Exception> Logged { get; } = new List<Exception>();

        public void Dispose() => Platform.LogException = _logBefore;

        protected void Give(byte[] frame) => Server.Give(frame);

        protected void Give(string type, params (string Key, object? Value)[] message) => Server.Give(type, Map(message));

        protected static Dictionary<string, object?> Map(params (string Key, object? Value)[] entries) => entries.ToDictionary(entry => entry.Key, entry => entry.Value);
    }
}
