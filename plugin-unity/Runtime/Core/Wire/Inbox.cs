#nullable enable
using System;
using System.Collections.Generic;
using System.Text;

namespace Soliloquy.Wire
{
    /// <summary>
    /// Reads what the server sends: keeps the state, settles requests, and tells of messages. A frame that makes no sense throws a
    /// <see cref="SoliloquyException"/>, and the connection must then be given up: the state may be wrong.
    /// </summary>
    internal sealed class Inbox
    {
        private readonly ByteReader _reader = new ByteReader();
        private readonly Requests _requests;
        private readonly IRoomEvents _events;
        private readonly Action _onHandshake;
        private readonly Action _onState;
        private readonly DeltaReader.Take _onDelta;
        private Reflection? _reflection;
        private SchemaDecoder? _decoder;

        /// <summary>Tells of messages by <paramref name="events"/>, and of a handshake or another state by what is called for it.</summary>
        public Inbox(Requests requests, IRoomEvents events, Action onHandshake, Action onState)
        {
            _requests = requests;
            _events = events;
            _onHandshake = onHandshake;
            _onState = onState;
            _onDelta = events.OnDelta;
        }

        /// <summary>The world's state; null until it is there. Another object after each handshake.</summary>
        public Dictionary<string, object?>? State => _decoder?.State;

        /// <summary>How many structures of the state are kept.</summary>
        public int RefCount => _decoder?.RefCount ?? 0;

        /// <summary>What the seat can be taken up again with.</summary>
        public string ReconnectionToken { get; private set; } = string.Empty;

        /// <summary>Why the server is about to close the connection; null where it did not say.</summary>
        public SoliloquyException? Refusal { get; set; }

        /// <summary>Takes in one frame. Throws <see cref="SoliloquyException"/> where it makes no sense.</summary>
        public void Receive(byte[] bytes, int length, int at = 0)
        {
            _reader.Open(bytes, length, at);
            int first = _reader.UInt8();
            _reader.Take(((first & Frames.Timed) != 0 ? 8 : 0) + ((first & Frames.Unreliable) != 0 ? 2 : 0));
            switch (first & Frames.CodeMask)
            {
                case Frames.JoinRoom: ReadHandshake(); break;
                case Frames.Error: ReadError(); break;
                case Frames.RoomData: ReadMessage(false); break;
                case Frames.RoomDataBytes: ReadMessage(true); break;
                case Frames.RoomState: ReadState(true); break;
                case Frames.RoomStatePatch: ReadState(false); break;
                case Frames.RoomResponse: ReadResponse(); break;
            }
        }

        /// <summary>Begins anew, with no state.</summary>
        public void Forget() => _decoder = null;

        private void ReadHandshake()
        {
            var token = _reader.Utf8(_reader.UInt8());
            var serializer = _reader.Utf8(_reader.UInt8());
            var length = _reader.Count();
            if (serializer != "schema")
            {
                throw new SoliloquyException("unsupported-state", $"The server's state comes as \"{serializer}\", which this client does not read.");
            }

            if (length > 0)
            {
                var description = new ByteReader();
                var bytes = _reader.Take(length).ToArray();
                description.Open(bytes, bytes.Length);
                _reflection = new Reflection(description);
            }

            if (_reflection == null)
            {
                throw _reader.Fail("the server did not describe its state");
            }

            ReconnectionToken = token;
            _decoder = null;
            _onHandshake();
        }

        private void ReadError()
        {
            var code = _reader.Number();
            Refusal = new SoliloquyException($"server-{code}", _reader.String());
        }

        private void ReadMessage(bool isRaw)
        {
            var first = _reader.Peek;
            var isNamed = (first >= 0xa1 && first <= 0xbf) || (first >= 0xd9 && first <= 0xdb);
            if (!isNamed)
            {
                // Numbered messages are not ours.
                _reader.Number();
                _reader.Take(_reader.Left);
                return;
            }

            var type = _reader.StringBytes();
            if (!isRaw && _reader.HasMore && DeltaReader.IsDelta(type))
            {
                DeltaReader.Read(_reader, _onDelta);
                ExpectEnd();
                return;
            }

            var name = Encoding.UTF8.GetString(type);
            object? payload = null;
            if (isRaw)
            {
                payload = _reader.Take(_reader.Left).ToArray();
            }
            else if (_reader.HasMore)
            {
                payload = MsgpackReader.Read(_reader);
                ExpectEnd();
            }

            _events.OnMessage(name, payload);
        }

        private void ReadState(bool isWhole)
        {
            if (_reflection == null || (_decoder == null && !isWhole))
            {
                throw _reader.Fail("a state comes before its description");
            }

            if (isWhole)
            {
                _decoder = new SchemaDecoder(_reflection.Root, _reflection.Types);
            }

            _decoder!.Apply(_reader);
            _onState();
        }

        private void ReadResponse()
        {
            var id = _reader.Count();
            var outcome = _reader.UInt8();
            var value = _reader.HasMore ? MsgpackReader.Read(_reader) : null;
            ExpectEnd();
            if (outcome == Frames.Ok)
            {
                _requests.Accept(id, value);
            }
            else
            {
                _requests.Refuse(id, value);
            }
        }

        private void ExpectEnd()
        {
            if (_reader.HasMore)
            {
                throw _reader.Fail("something follows the end");
            }
        }
    }
}
