#nullable enable
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy.Wire
{
    /// <summary>Requests that wait for the server's answer. Each is settled once: by the answer, by its deadline, or by the end of the
    /// connection.</summary>
    internal sealed class Requests
    {
        /// <summary>Until an answer counts as lost.</summary>
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        // A token may be cancelled on any thread.
        private readonly ConcurrentDictionary<int, Waiting> _waiting = new ConcurrentDictionary<int, Waiting>();
        private int _lastId;

        public int Count => _waiting.Count;

        public int Add(out Task<object?> answer)
        {
            _lastId = (_lastId + 1) & 0x7fffffff;
            var waiting = new Waiting(DateTime.UtcNow + Patience);
            _waiting[_lastId] = waiting;
            answer = waiting.Answer.Task;
            return _lastId;
        }

        /// <summary>Sends a request under a number of its own, and waits for its answer. Throws <see cref="SoliloquyException"/> with the code
        /// of the server's refusal.</summary>
        public async Task<object?> AskAsync(Action<int> send, CancellationToken cancellationToken)
        {
            var id = Add(out var answer);
            try
            {
                send(id);
            }
            catch (SoliloquyException)
            {
                Cancel(id, CancellationToken.None);
                throw;
            }

            using (cancellationToken.Register(() => Cancel(id, cancellationToken)))
            {
                return await answer;
            }
        }

        public void Accept(int id, object? value) => Take(id)?.Answer.TrySetResult(value);

        /// <summary>A refusal as the server gives it: <c>{ code, message }</c>, or a failure's <c>{ name, message }</c>.</summary>
        public void Refuse(int id, object? reason)
        {
            var given = reason as Dictionary<string, object?> ?? new Dictionary<string, object?>();
            var code = Text(given, "code") ?? Text(given, "name") ?? "internal";
            Take(id)?.Answer.TrySetException(new SoliloquyException(code, Text(given, "message") ?? "The server refused without a word."));
        }

        public void Cancel(int id, CancellationToken cancellationToken) => Take(id)?.Answer.TrySetCanceled(cancellationToken);

        public void RefuseAll(string code, string message)
        {
            foreach (var id in new List<int>(_waiting.Keys))
            {
                Take(id)?.Answer.TrySetException(new SoliloquyException(code, message));
            }
        }

        public void Expire(DateTime now)
        {
            if (_waiting.IsEmpty)
            {
                return;
            }

            foreach (var entry in _waiting)
            {
                if (now > entry.Value.Deadline)
                {
                    Take(entry.Key)?.Answer.TrySetException(new SoliloquyException("timeout", $"The server did not answer within {Patience.TotalSeconds} seconds."));
                }
            }
        }

        private Waiting? Take(int id)
        {
            _waiting.TryRemove(id, out var waiting);
            return waiting;
        }

        private static string? Text(Dictionary<string, object?> map, string key) =>
            map.TryGetValue(key, out var value) && value != null ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;

        private sealed class Waiting
        {
            public Waiting(DateTime deadline)
            {
                Deadline = deadline;
            }

            public DateTime Deadline { get; }

            public TaskCompletionSource<object?> Answer { get; } = new TaskCompletionSource<object?>();
        }
    }
}
