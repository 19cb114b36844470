#nullable enable
using System.Collections.Generic;
using System.Linq;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Learns the classes of the server's state from the handshake, so that no generated code is needed. The description is itself
    /// a state of a known class (@colyseus/schema 5, Reflection), and is read by the same decoder.
    /// </summary>
    internal sealed class Reflection
    {
        private const int Absent = -2;

        /// <summary>A class has at most so many fields, its ancestors' among them (@colyseus/schema 5), and no more ancestors that tell
        /// something of it.</summary>
        private const int MaxFields = 63;

        private const int MaxClasses = 1024;

        private static readonly SchemaType Description = Describe();

        private readonly Dictionary<int, SchemaType> _types = new Dictionary<int, SchemaType>();

        /// <summary>Reads what is left of <paramref name="reader"/>. Throws <see cref="SoliloquyException"/>: <c>bad-frame</c>, or
        /// <c>unsupported-state</c> for kinds of fields this client does not read.</summary>
        public Reflection(ByteReader reader)
        {
            var decoder = new SchemaDecoder(Description, _types);
            decoder.Apply(reader);
            var described = new Dictionary<int, Dictionary<string, object?>>();
            foreach (var entry in List(decoder.State["types"]))
            {
                var id = Whole(entry["id"]);
                described[id] = entry;
                _types[id] = new SchemaType();
            }

            if (described.Count > MaxClasses)
            {
                throw Unsupported($"it has more than {MaxClasses} classes");
            }

            foreach (var id in described.Keys)
            {
                Fill(_types[id], id, described);
            }

            Root = _types.TryGetValue(Whole(decoder.State["rootType"]), out var root)
                ? root
                : throw Broken("the state's own class is not described");
        }

        /// <summary>The class of the whole state.</summary>
        public SchemaType Root { get; }

        /// <summary>Classes by their id.</summary>
        public IReadOnlyDictionary<int, SchemaType> Types => _types;

        /// <summary>Gives a class its fields, its ancestors' before its own: that is how the wire numbers them.</summary>
        private void Fill(SchemaType type, int id, Dictionary<int, Dictionary<string, object?>> described)
        {
            var lineage = new List<int>();
            for (var ancestor = id; ancestor != Absent; ancestor = Whole(described[ancestor]["extendsId"]))
            {
                if (lineage.Contains(ancestor) || !described.ContainsKey(ancestor) || lineage.Count > MaxFields)
                {
                    throw Broken("a state class extends what is not described");
                }

                lineage.Insert(0, ancestor);
            }

            type.Base = lineage.Count > 1 ? _types[lineage[lineage.Count - 2]] : null;

            type.Fields.AddRange(lineage.SelectMany(ancestor => List(described[ancestor]["fields"])).Select(FieldOf));
            if (type.Fields.Count > MaxFields)
            {
                throw Broken($"a state class has more than {MaxFields} fields");
            }
        }

        private SchemaField FieldOf(Dictionary<string, object?> entry)
        {
            var name = (string)entry["name"]!;
            var kindName = (string)entry["type"]!;
            var referenced = Whole(entry["referencedType"]);
            if (entry["quantized"] != null)
            {
                throw Unsupported($"the field {name} is quantized");
            }

            if (referenced == Absent)
            {
                return Primitives.IsKnown(kindName)
                    ? new SchemaField(name, FieldKind.Primitive, kindName, null)
                    : throw Unsupported($"the field {name} is a {kindName}");
            }

            var kind = kindName switch
            {
                "ref" => FieldKind.Schema,
                "map" => FieldKind.Map,
                "array" => FieldKind.Array,
                _ => throw Unsupported($"the field {name} is a {kindName}"),
            };
            if (referenced == -1)
            {
                var primitive = (string)entry["childPrimitive"]!;
                return Primitives.IsKnown(primitive) && kind != FieldKind.Schema
                    ? new SchemaField(name, kind, primitive, null)
                    : throw Unsupported($"the field {name} holds {primitive}");
            }

            return _types.TryGetValue(referenced, out var held)
                ? new SchemaField(name, kind, string.Empty, held)
                : throw Broken($"the field {name} holds a class that is not described");
        }

        private static IEnumerable<Dictionary<string, object?>> List(object? list) =>
            ((List<object?>)list!).Select(entry => entry as Dictionary<string, object?> ?? throw Broken("a part of it is missing"));

        private static int Whole(object? value) => value is double number && number >= Absent && number <= int.MaxValue && number == (int)number
            ? (int)number
            : throw Broken($"{value} names no class");

        private static SoliloquyException Broken(string reason) =>
            new SoliloquyException("bad-frame", $"The server's state cannot be read: {reason}.");

        private static SoliloquyException Unsupported(string reason) =>
            new SoliloquyException("unsupported-state", $"The server's state cannot be read: {reason}.");

        /// <summary>The class that describes classes.</summary>
        private static SchemaType Describe()
        {
            var quantized = TypeOf(Plain("min", "float64"), Plain("max", "float64"), Plain("bits", "uint8"), Plain("mode", "uint8"));
            var field = TypeOf(
                Plain("name", "string"),
                Plain("type", "string"),
                Optional("referencedType"),
                Plain("childPrimitive", "string"),
                new SchemaField("quantized", FieldKind.Schema, string.Empty, quantized));
            var type = TypeOf(Plain("id", "number"), Optional("extendsId"), new SchemaField("fields", FieldKind.Array, string.Empty, field));
            return TypeOf(new SchemaField("types", FieldKind.Array, string.Empty, type), Plain("rootType", "number"));
        }

        private static SchemaType TypeOf(params SchemaField[] fields)
        {
            var type = new SchemaType();
            type.Fields.AddRange(fields);
            return type;
        }

        private static SchemaField Plain(string name, string primitive) => new SchemaField(name, FieldKind.Primitive, primitive, null);

        /// <summary>Reads as <see cref="Absent"/> while it was not sent: 0 and -1 have meanings of their own.</summary>
        private static SchemaField Optional(string name) => new SchemaField(name, FieldKind.Primitive, "number", null, (double)Absent);
    }
}
