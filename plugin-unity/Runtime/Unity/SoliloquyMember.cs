#nullable enable
using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>What is part of a <see cref="SoliloquyWorld"/>: finds it, also when it is enabled later, and takes part while enabled.</summary>
    public abstract class SoliloquyMember : MonoBehaviour
    {
        [SerializeField, Tooltip("The world it is part of. Empty: the nearest one.")]
        private SoliloquyWorld? world;

        private readonly CancellationTokenSource _destroyed = new CancellationTokenSource();
        private SoliloquyWorld? _joined;

        /// <summary>The world it is part of. Set: to be part of that one; null: of the nearest.</summary>
        public SoliloquyWorld? World
        {
            get => _joined != null ? _joined : world;
            set
            {
                world = value;
                if (isActiveAndEnabled)
                {
                    Leave();
                    JoinUnlessJoined();
                }
            }
        }

        /// <summary>The world that it takes part in; null where none is there, or this component is not enabled.</summary>
        internal SoliloquyWorld? Joined => _joined != null ? _joined : null;

        /// <summary>Cancelled when this component is destroyed.</summary>
        private protected CancellationToken Destroyed => _destroyed.Token;

        internal void JoinUnlessJoined()
        {
            if (_joined != null)
            {
                return;
            }

            var found = world != null ? world : Scenes.FindFor(this);
            if (found != null && found.isActiveAndEnabled && found.IsOpen)
            {
                _joined = found;
                found.Add(this);
                OnJoined(found.Client);
            }
        }

        internal void Leave()
        {
            // Not Unity's comparison: what it left may have been destroyed already.
            if (_joined is SoliloquyWorld left)
            {
                OnLeaving();
                _joined = null;
                left.Remove(this);
                OnLeft(left);
            }
        }

        /// <summary>Tells what was so before it took part; called once, in the world's next frame.</summary>
        internal abstract void CatchUp();

        /// <summary>The world's state changed.</summary>
        internal virtual void OnStateChanged()
        {
        }

        private protected abstract void OnJoined(SoliloquyClient client);

        private protected abstract void OnLeaving();

        private protected virtual void OnLeft(SoliloquyWorld left)
        {
        }

        /// <summary>Runs a call that ends with this component, with its world, or when it is cancelled.</summary>
        private protected async Task<T> CallAsync<T>(Func<SoliloquyWorld, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(Destroyed, cancellationToken);
            either.Token.ThrowIfCancellationRequested();
            var through = Joined;
            if (through == null)
            {
                throw new SoliloquyException("not-connected", $"\"{name}\" has no SoliloquyWorld: add one to the scene, and see that both are enabled.");
            }

            return await call(through, either.Token);
        }

        private void OnEnable()
        {
            Scenes.Add(this);
            JoinUnlessJoined();
        }

        private void OnDisable()
        {
            Scenes.Remove(this);
            Leave();
        }

        private void OnDestroy()
        {
            // Whoever awaits it goes on now, and not in a later play mode.
            Listeners.Guard(_destroyed.Cancel);
        }
    }
}
