#nullable enable
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
}
