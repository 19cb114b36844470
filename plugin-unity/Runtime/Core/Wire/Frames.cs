#nullable enable
namespace Soliloquy.Wire
{
    /// <summary>The frames of the Colyseus 0.18 protocol: their codes, and those a client sends.</summary>
    internal static class Frames
    {
        public const int JoinRoom = 10;
        public const int Error = 11;
        public const int LeaveRoom = 12;
        public const int RoomData = 13;
        public const int RoomState = 14;
        public const int RoomStatePatch = 15;
        public const int RoomDataBytes = 17;
        public const int RoomRequest = 21;
        public const int RoomResponse = 22;

        /// <summary>The low bits of a frame's first byte are its code.</summary>
        public const int CodeMask = 0x1f;

        /// <summary>The frame carries the room's clock: eight bytes behind the code.</summary>
        public const int Timed = 0x80;

        /// <summary>The frame carries a number of its own: two bytes.</summary>
        public const int Unreliable = 0x40;

        /// <summary>The server closes the connection over a larger frame.</summary>
        public const int MaxBytes = 65536;

        /// <summary>The answer to a request was a value.</summary>
        public const int Ok = 0;

        public static readonly byte[] Acknowledgement = { JoinRoom };

        public static readonly byte[] Leave = { LeaveRoom };

        /// <summary>Answered by the like.</summary>
        public static readonly byte[] Ping = { 18 };

        public static byte[] Message(MsgpackWriter writer, string type, object? payload)
        {
            writer.Clear();
            writer.Byte(RoomData);
            return Finish(writer, type, payload);
        }

        public static byte[] Request(MsgpackWriter writer, int id, string type, object? payload)
        {
            writer.Clear();
            writer.Byte(RoomRequest);
            // A number as the schema protocol writes it: little-endian.
            if (id < 0x80)
            {
                writer.Byte(id);
            }
            else
            {
                writer.Byte(0xce);
                for (var shift = 0; shift < 32; shift += 8)
                {
                    writer.Byte((id >> shift) & 0xff);
                }
            }

            return Finish(writer, type, payload);
        }

        private static byte[] Finish(MsgpackWriter writer, string type, object? payload)
        {
            // A name is written alike in msgpack and in the schema protocol: all of ours are shorter than 32 bytes.
            writer.Text(type);
            if (payload != null)
            {
                writer.Value(payload);
            }

            if (writer.Length > MaxBytes)
            {
                throw new SoliloquyException("payload-too-large", $"A message may hold {MaxBytes} bytes; this one has {writer.Length}.");
            }

            return writer.ToArray();
        }
    }
}
