@tool
extends RefCounted
## Reads the bytes of one frame, front to back. The first thing that does not fit sets [member error], and from then on
## every read answers with nothing: a caller checks once, at the end of a loop's pass, not after every read.
##
## Numbers of the Colyseus protocol are little-endian (Colyseus 0.18, @colyseus/schema 5). The functions named like the
## protocol's primitives are what [SchemaType] calls by name.

const Utf8 := preload("utf8.gd")

var bytes: PackedByteArray
var at: int
var end: int
## What did not fit; empty while all is well.
var error: String


## Begins with another frame at [param offset].
func open(frame: PackedByteArray, offset: int = 0) -> void:
	bytes = frame
	at = offset
	end = frame.size()
	error = ""


func has_more() -> bool:
	return at < end and error.is_empty()


func left() -> int:
	return end - at


## Keeps the first failure: what follows from it says nothing.
func fail(reason: String) -> void:
	if error.is_empty():
		error = "%s at byte %d of %d" % [reason, at, end]
	at = end


func peek() -> int:
	return bytes[at] if at < end else -1


func uint8() -> int:
	if at >= end:
		fail("the frame ends too early")
		return 0
	at += 1
	return bytes[at - 1]


func int8() -> int:
	var value := uint8()
	return value - 256 if value > 127 else value


func uint16() -> int:
	return bytes.decode_u16(at - 2) if _take(2) else 0


func int16() -> int:
	return bytes.decode_s16(at - 2) if _take(2) else 0


func uint32() -> int:
	return bytes.decode_u32(at - 4) if _take(4) else 0


func int32() -> int:
	return bytes.decode_s32(at - 4) if _take(4) else 0


func int64() -> int:
	return bytes.decode_s64(at - 8) if _take(8) else 0


## An [int] where it fits; above 2^63 - 1, which GDScript cannot hold, the nearest [float].
func uint64() -> Variant:
	return unsigned(int64())


## Reads the 64 bits of an [int] as a number that is never negative.
static func unsigned(bits: int) -> Variant:
	if bits >= 0:
		return bits
	# Halved, with what is lost kept in the last bit: rounded once, not twice.
	return float(((bits >> 1) & 0x7fffffffffffffff) | (bits & 1)) * 2.0


func boolean() -> bool:
	return uint8() > 0


func float32() -> float:
	return bytes.decode_float(at - 4) if _take(4) else 0.0


func float64() -> float:
	return bytes.decode_double(at - 8) if _take(8) else 0.0


func raw(length: int) -> PackedByteArray:
	return bytes.slice(at - length, at) if _take(length) else PackedByteArray()


func utf8(length: int) -> String:
	var from := at
	if length > end - from:
		fail("the frame ends too early")
		return ""
	at = from + length
	return Utf8.decode(bytes, from, at)


## A string as the schema protocol writes it.
func string() -> String:
	var prefix := uint8()
	if prefix >= 0xa0 and prefix < 0xc0:
		return utf8(prefix & 0x1f)
	match prefix:
		0xd9:
			return utf8(uint8())
		0xda:
			return utf8(uint16())
		0xdb:
			return utf8(uint32())
	fail("0x%02x begins no string" % prefix)
	return ""


## A number as the schema protocol writes it: an [int] or a [float].
func number() -> Variant:
	var prefix := uint8()
	if prefix < 0x80:
		return prefix
	if prefix >= 0xe0:
		return prefix - 256
	match prefix:
		0xca:
			return float32()
		0xcb:
			return float64()
		0xcc:
			return uint8()
		0xcd:
			return uint16()
		0xce:
			return uint32()
		0xcf:
			return uint64()
		0xd0:
			return int8()
		0xd1:
			return int16()
		0xd2:
			return int32()
		0xd3:
			return int64()
	fail("0x%02x begins no number" % prefix)
	return 0


## A number that counts or names something: whole and not negative.
func count() -> int:
	if at < end and bytes[at] < 0x80:
		at += 1
		return bytes[at - 1]
	var value: Variant = number()
	if value is int and value >= 0:
		return value
	fail("a count or an id is %s" % value)
	return 0


func _take(length: int) -> bool:
	if length < 0 or length > end - at:
		fail("the frame ends too early")
		return false
	at += length
	return true
