#nullable enable
#if !UNITY_WEBGL || UNITY_EDITOR
using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Net
{
    /// <summary>HTTP for desktop and mobile.</summary>
    public sealed class DesktopHttp : IHttp
    {
        private static readonly TimeSpan PatienceForAnswer = TimeSpan.FromSeconds(10);

        // One for all: each has a pool of connections of its own.
        private static readonly HttpClient Client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1 << 20 };

        /// <inheritdoc/>
        public async Task<HttpAnswer> PostAsync(Uri address, string json, string? token, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (!string.IsNullOrEmpty(token))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(PatienceForAnswer);
            try
            {
                using var response = await Client.SendAsync(request, deadline.Token).ConfigureAwait(false);
                return new HttpAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync().ConfigureAwait(false));
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // No such host, a refused connection, a broken answer, no answer in time: nobody we can talk to.
                return new HttpAnswer(0, string.Empty);
            }
        }
    }
}
#endif
