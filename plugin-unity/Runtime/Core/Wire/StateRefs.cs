using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>A structure that the server named by a number, and what the protocol needs to remember of it.</summary>
    internal abstract class StateRef
    {
        protected StateRef(int id)
        {
            Id = id;
        }

        public int Id { get; }

        /// <summary>How often it stands in the state.</summary>
        public int Count { get; set; }

        /// <summary>The dictionary or list that stands in the state.</summary>
        public abstract object Value { get; }

        /// <summary>Ids of the structures in it; 0 stands for none.</summary>
        public abstract IEnumerable<int> Children { get; }
    }

    internal sealed class SchemaRef : StateRef
    {
        public SchemaRef(int id, SchemaType type) : base(id)
        {
            Type = type;
            Fields = type.Make();
            ChildIds = new int[type.Fields.Count];
        }

        public SchemaType Type { get; }

        public Dictionary<string, object?> Fields { get; }

        /// <summary>By field index.</summary>
        public int[] ChildIds { get; }

        public override object Value => Fields;

        public override IEnumerable<int> Children => ChildIds;
    }

    internal sealed class MapRef : StateRef
    {
        public MapRef(int id, SchemaField field) : base(id)
        {
            Field = field;
        }

        public SchemaField Field { get; }

        public Dictionary<string, object?> Entries { get; } = new Dictionary<string, object?>();

        /// <summary>By key.</summary>
        public Dictionary<string, int> ChildIds { get; } = new Dictionary<string, int>();

        /// <summary>Keys by the number the server gives them.</summary>
        public Dictionary<int, string> Keys { get; } = new Dictionary<int, string>();

        public override object Value => Entries;

        public override IEnumerable<int> Children => ChildIds.Values;
    }

    internal sealed class ArrayRef : StateRef
    {
        public ArrayRef(int id, SchemaField field) : base(id)
        {
            Field = field;
        }

        public SchemaField Field { get; }

        public List<object?> Items { get; } = new List<object?>();

        /// <summary>One for each item.</summary>
        public List<int> ChildIds { get; } = new List<int>();

        /// <summary>Entries were deleted in this frame, and the holes are still there.</summary>
        public bool HasHoles { get; set; }

        public override object Value => Items;

        public override IEnumerable<int> Children => ChildIds;
    }

    /// <summary>The structures of the state by their number, and how often each stands in it: what stands nowhere any more is forgotten.</summary>
    internal sealed class StateRefs
    {
        public const int Root = 0;

        private readonly Dictionary<int, StateRef> _refs = new Dictionary<int, StateRef>();
        private readonly HashSet<int> _released = new HashSet<int>();

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
    }
}
