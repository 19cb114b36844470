#nullable enable
using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Soliloquy.Net;
using UnityEngine.Networking;

namespace Soliloquy
{
    /// <summary>Match-making by UnityWebRequest: what there is on WebGL, and works everywhere. To be called on the main thread.</summary>
    public sealed class UnityWebRequestHttp : IHttp
    {
        private const int PatienceSeconds = 10;

        /// <inheritdoc/>
        public async Task<HttpAnswer> PostAsync(Uri address, string json, string? token, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Disposing it aborts it, too.
            using var request = new UnityWebRequest(address.AbsoluteUri, UnityWebRequest.kHttpVerbPOST)
            {
                uploadHandler = new UploadHandlerRaw(Encoding.UTF8.GetBytes(json)) { contentType = "application/json" },
                downloadHandler = new DownloadHandlerBuffer(),
                timeout = PatienceSeconds,
            };
            request.SetRequestHeader("Accept", "application/json");
            if (!string.IsNullOrEmpty(token))
            {
                request.SetRequestHeader("Authorization", "Bearer " + token);
            }

            var done = new TaskCompletionSource<bool>();
            request.SendWebRequest().completed += _ => done.TrySetResult(true);
            using (cancellationToken.Register(() => done.TrySetCanceled(cancellationToken)))
            {
                await done.Task;
            }

            return request.result == UnityWebRequest.Result.Success || request.result == UnityWebRequest.Result.ProtocolError
                ? new HttpAnswer((int)request.responseCode, request.downloadHandler.text)
                : new HttpAnswer(0, string.Empty);
        }
    }
}
