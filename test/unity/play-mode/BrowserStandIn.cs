using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy.Tests
{
    /// <summary>A browser's WebSockets as SoliloquySocket.jslib hands them out, over sockets of .NET.</summary>
    internal sealed class BrowserStandIn : IWebSockets
    {
        private readonly Dictionary<int, Entry> _all = new Dictionary<int, Entry>();
        private int _last;

        public int Live => _all.Count;

        public int Open(string url)
        {
            if (!url.StartsWith("ws", StringComparison.Ordinal))
            {
                return 0;
            }

            _all[++_last] = new Entry(new Uri(url));
            return _last;
        }

        public int State(int handle) => !_all.TryGetValue(handle, out var entry) || entry.Opening.IsFaulted
            ? 1006
            : entry.Opening.IsCompleted ? entry.Socket.CloseCode ?? 1 : 0;

        public void Send(int handle, byte[] frame, int length) => _all[handle].Socket.Send(frame.AsSpan(0, length).ToArray());

        public int NextLength(int handle)
        {
            if (!_all.TryGetValue(handle, out var entry) || !entry.Opening.IsCompletedSuccessfully)
            {
                return -1;
            }

            while (entry.Socket.TryReceive(out var frame))
            {
                entry.Frames.Enqueue(frame.ToArray());
            }

            return entry.Frames.TryPeek(out var next) ? next.Length : -1;
        }

        public void Take(int handle, byte[] buffer) => _all[handle].Frames.Dequeue().CopyTo(buffer, 0);

        public void Close(int handle) => _all[handle].Socket.Close();

        public void Free(int handle)
        {
            _all[handle].Socket.Dispose();
            _all.Remove(handle);
        }

        private sealed class Entry
        {
            public Entry(Uri address)
            {
                Opening = Task.Run(() => Socket.ConnectAsync(address, CancellationToken.None));
            }

            public ISocket Socket { get; } = new DesktopSocket();

            public Task Opening { get; }

            public Queue<byte[]> Frames { get; } = new Queue<byte[]>();
        }
    }
}
