@tool
extends RefCounted
## Makes text of UTF-8 bytes, where the engine's own function would lose some of it: that one stops at a NUL, drops a U+FEFF
## at the beginning, and writes an error to the log for each byte that is not UTF-8. A server passes on what players
## typed, or made up, so all of these come.
##
## Here nothing is dropped or logged. What no [String] can hold becomes U+FFFD: a NUL, and bytes that are not UTF-8 (one for
## each, or for each begun character, as browsers do it: WHATWG Encoding Standard).

const REPLACEMENT: Array[int] = [0xef, 0xbf, 0xbd]
const BYTE_ORDER_MARK: Array[int] = [0xef, 0xbb, 0xbf]
## The highest bit of each of eight bytes: set in none of them where all are ASCII.
const HIGH_BITS := -0x7f7f7f7f7f7f7f80
## The same for the first bytes of eight, by how many.
const HIGH_BITS_OF_FIRST: Array[int] = [
	0, 0x80, 0x8080, 0x808080, 0x80808080, 0x8080808080, 0x808080808080, 0x80808080808080, HIGH_BITS,
]


## The text in [param bytes] from one place to another.
static func decode(bytes: PackedByteArray, from: int, to: int) -> String:
	var is_short := to - from <= 8 and from + 8 <= bytes.size()
	if bytes.decode_s64(from) & HIGH_BITS_OF_FIRST[to - from] == 0 if is_short else _is_ascii(bytes, from, to):
		var text := bytes.slice(from, to).get_string_from_utf8()
		# Shorter: it stopped at a NUL.
		if text.length() == to - from:
			return text
	var clean := _cleaned(bytes, from, to)
	var has_mark := clean.size() >= 3 and clean[0] == BYTE_ORDER_MARK[0] and clean[1] == BYTE_ORDER_MARK[1] and clean[2] == BYTE_ORDER_MARK[2]
	return ("\ufeff" if has_mark else "") + clean.get_string_from_utf8()


## Eight bytes at a time, since most text is short and plain, and each step of a script costs.
static func _is_ascii(bytes: PackedByteArray, from: int, to: int) -> bool:
	var at := from
	while at + 8 <= to:
		if bytes.decode_s64(at) & HIGH_BITS != 0:
			return false
		at += 8
	if at + 8 <= bytes.size():
		return bytes.decode_s64(at) & HIGH_BITS_OF_FIRST[to - at] == 0
	while at < to:
		if bytes[at] > 0x7f:
			return false
		at += 1
	return true


## The bytes as UTF-8 without NUL.
static func _cleaned(bytes: PackedByteArray, from: int, to: int) -> PackedByteArray:
	var clean := PackedByteArray()
	var kept := from
	var at := from
	while at < to:
		var length := _length_at(bytes, at, to)
		if length > 0:
			at += length
			continue
		clean.append_array(bytes.slice(kept, at))
		clean.append_array(REPLACEMENT)
		at -= length
		kept = at
	clean.append_array(bytes.slice(kept, to))
	return clean


## How many bytes the character at a place takes; below 0 where there is none: as many bytes to pass over.
static func _length_at(bytes: PackedByteArray, at: int, to: int) -> int:
	var first := bytes[at]
	if first < 0x80:
		return 1 if first > 0 else -1
	if first < 0xc2 or first > 0xf4:
		return -1
	var length := 2 if first < 0xe0 else 3 if first < 0xf0 else 4
	for index in range(1, length):
		if at + index >= to:
			return -index
		var byte := bytes[at + index]
		if byte < 0x80 or byte > 0xbf or (index == 1 and not _may_follow(first, byte)):
			return -index
	return length


## Some first bytes narrow the second: no character is written longer than it must be, none is a surrogate or beyond U+10FFFF.
static func _may_follow(first: int, second: int) -> bool:
	match first:
		0xe0:
			return second >= 0xa0
		0xed:
			return second < 0xa0
		0xf0:
			return second >= 0x90
		0xf4:
			return second < 0x90
	return true
