#nullable enable
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>Reads the structures that come for a place in the state, and counts in how many places each stands.</summary>
    internal sealed class ChildReader
    {
        private const int TypeId = 213;

        private readonly IReadOnlyDictionary<int, SchemaType> _types;
        private readonly StateRefs _refs;

        /// <summary><paramref name="types"/> are the classes that may stand in the state, by id.</summary>
        public ChildReader(IReadOnlyDictionary<int, SchemaType> types, StateRefs refs)
        {
            _types = types;
            _refs = refs;
        }

        /// <summary>The structure that comes for a field, in place of <paramref name="previous"/>; null for
        /// a deletion.</summary>
        public StateRef? Read(ByteReader reader, SchemaField field, int operation, int previous)
        {
            if (operation == Operations.Delete)
            {
                _refs.Release(previous);
                return null;
            }

            return field.Kind == FieldKind.Schema
                ? ReadSchema(reader, field.Type!, operation, previous)
                : ReadCollection(reader, field, operation, previous);
        }

        /// <summary>The instance that comes for a field or an entry.</summary>
        public SchemaRef ReadSchema(ByteReader reader, SchemaType declared, int operation, int previous)
        {
            var adds = (operation & Operations.Add) != 0;
            if ((operation & Operations.Delete) != 0)
            {
                _refs.Release(previous);
            }

            var id = reader.Count();
            var type = declared;
            if (adds && reader.Peek == TypeId)
            {
                reader.At++;
                var typeId = reader.Count();
                type = _types.TryGetValue(typeId, out var named) ? named : throw reader.Fail($"state class {typeId} is unknown");
            }

            var found = _refs.Find(id);
            if (found == null)
            {
                if (!adds || !type.IsA(declared))
                {
                    throw reader.Fail($"structure {id} is unknown, or of another class than what holds it");
                }

                found = new SchemaRef(id, type);
                _refs.Add(found);
            }
            else if (id != previous || id == StateRefs.Root)
            {
                _refs.NoteMove(found);
            }

            if (!(found is SchemaRef schema) || !schema.Type.IsA(declared))
            {
                throw reader.Fail($"structure {id} is of another class than what holds it");
            }

            if (adds)
            {
                _refs.Retain(schema, id != previous || operation == Operations.DeleteAndAdd);
            }

            return schema;
        }

        private StateRef ReadCollection(ByteReader reader, SchemaField field, int operation, int previous)
        {
            var deletes = (operation & Operations.Delete) != 0;
            if (deletes)
            {
                _refs.Release(previous);
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
            else if (id != previous)
            {
                _refs.NoteMove(child);
            }

            if (id != previous && !deletes)
            {
                _refs.Release(previous);
            }

            _refs.Retain(child, id != previous || operation == Operations.DeleteAndAdd);
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
    }
}
