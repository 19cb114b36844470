#nullable enable
using System.Collections.Generic;

namespace Soliloquy.Wire
{
    /// <summary>The primitive kinds of the schema protocol. Numbers become <see cref="double"/>, as in the server's own language;
    /// 64-bit integers beyond 2^53 lose their last digits there, too.</summary>
    internal static class Primitives
    {
        private static readonly HashSet<string> Names = new HashSet<string>
        {
            "string", "number", "boolean", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
            "bigint64", "biguint64", "float32", "float64",
        };

        public static bool IsKnown(string name) => Names.Contains(name);

        public static object Read(ByteReader reader, string name) => name switch
        {
            "string" => reader.String(),
            "boolean" => reader.UInt8() > 0,
            "number" => reader.Number(),
            "uint8" => (double)reader.UInt8(),
            "uint16" => (double)reader.UInt16(),
            "uint32" => (double)reader.UInt32(),
            "int8" => (double)reader.Int8(),
            "int16" => (double)reader.Int16(),
            "int32" => (double)reader.Int32(),
            "int64" => (double)reader.Int64(),
            "uint64" => (double)reader.UInt64(),
            "bigint64" => (double)reader.Int64(),
            "biguint64" => (double)reader.UInt64(),
            "float32" => (double)reader.Float32(),
            "float64" => reader.Float64(),
            _ => throw reader.Fail($"a {name} cannot be read"),
        };
    }
}
