using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;

namespace Soliloquy.Tests
{
    /// <summary>A socket that keeps every byte that comes through it.</summary>
    internal sealed class Eavesdropper : ISocket
    {
        private readonly ISocket _inner = Platform.NewSocket();
        private readonly MemoryStream _heard;

        public Eavesdropper(MemoryStream heard)
        {
            _heard = heard;
        }

        public int? CloseCode => _inner.CloseCode;

        /// <summary>Whether a text is among the bytes.</summary>
        public static bool Heard(MemoryStream heard, string text) => heard.GetBuffer().AsSpan(0, (int)heard.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

        public Task ConnectAsync(Uri address, CancellationToken cancellationToken) => _inner.ConnectAsync(address, cancellationToken);

        public void Send(byte[] frame) => _inner.Send(frame);

        public bool TryReceive(out ArraySegment<byte> frame)
        {
            var hasCome = _inner.TryReceive(out frame);
            if (hasCome)
            {
                _heard.Write(frame);
            }

            return hasCome;
        }

        public void Close() => _inner.Close();

        public void Dispose() => _inner.Dispose();
    }
}
