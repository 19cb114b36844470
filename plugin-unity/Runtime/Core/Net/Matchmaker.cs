#nullable enable
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Wire;

namespace Soliloquy.Net
{
    /// <summary>Asks the server for a seat: the HTTP half of joining (Colyseus 0.18 match-making).</summary>
    internal sealed class Matchmaker
    {
        private readonly IHttp _http;

        public Matchmaker(IHttp http)
        {
            _http = http;
        }

        /// <summary>Joins or opens a room of the type <c>world</c>. Throws <see cref="SoliloquyException"/> with the server's own code,
        /// <c>unreachable</c>, <c>bad-address</c> or <c>bad-answer</c>.</summary>
        public Task<Seat> AskAsync(string address, IReadOnlyDictionary<string, object?> options, string? token, CancellationToken cancellationToken) =>
            PostAsync(address, "joinOrCreate/world", options, token, cancellationToken);

        /// <summary>Asks for the seat one had, within the time the server keeps it.</summary>
        public Task<Seat> AskAgainAsync(string address, string roomId, string reconnectionToken, string? token, CancellationToken cancellationToken)
        {
            var body = new Dictionary<string, object?> { ["reconnectionToken"] = reconnectionToken };
            return PostAsync(address, "reconnect/" + Uri.EscapeDataString(roomId), body, token, cancellationToken);
        }

        private async Task<Seat> PostAsync(string address, string path, IReadOnlyDictionary<string, object?> body, string? token, CancellationToken cancellationToken)
        {
            var server = Address.Parse(address);
            var root = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
            var answer = await _http.PostAsync(new Uri($"{root}/matchmake/{path}"), Json.Write(body), token, cancellationToken);
            if (answer.Status == 0)
            {
                throw new SoliloquyException("unreachable", $"No Soliloquy server answers at {root}. Is it running (npm start), and is the address right?");
            }

            var json = Json.ReadObject(answer.Body) ?? new Dictionary<string, object?>();
            if (answer.Status < 200 || answer.Status > 299)
            {
                throw Refusal(answer.Status, json);
            }

            if (!(Text(json, "roomId") is string roomId && Text(json, "sessionId") is string sessionId && Text(json, "processId") is string processId))
            {
                throw new SoliloquyException("bad-answer", $"What answers at {root} is no Soliloquy server.");
            }

            var scheme = server.Scheme == "https" ? "wss" : "ws";
            var host = Text(json, "publicAddress") is string publicAddress && publicAddress.Length > 0
                ? publicAddress
                : root.Substring(root.IndexOf("://", StringComparison.Ordinal) + 3);
            return new Seat(roomId, sessionId, $"{scheme}://{host}/{processId}/{roomId}");
        }

        /// <summary>A refusal reads <c>code: sentence</c>; Colyseus' own, and a proxy's, do not.</summary>
        private static SoliloquyException Refusal(int status, Dictionary<string, object?> json)
        {
            var text = Text(json, "error") ?? string.Empty;
            var colon = text.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && text.IndexOf(' ') == colon + 1)
            {
                return new SoliloquyException(text.Substring(0, colon), text.Substring(colon + 2));
            }

            if (status == 503)
            {
                return new SoliloquyException("shutting-down", "The server is shutting down; try again in a moment.");
            }

            return new SoliloquyException($"http-{status}", text.Length > 0 ? text : $"The server refused with HTTP status {status}.");
        }

        private static string? Text(Dictionary<string, object?> json, string key) => json.TryGetValue(key, out var value) ? value as string : null;
    }
}
