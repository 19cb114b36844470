#nullable enable
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Debug = UnityEngine.Debug;

namespace Soliloquy
{
    public sealed partial class SoliloquyWorld
    {
        private readonly List<SoliloquyMember> _members = new List<SoliloquyMember>();
        private readonly List<SoliloquyMember> _newcomers = new List<SoliloquyMember>();
        private readonly Roster _roster = new Roster();
        private readonly ClientOptions _options = new ClientOptions();
        private readonly Stopwatch _frame = new Stopwatch();
        private SoliloquyClient? _client;
        private CancellationTokenSource? _lifetime;
        private Action? _poll;
        private TaskCompletionSource<bool>? _awaited;
        private bool _isToConnect;
        private bool _isConnecting;
        private int _attempt;
        private int _taken;

        internal Task<Turn> BeginSayAsync(string text, string npc, SayOptions? options, CancellationToken cancellationToken) =>
            CallAsync(either => Client.BeginSayAsync(text, npc, options, either), cancellationToken);

        /// <summary>Whoever is the player here; null where no such component is.</summary>
        internal SoliloquyPlayer? FindPlayer() => _members.Find(member => member is SoliloquyPlayer) as SoliloquyPlayer;

        internal void Add(SoliloquyMember member)
        {
            _members.Add(member);
            _newcomers.Add(member);
        }

        internal void Remove(SoliloquyMember member)
        {
            _members.Remove(member);
            _newcomers.Remove(member);
        }

        private static string FirstOf(params string[] texts) => Array.Find(texts, text => !string.IsNullOrWhiteSpace(text)) ?? string.Empty;

        private void OnEnable()
        {
            _lifetime = new CancellationTokenSource();
            // In the first frame: by then everybody listens.
            _isToConnect = connectOnStart;
            Scenes.Add(this);
        }

        private void Update()
        {
            CatchUp();
            if (_isToConnect)
            {
                _ = ConnectQuietlyAsync();
            }

            _taken = 0;
            _frame.Restart();
            // Nothing here may stop the messages behind it.
            Listeners.Guard(_poll ??= NewPoll());
        }

        private void OnDisable()
        {
            Scenes.Remove(this);
            var lifetime = _lifetime;
            _lifetime = null;
            if (lifetime != null)
            {
                Listeners.Guard(lifetime.Cancel);
                lifetime.Dispose();
            }

            _isToConnect = false;
            _roster.Forget();
            // Who is torn down with its scene is told of nothing; who is in another, or outlives scenes, is.
            LetGo(member => !member.gameObject.scene.isLoaded);
            _client?.Disconnect();
            LetGo(member => true);
        }

        private void LetGo(Predicate<SoliloquyMember> isMeant)
        {
            foreach (var member in _members.FindAll(isMeant))
            {
                member.Leave();
            }
        }

        private void CatchUp()
        {
            while (_newcomers.Count > 0)
            {
                var newcomer = _newcomers[0];
                _newcomers.RemoveAt(0);
                newcomer.CatchUp();
            }
        }

        private Action NewPoll()
        {
            // Made once: a frame without messages leaves no garbage.
            Func<bool> isEnough = IsEnough;
            return () => Client.Poll(isEnough);
        }

        private bool IsEnough() => _taken++ > 0 && _frame.Elapsed.TotalMilliseconds >= budgetMilliseconds;

        private async Task ConnectQuietlyAsync()
        {
            try
            {
                await ConnectAsync();
            }
            catch (SoliloquyException)
            {
                // Told by ConnectionFailed.
            }
            catch (OperationCanceledException)
            {
                // Disabled, or connected elsewhere meanwhile.
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }
        }

        /// <summary>Joins, and lets those go on who wait for that; another attempt meanwhile takes them over.</summary>
        private async Task ConnectAsync(int attempt, CancellationToken cancellationToken)
        {
            try
            {
                await Client.ConnectAsync(cancellationToken);
                TakeAwaited(attempt)?.TrySetResult(true);
            }
            catch (OperationCanceledException)
            {
                TakeAwaited(attempt)?.TrySetCanceled(CancellationToken.None);
                throw;
            }
            catch (Exception failure)
            {
                TakeAwaited(attempt)?.TrySetException(failure);
                throw;
            }
        }

        private void LeaveWorld()
        {
            var wasThere = IsConnected || !_roster.IsEmpty;
            _roster.Forget();
            Client.Disconnect();
            if (wasThere)
            {
                Tell(Disconnected, events.disconnected);
            }
        }

        private int BeginAttempt()
        {
            (_isToConnect, _isConnecting) = (false, true);
            return ++_attempt;
        }

        private TaskCompletionSource<bool>? TakeAwaited(int attempt)
        {
            if (attempt != _attempt)
            {
                return null;
            }

            var taken = _awaited;
            (_awaited, _isConnecting) = (null, false);
            return taken;
        }

        private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_lifetime?.Token ?? CancellationToken.None, cancellationToken);
            if (_isToConnect || (_isConnecting && !IsConnected))
            {
                // Asked for in a Start: by then no world can be there.
                _awaited ??= new TaskCompletionSource<bool>();
                await _awaited.Task.WithCancellation(either.Token);
            }

            return await call(either.Token);
        }
    }
}
