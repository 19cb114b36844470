@tool
extends RefCounted
## The frames of the Colyseus 0.18 protocol: their codes, and those a client sends.

const MsgpackWriter := preload("msgpack_writer.gd")

const JOIN_ROOM := 10
const ERROR := 11
const LEAVE_ROOM := 12
const ROOM_DATA := 13
const ROOM_STATE := 14
const ROOM_STATE_PATCH := 15
const ROOM_DATA_BYTES := 17
const PING := 18
const ROOM_REQUEST := 21
const ROOM_RESPONSE := 22

## The low bits of a frame's first byte are its code.
const CODE_MASK := 0x1f
## The frame carries the room's clock: eight bytes behind the code.
const TIMED := 0x80
## The frame carries a number of its own: two bytes.
const UNRELIABLE := 0x40

## Answers of ROOM_RESPONSE.
const OK := 0
const REJECTED := 1

## The server closes the connection over a larger frame.
const MAX_BYTES := 65536


static func acknowledgement() -> PackedByteArray:
	return PackedByteArray([JOIN_ROOM])


static func leave() -> PackedByteArray:
	return PackedByteArray([LEAVE_ROOM])


static func message(type: String, payload: Variant) -> PackedByteArray:
	var frame := PackedByteArray([ROOM_DATA])
	# A name is written alike in msgpack and in the schema protocol: all of ours are shorter than 32 bytes.
	frame.append_array(MsgpackWriter.encode(type))
	if payload != null:
		frame.append_array(MsgpackWriter.encode(payload))
	return frame


static func request(id: int, type: String, payload: Variant) -> PackedByteArray:
	var frame := PackedByteArray([ROOM_REQUEST])
	if id < 0x80:
		frame.append(id)
	else:
		frame.append(0xce)
		for shift in [0, 8, 16, 24]:
			frame.append((id >> shift) & 0xff)
	frame.append_array(MsgpackWriter.encode(type))
	if payload != null:
		frame.append_array(MsgpackWriter.encode(payload))
	return frame
