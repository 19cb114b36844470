extends RefCounted
## msgpack both ways (msgpack specification), as Colyseus' messages use it. Written for what msgpackr reads and writes:
## numbers beyond 32 bits travel as float64, since the server would read an int64 as a BigInt.

const ByteReader := preload("byte_reader.gd")

## Containers within containers; one more is refused.
const MAX_DEPTH := 64
## What stands in for a value that msgpack cannot carry, such as a node.
const NOTHING := 0xc0


## Reads one value from [param reader], to where it ends. [member ByteReader.error] says what did not fit.
static func read(reader: ByteReader, depth: int = 0) -> Variant:
	var prefix := reader.uint8()
	if prefix < 0x80:
		return prefix
	if prefix < 0x90:
		return _read_map(reader, prefix & 0x0f, depth)
	if prefix < 0xa0:
		return _read_array(reader, prefix & 0x0f, depth)
	if prefix < 0xc0:
		return reader.utf8(prefix & 0x1f)
	if prefix >= 0xe0:
		return prefix - 256
	match prefix:
		0xc0:
			return null
		0xc2:
			return false
		0xc3:
			return true
		0xcc:
			return reader.uint8()
		0xcd:
			return _big(reader, 2)
		0xce:
			return _big(reader, 4)
		0xcf:
			return _unsigned(_big(reader, 8))
		0xd0:
			return reader.int8()
		0xd1:
			return _signed(_big(reader, 2), 16)
		0xd2:
			return _signed(_big(reader, 4), 32)
		0xd3:
			return _big(reader, 8)
		0xca:
			return _reversed(reader, 4).decode_float(0)
		0xcb:
			return _reversed(reader, 8).decode_double(0)
		0xd9:
			return reader.utf8(reader.uint8())
		0xda:
			return reader.utf8(_big(reader, 2))
		0xdb:
			return reader.utf8(_big(reader, 4))
		0xc4:
			return reader.raw(reader.uint8())
		0xc5:
			return reader.raw(_big(reader, 2))
		0xc6:
			return reader.raw(_big(reader, 4))
		0xdc:
			return _read_array(reader, _big(reader, 2), depth)
		0xdd:
			return _read_array(reader, _big(reader, 4), depth)
		0xde:
			return _read_map(reader, _big(reader, 2), depth)
		0xdf:
			return _read_map(reader, _big(reader, 4), depth)
		0xc7:
			return _read_extension(reader, reader.uint8())
		0xc8:
			return _read_extension(reader, _big(reader, 2))
		0xc9:
			return _read_extension(reader, _big(reader, 4))
		0xd4, 0xd5, 0xd6, 0xd7, 0xd8:
			return _read_extension(reader, 1 << (prefix - 0xd4))
	reader.fail("0x%02x begins no msgpack value" % prefix)
	return null


## The bytes of a value. What has no form in msgpack (a node, a callable) is written as nil, with a warning.
static func encode(value: Variant) -> PackedByteArray:
	var bytes := PackedByteArray()
	_write(bytes, value, 0)
	return bytes


static func _read_array(reader: ByteReader, length: int, depth: int) -> Array:
	var items := []
	# Every item takes a byte at least: a length that cannot be true is refused before anything is made of it.
	if length > reader.left() or depth >= MAX_DEPTH:
		reader.fail("an array of %d items does not fit" % length)
		return items
	for _index in length:
		items.append(read(reader, depth + 1))
		if not reader.error.is_empty():
			break
	return items


static func _read_map(reader: ByteReader, length: int, depth: int) -> Dictionary:
	var map := {}
	if length * 2 > reader.left() or depth >= MAX_DEPTH:
		reader.fail("a map of %d entries does not fit" % length)
		return map
	for _index in length:
		var key: Variant = read(reader, depth + 1)
		if key is Array or key is Dictionary:
			reader.fail("a map's key is no text and no number")
		if not reader.error.is_empty():
			break
		map[key] = read(reader, depth + 1)
	return map


## Dates become seconds since 1970 (Unix time); every other extension, `undefined` among them, is read as null.
static func _read_extension(reader: ByteReader, length: int) -> Variant:
	var kind := reader.int8()
	if kind != -1:
		reader.raw(length)
		return null
	match length:
		4:
			return _big(reader, 4)
		8:
			var packed := _big(reader, 8)
			return (packed & 0x3ffffffff) + ((packed >> 34) & 0x3fffffff) / 1e9
		12:
			var nanoseconds := _big(reader, 4)
			return _big(reader, 8) + nanoseconds / 1e9
	reader.raw(length)
	return null


static func _big(reader: ByteReader, length: int) -> int:
	var value := 0
	for _index in length:
		value = (value << 8) | reader.uint8()
	return value


static func _signed(value: int, bits: int) -> int:
	return value - (1 << bits) if value >= 1 << (bits - 1) else value


static func _unsigned(value: int) -> Variant:
	return value if value >= 0 else float(value) + 18446744073709551616.0


## Bytes in the other order: what GDScript's decoders want. Zeros when there are too few.
static func _reversed(reader: ByteReader, length: int) -> PackedByteArray:
	var bytes := reader.raw(length)
	bytes.resize(length)
	bytes.reverse()
	return bytes


static func _write(bytes: PackedByteArray, value: Variant, depth: int) -> void:
	if depth > MAX_DEPTH:
		push_warning("Soliloquy: a message is nested more than %d deep; the rest is left out." % MAX_DEPTH)
		bytes.append(NOTHING)
		return
	match typeof(value):
		TYPE_NIL:
			bytes.append(NOTHING)
		TYPE_BOOL:
			bytes.append(0xc3 if value else 0xc2)
		TYPE_INT:
			_write_int(bytes, value)
		TYPE_FLOAT:
			_write_float(bytes, value)
		TYPE_STRING, TYPE_STRING_NAME, TYPE_NODE_PATH:
			_write_string(bytes, str(value))
		TYPE_PACKED_BYTE_ARRAY:
			_write_size(bytes, value.size(), 0xc4, 0xc5, 0xc6)
			bytes.append_array(value)
		TYPE_DICTIONARY:
			_write_container(bytes, value.size(), 0x80, 0xde, 0xdf)
			for key: Variant in value:
				_write_string(bytes, str(key))
				_write(bytes, value[key], depth + 1)
		TYPE_ARRAY, TYPE_PACKED_INT32_ARRAY, TYPE_PACKED_INT64_ARRAY, TYPE_PACKED_FLOAT32_ARRAY, \
		TYPE_PACKED_FLOAT64_ARRAY, TYPE_PACKED_STRING_ARRAY:
			_write_container(bytes, value.size(), 0x90, 0xdc, 0xdd)
			for item: Variant in value:
				_write(bytes, item, depth + 1)
		TYPE_VECTOR2, TYPE_VECTOR2I:
			_write(bytes, {"x": value.x, "y": value.y}, depth + 1)
		TYPE_VECTOR3, TYPE_VECTOR3I:
			_write(bytes, {"x": value.x, "y": value.y, "z": value.z}, depth + 1)
		_:
			push_warning("Soliloquy: a %s cannot be sent; it is left out." % type_string(typeof(value)))
			bytes.append(NOTHING)


static func _write_int(bytes: PackedByteArray, value: int) -> void:
	if value >= 0 and value < 0x80:
		bytes.append(value)
	elif value < 0 and value >= -32:
		bytes.append(value + 256)
	elif value >= 0 and value <= 0xffffffff:
		bytes.append(0xce)
		_append_big(bytes, value, 4)
	elif value < 0 and value >= -0x80000000:
		bytes.append(0xd2)
		_append_big(bytes, value, 4)
	else:
		_write_float(bytes, float(value))


static func _write_float(bytes: PackedByteArray, value: float) -> void:
	var packed := PackedByteArray()
	packed.resize(8)
	packed.encode_double(0, value)
	packed.reverse()
	bytes.append(0xcb)
	bytes.append_array(packed)


static func _write_string(bytes: PackedByteArray, value: String) -> void:
	var utf8 := value.to_utf8_buffer()
	var length := utf8.size()
	if length < 32:
		bytes.append(0xa0 | length)
	else:
		_write_size(bytes, length, 0xd9, 0xda, 0xdb)
	bytes.append_array(utf8)


static func _write_size(bytes: PackedByteArray, size: int, small: int, medium: int, large: int) -> void:
	if size < 0x100:
		bytes.append(small)
		bytes.append(size)
	elif size < 0x10000:
		bytes.append(medium)
		_append_big(bytes, size, 2)
	else:
		bytes.append(large)
		_append_big(bytes, size, 4)


static func _write_container(bytes: PackedByteArray, size: int, fixed: int, medium: int, large: int) -> void:
	if size < 16:
		bytes.append(fixed | size)
	elif size < 0x10000:
		bytes.append(medium)
		_append_big(bytes, size, 2)
	else:
		bytes.append(large)
		_append_big(bytes, size, 4)


static func _append_big(bytes: PackedByteArray, value: int, length: int) -> void:
	for shift in range(length * 8 - 8, -8, -8):
		bytes.append((value >> shift) & 0xff)
