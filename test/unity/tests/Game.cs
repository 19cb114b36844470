using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Soliloquy.Tests
{
    /// <summary>
    /// A game loop around a client: polls it on one thread, as Unity's player loop does, and runs everything else of the test there,
    /// too. Ends with the test.
    /// </summary>
    internal sealed class Game : SynchronizationContext, IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

        private readonly System.Collections.Concurrent.ConcurrentQueue<(SendOrPostCallback Call, object? State)> _posted = new();

        private Game()
        {
        }

        public static int LoopThread { get; private set; }

        /// <summary>Runs a test on a loop of its own.</summary>
        public static void Run(Func<Game, Task> test)
        {
            var before = Current;
            using var game = new Game();
            SetSynchronizationContext(game);
            LoopThread = Environment.CurrentManagedThreadId;
            try
            {
                var task = test(game);
                var clock = Stopwatch.StartNew();
                while (!task.IsCompleted)
                {
                    Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The test did not end within a minute.");
                    game.Frame();
                    Thread.Yield();
                }

                task.GetAwaiter().GetResult();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public event Action? Updated;

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        /// <summary>Polls a client in every frame from now on.</summary>
        public SoliloquyClient Add(SoliloquyClient client)
        {
            Updated += () => client.Poll();
            return client;
        }

        /// <summary>Waits, frame by frame, until something holds; fails, naming what, when that takes too long.</summary>
        public async Task Until(Func<bool> holds, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!holds())
            {
                Assert.True(clock.Elapsed < Patience, $"Waited {Patience.TotalSeconds} s for this: {what}");
                await Task.Yield();
            }
        }

        public void Dispose()
        {
        }

        private void Frame()
        {
            Updated?.Invoke();
            for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var posted); left--)
            {
                posted.Call(posted.State);
            }
        }
    }
}
