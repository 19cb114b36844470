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
        private readonly StateRefs _refs = new StateRefs();
        private readonly SchemaRef _root;

        /// <summary>Begins with an empty state of a class; <paramref name="types"/> are the classes that may stand in it, by id.</summary>
        public SchemaDecoder(SchemaType root, IReadOnlyDictionary<int, SchemaType> types)
        {
            _children = new ChildReader(types, _refs);
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
                    case ArrayRef array: ApplyTo(reader, array); break;
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
                ReleaseAll(map);
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

        private void ApplyTo(ByteReader reader, ArrayRef array)
        {
            int operation = reader.UInt8();
            switch (operation)
            {
                case Operations.Clear:
                    ReleaseAll(array);
                    array.Clear();
                    return;
                case Operations.Reverse:
                    array.Reverse();
                    return;
                case Operations.DeleteByRefId:
                    DeleteById(array, reader.Count());
                    return;
                case Operations.Replace:
                case Operations.Move:
                case Operations.Delete:
                case Operations.DeleteAndMove:
                case Operations.Add:
                case Operations.AddByRefId:
                case Operations.MoveAndAdd:
                case Operations.DeleteAndAdd:
                    SetEntry(reader, array, operation);
                    return;
                default:
                    throw reader.Fail($"operation {operation} is unknown for an array");
            }
        }

        private void SetEntry(ByteReader reader, ArrayRef array, int operation)
        {
            var index = reader.Count();
            if (operation == Operations.AddByRefId)
            {
                if (array.Field.Type == null)
                {
                    throw reader.Fail("an array of numbers or texts has no structures");
                }

                var at = array.ChildIds.IndexOf(index);
                index = at >= 0 ? at : array.Items.Count;
            }
            else if (!array.IsInReach(index))
            {
                throw reader.Fail($"entry {index} is far beyond an array of {array.Items.Count}");
            }

            if (array.Field.Type == null)
            {
                SetPrimitive(reader, array, operation, index);
            }
            else
            {
                SetSchema(reader, array, array.Field.Type, operation, index);
            }
        }

        private static void SetPrimitive(ByteReader reader, ArrayRef array, int operation, int index)
        {
            if (operation == Operations.Delete)
            {
                array.MakeHole(index);
                return;
            }

            var value = Primitives.Read(reader, array.Field.Primitive);
            // The same value again is no entry of its own: an ADD would insert it a second time. In the server's language NaN is never
            // the same.
            var isThere = array.IsFilled(index) && Equals(array.Items[index], value) && !(value is double.NaN);
            if (operation == Operations.DeleteAndMove)
            {
                array.MakeHole(index);
            }

            if (!isThere)
            {
                Put(array, operation, index, value, 0);
            }
        }

        private void SetSchema(ByteReader reader, ArrayRef array, SchemaType type, int operation, int index)
        {
            var previous = index < array.Items.Count ? array.ChildIds[index] : 0;
            if (operation == Operations.Delete)
            {
                _refs.Release(previous);
                array.MakeHole(index);
                return;
            }

            var child = _children.ReadSchema(reader, type, operation, previous);
            if (operation == Operations.DeleteAndMove)
            {
                array.MakeHole(index);
            }

            if (child.Id != previous)
            {
                Put(array, operation, index, child.Value, child.Id);
            }
            else if (array.IsFilled(index))
            {
                // The same, but for where it had been forgotten in between.
                array.Items[index] = child.Value;
            }
        }

        private static void Put(ArrayRef array, int operation, int index, object? value, int childId)
        {
            if (operation == Operations.Add && array.IsFilled(index))
            {
                // Something is there: what comes is inserted before it.
                array.Insert(index, value, childId);
                return;
            }

            if (operation == Operations.DeleteAndMove && index < array.Items.Count)
            {
                array.RemoveAt(index);
            }

            array.Put(index, value, childId);
        }

        private void DeleteById(ArrayRef array, int id)
        {
            // The client may have come after it was gone.
            if (_refs.Find(id) == null)
            {
                return;
            }

            _refs.Release(id);
            var index = array.ChildIds.IndexOf(id);
            if (id != StateRefs.Root && index >= 0)
            {
                array.MakeHole(index);
            }
        }

        private void ReleaseAll(StateRef cleared)
        {
            foreach (var id in cleared.Children)
            {
                _refs.Release(id);
            }
        }
    }
}
