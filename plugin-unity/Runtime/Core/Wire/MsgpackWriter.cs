#nullable enable
using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Writes msgpack as the server reads it: numbers beyond 32 bits travel as float64, since an int64 would arrive as a BigInt.
    /// Grows its buffer as needed and is used again for the next message.
    /// </summary>
    internal sealed class MsgpackWriter
    {
        private const int MaxDepth = 64;

        private byte[] _bytes = new byte[256];

        public int Length { get; private set; }

        public void Clear() => Length = 0;

        public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

        public void Byte(int value) => Reserve(1)[0] = (byte)value;

        public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

        /// <summary>Writes a value of the kinds that <see cref="MsgpackReader"/> returns, and other numbers, lists and dictionaries
        /// with text keys. Throws <see cref="SoliloquyException"/> (<c>bad-message</c>) for anything else.</summary>
        public void Value(object? value, int depth = 0)
        {
            if (depth > MaxDepth)
            {
                throw new SoliloquyException("bad-message", $"A message is nested more than {MaxDepth} deep.");
            }

            switch (value)
            {
                case null: Byte(0xc0); break;
                case bool flag: Byte(flag ? 0xc3 : 0xc2); break;
                case string text: Text(text); break;
                case int number: Integer(number); break;
                case long number: Integer(number); break;
                case byte number: Integer(number); break;
                case sbyte number: Integer(number); break;
                case short number: Integer(number); break;
                case ushort number: Integer(number); break;
                case uint number: Integer(number); break;
                case ulong number: Float(number); break;
                case float number: Float(number); break;
                case double number: Float(number); break;
                case decimal number: Float((double)number); break;
                case byte[] bytes:
                    Size(bytes.Length, 0xc4, 0xc5, 0xc6);
                    Bytes(bytes);
                    break;
                case IReadOnlyDictionary<string, object?> map: Map(map, depth); break;
                case IEnumerable<KeyValuePair<string, object?>> entries: Map(new Dictionary<string, object?>(entries), depth); break;
                case IEnumerable items: Array(items, depth); break;
                default: throw new SoliloquyException("bad-message", $"A {value.GetType().Name} cannot be sent; use text, numbers, lists and dictionaries.");
            }
        }

        public void Text(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            if (length < 32)
            {
                Byte(0xa0 | length);
            }
            else
            {
                Size(length, 0xd9, 0xda, 0xdb);
            }

            Encoding.UTF8.GetBytes(text, Reserve(length));
        }

        private void Map(IReadOnlyDictionary<string, object?> map, int depth)
        {
            Container(map.Count, 0x80, 0xde, 0xdf);
            foreach (var entry in map)
            {
                Text(entry.Key);
                Value(entry.Value, depth + 1);
            }
        }

        private void Array(IEnumerable items, int depth)
        {
            var all = new List<object?>();
            foreach (var item in items)
            {
                all.Add(item);
            }

            Container(all.Count, 0x90, 0xdc, 0xdd);
            foreach (var item in all)
            {
                Value(item, depth + 1);
            }
        }

        private void Integer(long value)
        {
            if (value >= 0 && value < 0x80)
            {
                Byte((int)value);
            }
            else if (value < 0 && value >= -32)
            {
                Byte((int)value + 256);
            }
            else if (value >= 0 && value <= uint.MaxValue)
            {
                Byte(0xce);
                BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), (uint)value);
            }
            else if (value < 0 && value >= int.MinValue)
            {
                Byte(0xd2);
                BinaryPrimitives.WriteInt32BigEndian(Reserve(4), (int)value);
            }
            else
            {
                Float(value);
            }
        }

        private void Float(double value)
        {
            Byte(0xcb);
            BinaryPrimitives.WriteInt64BigEndian(Reserve(8), BitConverter.DoubleToInt64Bits(value));
        }

        private void Size(int size, int small, int medium, int large)
        {
            if (size < 0x100)
            {
                Byte(small);
                Byte(size);
            }
            else
            {
                BigSize(size, medium, large);
            }
        }

        private void Container(int size, int fixedPrefix, int medium, int large)
        {
            if (size < 16)
            {
                Byte(fixedPrefix | size);
            }
            else
            {
                BigSize(size, medium, large);
            }
        }

        private void BigSize(int size, int medium, int large)
        {
            if (size < 0x10000)
            {
                Byte(medium);
                BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)size);
            }
            else
            {
                Byte(large);
                BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), (uint)size);
            }
        }

        private Span<byte> Reserve(int length)
        {
            if (Length + length > _bytes.Length)
            {
                System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
            }

            var reserved = _bytes.AsSpan(Length, length);
            Length += length;
            return reserved;
        }
    }
}
