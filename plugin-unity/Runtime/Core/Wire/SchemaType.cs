#nullable enable
using System;
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    internal enum FieldKind
    {
        Primitive,
        Schema,
        Map,
        Array,
    }

    /// <summary>What a field, or an entry of a collection, holds.</summary>
    internal sealed class SchemaField
    {
        public SchemaField(string name, FieldKind kind, string primitive, SchemaType? type, object? fallback = null)
        {
            Name = name;
            Kind = kind;
            Primitive = primitive;
            Type = type;
            Fallback = fallback;
        }

        public string Name { get; }

        public FieldKind Kind { get; }

        /// <summary>Of a primitive: its name in the protocol, such as <c>uint16</c>.</summary>
        public string Primitive { get; }

        /// <summary>What a schema field, or a collection of schemas, holds; null where that is primitive.</summary>
        public SchemaType? Type { get; }

        /// <summary>What an unset field reads as, where it is not the usual.</summary>
        private object? Fallback { get; }

        /// <summary>What an unset field reads as: the server does not send fields that were never set.</summary>
        public object? MakeDefault() => Kind switch
        {
            FieldKind.Map => new Dictionary<string, object?>(),
            FieldKind.Array => new List<object?>(),
            FieldKind.Schema => null,
            _ => Fallback ?? Primitive switch
            {
                "string" => string.Empty,
                "boolean" => false,
                _ => 0.0,
            },
        };
    }

    /// <summary>One class of the server's state, learnt at run time from the handshake: its fields, ancestors' first.</summary>
    internal sealed class SchemaType
    {
        public List<SchemaField> Fields { get; } = new List<SchemaField>();

        /// <summary>The class it extends, if it extends one.</summary>
        public SchemaType? Base { get; set; }

        /// <summary>Whether an instance of it may stand where the other class is declared.</summary>
        public bool IsA(SchemaType other)
        {
            for (var type = this; type != null; type = type.Base)
            {
                if (type == other)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>A fresh instance: every field by its name, at its default.</summary>
        public Dictionary<string, object?> Make()
        {
            var instance = new Dictionary<string, object?>(Fields.Count, StringComparer.Ordinal);
            foreach (var field in Fields)
            {
                instance[field.Name] = field.MakeDefault();
            }

            return instance;
        }
    }
}
