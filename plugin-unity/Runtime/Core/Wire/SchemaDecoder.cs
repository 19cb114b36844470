#nullable enable
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Keeps a copy of the server's state: applies its frames (@colyseus/schema 5, Colyseus 0.18) to a tree of dictionaries and
    /// lists. A frame that does not fit throws a <see cref="SoliloquyException"/>, and the state must then be fetched anew; it
    /// never ends in a state that only looks right.
    /// </summary>
    internal sealed class SchemaDecoder
    {
        private const int SwitchToStructure = 255;

        private readonly ChildReader _children;
        private readonly ArrayDecoder _arrays;
        private readonly StateRefs _refs = new StateRefs();
        private readonly SchemaRef _root;

        /// <summary>Begins with an empty state of a class; <paramref name="types"/> are the classes that may stand in it, by id.</summary>
        public SchemaDecoder(SchemaType root, IReadOnlyDictionary<int, SchemaType> types)
        {
            _children = new ChildReader(types, _refs);
            _arrays = new ArrayDecoder(_children, _refs);
            _root = new SchemaRef(StateRefs.Root, root) { Count = 1 };
            _refs.Add(_root);
        }

        /// <summary>The state: fields by name; nested schemas and maps are dictionaries, arrays are lists.</summary>
        public Dictionary<string, object?> State => _root.Fields;

        public int RefCount => _refs.Count;

        /// <summary>Applies what is left of a frame. Throws <see cref="SoliloquyException"/>.</summary>
        public void Apply(ByteReader reader)
        {
            StateRef current = _root;
            while (reader.HasMore)
            {
                if (reader.Peek == SwitchToStructure)
                {
                    reader.At++;
                    (current as ArrayRef)?.CloseHoles();
                    var id = reader.Count();
                    current = _refs.Find(id) ?? throw reader.Fail($"structure {id} is unknown");
                    continue;
                }

                switch (current)
                {
                    case SchemaRef schema: ApplyTo(reader, schema); break;
                    case MapRef map: ApplyTo(reader, map); break;
                    case ArrayRef array: _arrays.Apply(reader, array); break;
                }
            }

            (current as ArrayRef)?.CloseHoles();
            if (_refs.HasRing())
            {
                throw new SoliloquyException("unsupported-state", "The server's state cannot be read: it holds something that stands within itself.");
            }

            _refs.CollectGarbage();
        }

        private void ApplyTo(ByteReader reader, SchemaRef schema)
        {
            int first = reader.UInt8();
            var operation = first & 0xc0;
            var index = first & 0x3f;
            if (index >= schema.Type.Fields.Count)
            {
                throw reader.Fail($"a state class has no field {index}");
            }

            var field = schema.Type.Fields[index];
            if (field.Kind == FieldKind.Primitive)
            {
                schema.Fields[field.Name] = operation == Operations.Delete ? field.MakeDefault() : Primitives.Read(reader, field.Primitive);
                return;
            }

            var previous = schema.ChildIds[index];
            var child = _children.Read(reader, field, operation, previous);
            schema.ChildIds[index] = child?.Id ?? 0;
            schema.Fields[field.Name] = child == null ? field.MakeDefault() : child.Value;
        }

        private void ApplyTo(ByteReader reader, MapRef map)
        {
            int operation = reader.UInt8();
            if (operation == Operations.Clear)
            {
                _refs.ReleaseAll(map);
                map.Entries.Clear();
                map.ChildIds.Clear();
                map.Keys.Clear();
                return;
            }

            if (operation != Operations.Replace && operation != Operations.Add && operation != Operations.Delete && operation != Operations.DeleteAndAdd)
            {
                throw reader.Fail($"operation {operation} is unknown for a map");
            }

            var index = reader.Count();
            if ((operation & Operations.Add) != 0)
            {
                map.Keys[index] = reader.String();
            }
            else if (!map.Keys.ContainsKey(index))
            {
                if (operation == Operations.Delete)
                {
                    return;
                }

                throw reader.Fail($"a map has no entry {index}");
            }

            var key = map.Keys[index];
            map.ChildIds.TryGetValue(key, out var previous);
            if (operation == Operations.Delete)
            {
                _refs.Release(previous);
                map.Entries.Remove(key);
                map.ChildIds.Remove(key);
                map.Keys.Remove(index);
                return;
            }

            if (map.Field.Type == null)
            {
                map.Entries[key] = Primitives.Read(reader, map.Field.Primitive);
                return;
            }

            var child = _children.ReadSchema(reader, map.Field.Type, operation, previous);
            map.Entries[key] = child.Value;
            map.ChildIds[key] = child.Id;
        }
    }
}
