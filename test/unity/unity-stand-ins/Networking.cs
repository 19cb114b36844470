using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace UnityEngine.Networking
{
    public class UploadHandler
    {
        public string contentType { get; set; }
    }

    public sealed class UploadHandlerRaw : UploadHandler
    {
        public UploadHandlerRaw(byte[] data)
        {
            Data = data;
        }

        internal byte[] Data { get; }
    }

    public class DownloadHandler
    {
        public string text { get; internal set; }
    }

    public sealed class DownloadHandlerBuffer : DownloadHandler
    {
    }

    public class UnityWebRequestAsyncOperation
    {
        public event Action<UnityWebRequestAsyncOperation> completed;

        internal void Complete() => completed?.Invoke(this);
    }

    /// <summary>Asks for real; is answered in a frame of the player loop.</summary>
    public class UnityWebRequest : IDisposable
    {
        public const string kHttpVerbPOST = "POST";

        private static readonly HttpClient Client = new HttpClient();

        private readonly Dictionary<string, string> _headers = new Dictionary<string, string>();
        private readonly CancellationTokenSource _aborted = new CancellationTokenSource();
        private readonly string _url;
        private readonly string _method;

        public UnityWebRequest(string url, string method)
        {
            (_url, _method) = (url, method);
            Live++;
        }

        public enum Result
        {
            InProgress,
            Success,
            ConnectionError,
            ProtocolError,
            DataProcessingError,
        }

        /// <summary>Requests that nobody disposed of.</summary>
        internal static int Live { get; private set; }

        public UploadHandler uploadHandler { get; set; }

        public DownloadHandler downloadHandler { get; set; }

        public int timeout { get; set; }

        public long responseCode { get; private set; }

        public Result result { get; private set; }

        public void SetRequestHeader(string name, string value) => _headers[name] = value;

        public UnityWebRequestAsyncOperation SendWebRequest()
        {
            var operation = new UnityWebRequestAsyncOperation();
            var asked = AskAsync();
            PlayMode.Pending.Add(() =>
            {
                if (!asked.IsCompleted)
                {
                    return false;
                }

                (result, responseCode, downloadHandler.text) = asked.Result;
                operation.Complete();
                return true;
            });
            return operation;
        }

        public void Dispose()
        {
            _aborted.Cancel();
            Live--;
        }

        private async Task<(Result Result, long Code, string Text)> AskAsync()
        {
            try
            {
                using var request = new HttpRequestMessage(new HttpMethod(_method), _url) { Content = new ByteArrayContent(((UploadHandlerRaw)uploadHandler).Data) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", uploadHandler.contentType);
                foreach (var header in _headers)
                {
                    request.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }

                using var answer = await Client.SendAsync(request, _aborted.Token).ConfigureAwait(false);
                var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
                return (answer.IsSuccessStatusCode ? Result.Success : Result.ProtocolError, (long)answer.StatusCode, text);
            }
            catch (Exception)
            {
                return (Result.ConnectionError, 0, string.Empty);
            }
        }
    }
}
