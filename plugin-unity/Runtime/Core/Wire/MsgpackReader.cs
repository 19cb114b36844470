#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Reads msgpack as Colyseus' messages use it: <c>null</c>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
    /// <see cref="string"/>, <c>byte[]</c>, <c>List&lt;object?&gt;</c> and <c>Dictionary&lt;string, object?&gt;</c>.
    /// </summary>
    internal static class MsgpackReader
    {
        private const int MaxDepth = 64;

        /// <summary>Entries for which memory is taken before they are read.</summary>
        private const int MaxReserved = 32;

        /// <summary>Reads one value, to where it ends. Throws <see cref="SoliloquyException"/>.</summary>
        public static object? Read(ByteReader reader, int depth = 0)
        {
            int prefix = reader.UInt8();
            if (prefix < 0x80)
            {
                return (long)prefix;
            }

            if (prefix < 0x90)
            {
                return ReadMap(reader, (uint)(prefix & 0x0f), depth);
            }

            if (prefix < 0xa0)
            {
                return ReadArray(reader, (uint)(prefix & 0x0f), depth);
            }

            if (prefix < 0xc0)
            {
                return reader.Utf8(prefix & 0x1f);
            }

            if (prefix >= 0xe0)
            {
                return (long)(prefix - 256);
            }

            switch (prefix)
            {
                case 0xc0: return null;
                case 0xc2: return false;
                case 0xc3: return true;
                case 0xc4: return reader.Take(reader.UInt8()).ToArray();
                case 0xc5: return reader.Take(UInt16(reader)).ToArray();
                case 0xc6: return reader.Take(reader.Length(UInt32(reader))).ToArray();
                case 0xc7: return ReadExtension(reader, reader.UInt8());
                case 0xc8: return ReadExtension(reader, UInt16(reader));
                case 0xc9: return ReadExtension(reader, UInt32(reader));
                case 0xca: return (double)BitConverter.Int32BitsToSingle((int)UInt32(reader));
                case 0xcb: return BitConverter.Int64BitsToDouble((long)UInt64(reader));
                case 0xcc: return (long)reader.UInt8();
                case 0xcd: return (long)UInt16(reader);
                case 0xce: return (long)UInt32(reader);
                case 0xcf: return FromUInt64(UInt64(reader));
                case 0xd0: return (long)reader.Int8();
                case 0xd1: return (long)(short)UInt16(reader);
                case 0xd2: return (long)(int)UInt32(reader);
                case 0xd3: return (long)UInt64(reader);
                case 0xd4:
                case 0xd5:
                case 0xd6:
                case 0xd7:
                case 0xd8:
                    return ReadExtension(reader, 1u << (prefix - 0xd4));
                case 0xd9: return reader.Utf8(reader.UInt8());
                case 0xda: return reader.Utf8(UInt16(reader));
                case 0xdb: return reader.Utf8(reader.Length(UInt32(reader)));
                case 0xdc: return ReadArray(reader, UInt16(reader), depth);
                case 0xdd: return ReadArray(reader, UInt32(reader), depth);
                case 0xde: return ReadMap(reader, UInt16(reader), depth);
                case 0xdf: return ReadMap(reader, UInt32(reader), depth);
                default: throw reader.Fail($"0x{prefix:x2} begins no msgpack value");
            }
        }

        /// <summary>The number of entries of a map that begins here.</summary>
        public static int ReadMapHeader(ByteReader reader)
        {
            int prefix = reader.UInt8();
            uint length = prefix switch
            {
                0xde => UInt16(reader),
                0xdf => UInt32(reader),
                _ when prefix >= 0x80 && prefix < 0x90 => (uint)(prefix & 0x0f),
                _ => throw reader.Fail($"0x{prefix:x2} begins no map"),
            };
            return CheckedLength(reader, length, 2);
        }

        /// <summary>The bytes of a text that begins here, without a copy.</summary>
        public static ReadOnlySpan<byte> ReadTextBytes(ByteReader reader)
        {
            int prefix = reader.UInt8();
            return prefix switch
            {
                0xd9 => reader.Take(reader.UInt8()),
                0xda => reader.Take(UInt16(reader)),
                0xdb => reader.Take(reader.Length(UInt32(reader))),
                _ when prefix >= 0xa0 && prefix < 0xc0 => reader.Take(prefix & 0x1f),
                _ => throw reader.Fail($"0x{prefix:x2} begins no text"),
            };
        }

        /// <summary>A whole number that begins here; small ones, as all of this protocol are, without an allocation.</summary>
        public static int ReadInt32(ByteReader reader)
        {
            var peek = reader.Peek;
            if (peek >= 0 && peek < 0x80)
            {
                reader.At++;
                return peek;
            }

            return Read(reader) switch
            {
                long number when number >= int.MinValue && number <= int.MaxValue => (int)number,
                _ => throw reader.Fail("a number is not whole"),
            };
        }

        private static List<object?> ReadArray(ByteReader reader, uint length, int depth)
        {
            // Every item takes a byte at least: a length that cannot be true is refused at once.
            var count = CheckedLength(reader, length, 1);
            CheckDepth(reader, depth);
            var items = new List<object?>(Math.Min(count, MaxReserved));
            for (var index = 0; index < count; index++)
            {
                items.Add(Read(reader, depth + 1));
            }

            return items;
        }

        private static Dictionary<string, object?> ReadMap(ByteReader reader, uint length, int depth)
        {
            var count = CheckedLength(reader, length, 2);
            CheckDepth(reader, depth);
            var map = new Dictionary<string, object?>(Math.Min(count, MaxReserved));
            for (var index = 0; index < count; index++)
            {
                var key = Read(reader, depth + 1) switch
                {
                    string text => text,
                    null => "null",
                    IConvertible simple => simple.ToString(CultureInfo.InvariantCulture),
                    _ => throw reader.Fail("a map's key is no text and no number"),
                };
                map[key] = Read(reader, depth + 1);
            }

            return map;
        }

        /// <summary>Dates become seconds since 1970 (Unix time); every other extension, <c>undefined</c> among them, is null.</summary>
        private static object? ReadExtension(ByteReader reader, uint length)
        {
            var kind = reader.Int8();
            var body = reader.Take(reader.Length(length));
            if (kind != -1)
            {
                return null;
            }

            switch (body.Length)
            {
                case 4:
                    return (long)BinaryPrimitives.ReadUInt32BigEndian(body);
                case 8:
                    var packed = BinaryPrimitives.ReadUInt64BigEndian(body);
                    return (packed & 0x3ffffffffUL) + ((packed >> 34) / 1e9);
                case 12:
                    return BinaryPrimitives.ReadInt64BigEndian(body.Slice(4)) + (BinaryPrimitives.ReadUInt32BigEndian(body) / 1e9);
                default:
                    return null;
            }
        }

        private static int CheckedLength(ByteReader reader, uint length, int bytesEach)
        {
            if ((long)length * bytesEach > reader.Left)
            {
                throw reader.Fail($"a container of {length} entries does not fit");
            }

            return (int)length;
        }

        private static void CheckDepth(ByteReader reader, int depth)
        {
            if (depth >= MaxDepth)
            {
                throw reader.Fail($"containers are nested more than {MaxDepth} deep");
            }
        }

        private static object FromUInt64(ulong value) => value <= long.MaxValue ? (object)(long)value : (double)value;

        private static ushort UInt16(ByteReader reader) => BinaryPrimitives.ReadUInt16BigEndian(reader.Take(2));

        private static uint UInt32(ByteReader reader) => BinaryPrimitives.ReadUInt32BigEndian(reader.Take(4));

        private static ulong UInt64(ByteReader reader) => BinaryPrimitives.ReadUInt64BigEndian(reader.Take(8));
    }
}
