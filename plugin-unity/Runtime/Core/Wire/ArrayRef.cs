#nullable enable
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>A list of the state. What is deleted leaves a hole until the frame goes on elsewhere: until then the server counts it.</summary>
    internal sealed class ArrayRef : StateRef
    {
        /// <summary>How many entries may be missing before one that is set: more is a broken frame, and would cost memory.</summary>
        private const int MaxGap = 1024;

        private static readonly object Hole = new object();

        private bool _hasHoles;
        private int _gap;

        public ArrayRef(int id, SchemaField field) : base(id)
        {
            Field = field;
        }

        public SchemaField Field { get; }

        public List<object?> Items { get; } = new List<object?>();

        /// <summary>One for each item.</summary>
        public List<int> ChildIds { get; } = new List<int>();

        public override object Value => Items;

        public override IEnumerable<int> Children => ChildIds;

        /// <summary>Whether there is an entry, and not only the place of one.</summary>
        public bool IsFilled(int index) => index < Items.Count && !ReferenceEquals(Items[index], Hole);

        /// <summary>Whether a value may be set at a place: at most so far behind the end.</summary>
        public bool IsInReach(int index) => (long)index - Items.Count + _gap <= MaxGap;

        public void Insert(int index, object? value, int childId)
        {
            Items.Insert(index, value);
            ChildIds.Insert(index, childId);
        }

        /// <summary>Sets an entry, behind the end, too.</summary>
        public void Put(int index, object? value, int childId)
        {
            for (; index > Items.Count; _gap++)
            {
                Items.Add(Hole);
                ChildIds.Add(0);
                _hasHoles = true;
            }

            if (index == Items.Count)
            {
                Items.Add(value);
                ChildIds.Add(childId);
                return;
            }

            Items[index] = value;
            ChildIds[index] = childId;
        }

        public void RemoveAt(int index)
        {
            Items.RemoveAt(index);
            ChildIds.RemoveAt(index);
        }

        public void Reverse()
        {
            Items.Reverse();
            ChildIds.Reverse();
        }

        public void Clear()
        {
            Items.Clear();
            ChildIds.Clear();
        }

        /// <summary>Takes an entry out and leaves its place, if there is one.</summary>
        public void MakeHole(int index)
        {
            if (index < Items.Count)
            {
                Items[index] = Hole;
                ChildIds[index] = 0;
                _hasHoles = true;
            }
        }

        public void CloseHoles()
        {
            if (!_hasHoles)
            {
                return;
            }

            _hasHoles = false;
            _gap = 0;
            var kept = 0;
            for (var index = 0; index < Items.Count; index++)
            {
                if (!ReferenceEquals(Items[index], Hole))
                {
                    Items[kept] = Items[index];
                    ChildIds[kept] = ChildIds[index];
                    kept++;
                }
            }

            Items.RemoveRange(kept, Items.Count - kept);
            ChildIds.RemoveRange(kept, ChildIds.Count - kept);
        }
    }
}
