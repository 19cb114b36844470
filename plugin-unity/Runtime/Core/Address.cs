#nullable enable
using System;

namespace Soliloquy
{
    /// <summary>Where a server is, as people write it.</summary>
    public static class Address
    {
        private const string Expected = "expected one such as http://127.0.0.1:2567 or https://npc.example.com";

        /// <summary>What is wrong with an address, as a sentence that says what to do; null where nothing is.</summary>
        public static string? ProblemWith(string address)
        {
            if (string.IsNullOrWhiteSpace(address))
            {
                return $"The server has no address; {Expected}.";
            }

            return TryParse(address, out _) ? null : $"\"{address}\" is no address of a server; {Expected}.";
        }

        /// <summary>The address with <c>http://</c> in front where no scheme was given, and without a slash behind.</summary>
        internal static Uri Parse(string address) =>
            TryParse(address, out var uri) ? uri! : throw new SoliloquyException("bad-address", ProblemWith(address)!);

        private static bool TryParse(string address, out Uri? uri)
        {
            var text = address.Trim().TrimEnd('/');
            if (text.StartsWith("ws://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("wss://", StringComparison.OrdinalIgnoreCase))
            {
                text = "http" + text.Substring(2);
            }
            else if (!text.Contains("://"))
            {
                text = "http://" + text;
            }

            var isUri = Uri.TryCreate(text, UriKind.Absolute, out uri);
            return isUri && (uri!.Scheme == "http" || uri.Scheme == "https") && uri.Host.Length > 0;
        }
    }
}
