#nullable enable
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>The structures of the state by their number, and how often each stands in it: what stands nowhere any more is forgotten.</summary>
    internal sealed class StateRefs
    {
        public const int Root = 0;

        private readonly Dictionary<int, StateRef> _refs = new Dictionary<int, StateRef>();
        private readonly HashSet<int> _released = new HashSet<int>();

        /// <summary>What was there already and was put somewhere else in this frame.</summary>
        private readonly List<int> _moves = new List<int>();

        public int Count => _refs.Count;

        public StateRef? Find(int id) => _refs.TryGetValue(id, out var found) ? found : null;

        public void Add(StateRef added) => _refs[added.Id] = added;

        /// <summary>It stands in the state; once more than before where <paramref name="isNew"/>.</summary>
        public void Retain(StateRef retained, bool isNew)
        {
            if (isNew)
            {
                retained.Count++;
            }

            _released.Remove(retained.Id);
        }

        /// <summary>It was there already, and is put somewhere else now.</summary>
        public void NoteMove(StateRef moved) => _moves.Add(moved.Id);

        /// <summary>Whether something stands within itself since this frame. To be called at its end, before garbage is collected.</summary>
        public bool HasRing()
        {
            if (_moves.Count == 0)
            {
                return false;
            }

            var done = new HashSet<int>();
            var hasRing = _moves.Exists(moved => moved == Root || LeadsToRing(moved, done));
            _moves.Clear();
            return hasRing;
        }

        /// <summary>It stands in the state once less.</summary>
        public void Release(int id)
        {
            if (id == Root || !_refs.TryGetValue(id, out var released) || released.Count == 0)
            {
                return;
            }

            released.Count--;
            if (released.Count == 0)
            {
                _released.Add(id);
            }
        }

        /// <summary>All that is in it stands in the state once less.</summary>
        public void ReleaseAll(StateRef cleared)
        {
            foreach (var id in cleared.Children)
            {
                Release(id);
            }
        }

        /// <summary>Forgets what stands nowhere any more, and what stood only in it. To be called at the end of a frame.</summary>
        public void CollectGarbage()
        {
            if (_released.Count == 0)
            {
                return;
            }

            var queue = new Queue<int>(_released);
            while (queue.Count > 0)
            {
                var id = queue.Dequeue();
                if (!_refs.TryGetValue(id, out var gone) || gone.Count > 0)
                {
                    continue;
                }

                foreach (var child in new List<int>(gone.Children))
                {
                    if (child == Root || _released.Contains(child))
                    {
                        continue;
                    }

                    Release(child);
                    if (_released.Contains(child))
                    {
                        queue.Enqueue(child);
                    }
                }

                _refs.Remove(id);
            }

            _released.Clear();
        }

        /// <summary>Without recursion: a state may be nested deeper than a stack is.</summary>
        private bool LeadsToRing(int from, HashSet<int> done)
        {
            var path = new HashSet<int>();
            var stack = new Stack<(int Id, IEnumerator<int> Children)>();
            void Enter(int id)
            {
                if (!done.Contains(id) && _refs.TryGetValue(id, out var entered))
                {
                    path.Add(id);
                    stack.Push((id, entered.Children.GetEnumerator()));
                }
            }

            Enter(from);
            while (stack.Count > 0)
            {
                var (id, children) = stack.Peek();
                if (!children.MoveNext())
                {
                    stack.Pop();
                    path.Remove(id);
                    done.Add(id);
                }
                else if (path.Contains(children.Current))
                {
                    return true;
                }
                else if (children.Current != Root)
                {
                    Enter(children.Current);
                }
            }

            return false;
        }
    }
}
