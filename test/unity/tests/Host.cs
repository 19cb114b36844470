using System;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Soliloquy.Tests
{
    /// <summary>The test's Node side: starts servers, cuts lines, hands out vectors. Its address is in SOLILOQUY_TEST_HOST.</summary>
    internal static class Host
    {
        private static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };

        /// <summary>Calls one of its functions, and returns what that returned.</summary>
        public static async Task<JsonElement> AskAsync(string name, object? body = null)
        {
            var address = Environment.GetEnvironmentVariable("SOLILOQUY_TEST_HOST")
                ?? throw new InvalidOperationException("Run these tests by `npx vitest run test/unity`: it starts the server they need.");
            using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
            using var response = await Http.PostAsync($"{address}/control/{name}", content);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 }).RootElement
                : throw new InvalidOperationException($"{name} failed: {text}");
        }
    }
}
