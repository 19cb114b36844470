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
        private const int TypeId = 213;
        private const int Add = 128;
        private const int Delete = 64;
        private const int DeleteAndMove = 96;
        private const int DeleteAndAdd = 192;
        private const int Clear = 10;
        private const int Reverse = 15;
        private const int DeleteByRefId = 33;
        private const int AddByRefId = 129;

        /// <summary>How far behind an array's end an entry may be set: farther is a broken frame, and would cost memory.</summary>
        private const int MaxGap = 1024;

        private static readonly object Hole = new object();

        private readonly IReadOnlyDictionary<int, SchemaType> _types;
        private readonly StateRefs _refs = new StateRefs();
        private readonly SchemaRef _root;

        /// <summary>Begins with an empty state of a class; <paramref name="types"/> are the classes that may stand in it, by id.</summary>
        public SchemaDecoder(SchemaType root, IReadOnlyDictionary<int, SchemaType> types)
        {
            _types = types;
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
                    CloseHoles(current);
                    current = Known(reader, reader.Count());
                    continue;
                }

                switch (current)
                {
                    case SchemaRef schema: ApplyTo(reader, schema); break;
                    case MapRef map: ApplyTo(reader, map); break;
                    case ArrayRef array: ApplyTo(reader, array); break;
                }
            }

            CloseHoles(current);
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
                schema.Fields[field.Name] = operation == Delete ? field.MakeDefault() : Primitives.Read(reader, field.Primitive);
                return;
            }

            var previous = schema.ChildIds[index];
            var child = ReadChild(reader, field, operation, previous);
            schema.ChildIds[index] = child?.Id ?? 0;
            schema.Fields[field.Name] = child == null ? field.MakeDefault() : child.Value;
        }

        private void ApplyTo(ByteReader reader, MapRef map)
        {
            int operation = reader.UInt8();
            if (operation == Clear)
            {
                ReleaseAll(map);
                map.Entries.Clear();
                map.ChildIds.Clear();
                map.Keys.Clear();
                return;
            }

            if (operation != 0 && operation != Add && operation != Delete && operation != DeleteAndAdd)
            {
                throw reader.Fail($"operation {operation} is unknown for a map");
            }

            var index = reader.Count();
            if ((operation & Add) != 0)
            {
                map.Keys[index] = reader.String();
            }
            else if (!map.Keys.ContainsKey(index))
            {
                if (operation == Delete)
                {
                    return;
                }

                throw reader.Fail($"a map has no entry {index}");
            }

            var key = map.Keys[index];
            map.ChildIds.TryGetValue(key, out var previous);
            if (operation == Delete)
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

            if ((operation & Delete) != 0)
            {
                _refs.Release(previous);
            }

            var child = ReadSchema(reader, map.Field.Type, operation, previous);
            map.Entries[key] = child.Value;
            map.ChildIds[key] = child.Id;
        }

        private void ApplyTo(ByteReader reader, ArrayRef array)
        {
            int operation = reader.UInt8();
            switch (operation)
            {
                case Clear:
                    ReleaseAll(array);
                    array.Items.Clear();
                    array.ChildIds.Clear();
                    return;
                case Reverse:
                    array.Items.Reverse();
                    array.ChildIds.Reverse();
                    return;
                case DeleteByRefId:
                    DeleteById(array, reader.Count());
                    return;
                case 0:
                case 32:
                case Delete:
                case DeleteAndMove:
                case Add:
                case AddByRefId:
                case 160:
                case DeleteAndAdd:
                    SetEntry(reader, array, operation);
                    return;
                default:
                    throw reader.Fail($"operation {operation} is unknown for an array");
            }
        }

        private void SetEntry(ByteReader reader, ArrayRef array, int operation)
        {
            var index = reader.Count();
            if (operation == AddByRefId)
            {
                if (array.Field.Type == null)
                {
                    throw reader.Fail("an array of numbers or texts has no structures");
                }

                var at = array.ChildIds.IndexOf(index);
                index = at >= 0 ? at : array.Items.Count;
            }
            else if (index > array.Items.Count + MaxGap)
            {
                throw reader.Fail($"entry {index} is far beyond an array of {array.Items.Count}");
            }

            var isInside = index < array.Items.Count;
            var previousValue = isInside ? array.Items[index] : Hole;
            var previousId = isInside ? array.ChildIds[index] : 0;
            if ((operation & Delete) != 0)
            {
                _refs.Release(previousId);
                if (operation != DeleteAndAdd)
                {
                    MakeHole(array, index);
                }
            }

            if (operation == Delete)
            {
                return;
            }

            if (array.Field.Type == null)
            {
                var value = Primitives.Read(reader, array.Field.Primitive);
                // The same value again is no entry of its own: an ADD would insert it a second time.
                if (!Equals(previousValue, value))
                {
                    Put(array, index, operation, value, 0);
                }

                return;
            }

            var child = ReadSchema(reader, array.Field.Type, operation, previousId);
            if (child.Id != previousId)
            {
                Put(array, index, operation, child.Value, child.Id);
            }
        }

        private static void Put(ArrayRef array, int index, int operation, object? value, int childId)
        {
            if (operation == DeleteAndMove && index < array.Items.Count)
            {
                array.Items.RemoveAt(index);
                array.ChildIds.RemoveAt(index);
            }
            else if (operation == Add && index < array.Items.Count && !ReferenceEquals(array.Items[index], Hole))
            {
                // Something is there: what comes is inserted before it.
                array.Items.Insert(index, value);
                array.ChildIds.Insert(index, childId);
                return;
            }

            while (index >= array.Items.Count)
            {
                array.Items.Add(Hole);
                array.ChildIds.Add(0);
                array.HasHoles = true;
            }

            array.Items[index] = value;
            array.ChildIds[index] = childId;
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
                MakeHole(array, index);
            }
        }

        private static void MakeHole(ArrayRef array, int index)
        {
            if (index >= array.Items.Count)
            {
                return;
            }

            array.Items[index] = Hole;
            array.ChildIds[index] = 0;
            array.HasHoles = true;
        }

        private static void CloseHoles(StateRef closed)
        {
            if (!(closed is ArrayRef array) || !array.HasHoles)
            {
                return;
            }

            array.HasHoles = false;
            for (var index = array.Items.Count - 1; index >= 0; index--)
            {
                if (ReferenceEquals(array.Items[index], Hole))
                {
                    array.Items.RemoveAt(index);
                    array.ChildIds.RemoveAt(index);
                }
            }
        }

        private void ReleaseAll(StateRef cleared)
        {
            foreach (var id in cleared.Children)
            {
                _refs.Release(id);
            }
        }

        private StateRef? ReadChild(ByteReader reader, SchemaField field, int operation, int previous)
        {
            if ((operation & Delete) != 0)
            {
                _refs.Release(previous);
            }

            if (operation == Delete)
            {
                return null;
            }

            if (field.Kind == FieldKind.Schema)
            {
                return ReadSchema(reader, field.Type!, operation, previous);
            }

            var id = reader.Count();
            var child = _refs.Find(id);
            if (child == null)
            {
                child = field.Kind == FieldKind.Map ? (StateRef)new MapRef(id, field) : new ArrayRef(id, field);
                _refs.Add(child);
            }
            else if (!Holds(child, field))
            {
                throw reader.Fail($"structure {id} is not what the field {field.Name} holds");
            }

            if (previous != id && (operation & Delete) == 0)
            {
                _refs.Release(previous);
            }

            _refs.Retain(child, id != previous || operation == DeleteAndAdd);
            return child;
        }

        private static bool Holds(StateRef child, SchemaField field)
        {
            var held = child switch
            {
                MapRef map when field.Kind == FieldKind.Map => map.Field,
                ArrayRef array when field.Kind == FieldKind.Array => array.Field,
                _ => null,
            };
            return held != null && held.Type == field.Type && held.Primitive == field.Primitive;
        }

        private SchemaRef ReadSchema(ByteReader reader, SchemaType declared, int operation, int previous)
        {
            var id = reader.Count();
            if ((operation & Add) == 0)
            {
                return Known(reader, id) as SchemaRef ?? throw reader.Fail($"structure {id} is a collection, not a state class");
            }

            var type = declared;
            if (reader.Peek == TypeId)
            {
                reader.At++;
                var typeId = reader.Count();
                type = _types.TryGetValue(typeId, out var named) ? named : throw reader.Fail($"state class {typeId} is unknown");
            }

            var found = _refs.Find(id);
            if (found == null)
            {
                found = new SchemaRef(id, type);
                _refs.Add(found);
            }

            if (!(found is SchemaRef schema))
            {
                throw reader.Fail($"structure {id} is a collection, not a state class");
            }

            _refs.Retain(schema, id != previous || operation == DeleteAndAdd);
            return schema;
        }

        private StateRef Known(ByteReader reader, int id) => _refs.Find(id) ?? throw reader.Fail($"structure {id} is unknown");
    }
}
