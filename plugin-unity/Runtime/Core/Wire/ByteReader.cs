#nullable enable
using System;
using System.Buffers.Binary;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Reads the bytes of one frame, front to back. What does not fit throws a <see cref="SoliloquyException"/> with the code
    /// <c>bad-frame</c>. Numbers of the Colyseus protocol are little-endian (Colyseus 0.18, @colyseus/schema 5).
    /// </summary>
    internal sealed class ByteReader
    {
        private byte[] _bytes = Array.Empty<byte>();
        private int _end;

        /// <summary>The next byte's place in the frame.</summary>
        public int At { get; set; }

        public bool HasMore => At < _end;

        public int Left => _end - At;

        /// <summary>The next byte, or -1 at the end.</summary>
        public int Peek => At < _end ? _bytes[At] : -1;

        /// <summary>Begins with another frame: the first <paramref name="length"/> bytes of a buffer, which may be used again later.</summary>
        public void Open(byte[] bytes, int length, int at = 0)
        {
            _bytes = bytes;
            _end = length;
            At = at;
        }

        public SoliloquyException Fail(string reason) =>
            new SoliloquyException("bad-frame", $"The server sent what cannot be read: {reason} at byte {At} of {_end}.");

        /// <summary>The next bytes, without a copy: good until the buffer is used again.</summary>
        public ReadOnlySpan<byte> Take(int length)
        {
            if (length < 0 || length > _end - At)
            {
                throw Fail("the frame ends too early");
            }

            var taken = new ReadOnlySpan<byte>(_bytes, At, length);
            At += length;
            return taken;
        }

        public byte UInt8() => Take(1)[0];

        public sbyte Int8() => (sbyte)Take(1)[0];

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

        public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

        public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

        public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

        public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

        public float Float32() => BitConverter.Int32BitsToSingle(Int32());

        public double Float64() => BitConverter.Int64BitsToDouble(Int64());

        public string Utf8(int length) => length == 0 ? string.Empty : Encoding.UTF8.GetString(Take(length));

        /// <summary>The bytes of a string as the schema protocol writes it.</summary>
        public ReadOnlySpan<byte> StringBytes()
        {
            int prefix = UInt8();
            if (prefix >= 0xa0 && prefix < 0xc0)
            {
                return Take(prefix & 0x1f);
            }

            return prefix switch
            {
                0xd9 => Take(UInt8()),
                0xda => Take(UInt16()),
                0xdb => Take(Length(UInt32())),
                _ => throw Fail($"0x{prefix:x2} begins no string"),
            };
        }

        public string String()
        {
            var bytes = StringBytes();
            return bytes.Length == 0 ? string.Empty : Encoding.UTF8.GetString(bytes);
        }

        /// <summary>A number as the schema protocol writes it.</summary>
        public double Number()
        {
            int prefix = UInt8();
            if (prefix < 0x80)
            {
                return prefix;
            }

            if (prefix >= 0xe0)
            {
                return prefix - 256;
            }

            return prefix switch
            {
                0xca => Float32(),
                0xcb => Float64(),
                0xcc => UInt8(),
                0xcd => UInt16(),
                0xce => UInt32(),
                0xcf => UInt64(),
                0xd0 => Int8(),
                0xd1 => Int16(),
                0xd2 => Int32(),
                0xd3 => Int64(),
                _ => throw Fail($"0x{prefix:x2} begins no number"),
            };
        }

        /// <summary>A number that counts or names something: whole, and not negative.</summary>
        public int Count()
        {
            if (At < _end && _bytes[At] < 0x80)
            {
                return _bytes[At++];
            }

            var value = Number();
            if (value >= 0 && value <= int.MaxValue && Math.Floor(value) == value)
            {
                return (int)value;
            }

            throw Fail($"a count or an id is {value}");
        }

        /// <summary>A length that can be true: not more than what is left.</summary>
        public int Length(uint length)
        {
            if (length > Left)
            {
                throw Fail("the frame ends too early");
            }

            return (int)length;
        }
    }
}
