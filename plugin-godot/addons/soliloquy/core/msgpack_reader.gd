@tool
extends "byte_reader.gd"
## Reads msgpack as well (msgpack specification), all that Colyseus' messages may hold.

## Containers within containers; one more is refused.
const MAX_DEPTH := 64


## One value, to where it ends. [member error] says what did not fit.
func value(depth: int = 0) -> Variant:
	var prefix := uint8()
	if prefix < 0x80:
		return prefix
	if prefix >= 0xa0 and prefix < 0xc0:
		return utf8(prefix & 0x1f)
	if prefix >= 0xe0:
		return prefix - 256
	if prefix < 0x90:
		return _map(prefix & 0x0f, depth)
	if prefix < 0xa0:
		return _array(prefix & 0x0f, depth)
	if prefix >= 0xdc:
		return _array(_big(2 << (prefix & 1)), depth) if prefix < 0xde else _map(_big(2 << (prefix & 1)), depth)
	if prefix >= 0xd9:
		return utf8(_big(1 << (prefix - 0xd9)))
	return _scalar(prefix)


func _scalar(prefix: int) -> Variant:
	match prefix:
		0xc0:
			return null
		0xc2:
			return false
		0xc3:
			return true
		0xcc, 0xcd, 0xce:
			return _big(1 << (prefix - 0xcc))
		0xcf:
			return unsigned(_big(8))
		0xd0:
			return int8()
		0xd1:
			return _signed(_big(2), 16)
		0xd2:
			return _signed(_big(4), 32)
		0xd3:
			return _big(8)
		0xca:
			return _reversed(4).decode_float(0)
		0xcb:
			return _reversed(8).decode_double(0)
		0xc4, 0xc5, 0xc6:
			return raw(_big(1 << (prefix - 0xc4)))
		0xc7, 0xc8, 0xc9:
			return _extension(_big(1 << (prefix - 0xc7)))
		0xd4, 0xd5, 0xd6, 0xd7, 0xd8:
			return _extension(1 << (prefix - 0xd4))
	fail("0x%02x begins no msgpack value" % prefix)
	return null


func _array(length: int, depth: int) -> Array:
	var items := []
	# Every item takes a byte at least: a length that cannot be true is refused before anything is made of it.
	if length > left() or depth >= MAX_DEPTH:
		fail("an array of %d items does not fit" % length)
		return items
	for _index in length:
		items.append(value(depth + 1))
		if not error.is_empty():
			break
	return items


func _map(length: int, depth: int) -> Dictionary:
	var map := {}
	if length * 2 > left() or depth >= MAX_DEPTH:
		fail("a map of %d entries does not fit" % length)
		return map
	for _index in length:
		var key: Variant = value(depth + 1)
		if key is Array or key is Dictionary:
			fail("a map's key is no text and no number")
		if not error.is_empty():
			break
		map[key] = value(depth + 1)
	return map


## Dates become seconds since 1970 (Unix time); every other extension, `undefined` among them, is read as null.
func _extension(length: int) -> Variant:
	var kind := int8()
	if kind != -1:
		raw(length)
		return null
	match length:
		4:
			return _big(4)
		8:
			var packed := _big(8)
			return (packed & 0x3ffffffff) + ((packed >> 34) & 0x3fffffff) / 1e9
		12:
			var nanoseconds := _big(4)
			return _big(8) + nanoseconds / 1e9
	raw(length)
	return null


## Numbers of msgpack are big-endian.
func _big(length: int) -> int:
	var number_so_far := 0
	for _index in length:
		number_so_far = (number_so_far << 8) | uint8()
	return number_so_far


func _signed(bits: int, size: int) -> int:
	return bits - (1 << size) if bits >= 1 << (size - 1) else bits


## Bytes in the other order: what GDScript's decoders want. Zeros when there are too few.
func _reversed(length: int) -> PackedByteArray:
	var turned := raw(length)
	turned.resize(length)
	turned.reverse()
	return turned
