#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Net
{
    /// <summary>What a server answered to a request.</summary>
    public readonly struct HttpAnswer
    {
        /// <summary>An answer with its HTTP status; 0 where nobody answered.</summary>
        public HttpAnswer(int status, string body)
        {
            Status = status;
            Body = body;
        }

        /// <summary>The HTTP status; 0 where nobody answered.</summary>
        public int Status { get; }

        /// <summary>What was answered, as text.</summary>
        public string Body { get; }
    }

    /// <summary>The one HTTP call this client makes: match-making. There is one for desktop and mobile (<c>DesktopHttp</c>) and one by
    /// UnityWebRequest for WebGL.</summary>
    public interface IHttp
    {
        /// <summary>Posts JSON. Returns status 0 where nobody answers within ten seconds; throws only when it was cancelled.</summary>
        Task<HttpAnswer> PostAsync(Uri address, string json, string? token, CancellationToken cancellationToken);
    }
}
