@tool
extends RefCounted
## Writes msgpack (msgpack specification) as Colyseus' server reads it. Numbers beyond 32 bits travel as float64, since the
## server would read an int64 as a BigInt.

## Containers within containers; deeper ones are left out.
const MAX_DEPTH := 64
## No message may be this long; what contains itself would never end.
const MAX_BYTES := 1 << 20
## What stands in for a value that msgpack cannot carry, such as a node.
const NOTHING := 0xc0

var _bytes := PackedByteArray()
## What was left out; told once, not for every value.
var _loss := ""


## The bytes of a value. What has no form in msgpack (a node, a callable) is written as nil, with a warning.
static func encode(value: Variant) -> PackedByteArray:
	var writer := new()
	writer._write(value, 0)
	if not writer._loss.is_empty():
		push_warning("Soliloquy: %s cannot be sent; it is left out." % writer._loss)
	return writer._bytes


func _write(value: Variant, depth: int) -> void:
	if depth > MAX_DEPTH or _bytes.size() > MAX_BYTES:
		return _leave_out("what is nested more than %d deep or larger than %d bytes" % [MAX_DEPTH, MAX_BYTES])
	match typeof(value):
		TYPE_NIL:
			_bytes.append(NOTHING)
		TYPE_BOOL:
			_bytes.append(0xc3 if value else 0xc2)
		TYPE_INT:
			_write_int(value)
		TYPE_FLOAT:
			_write_float(value)
		TYPE_STRING, TYPE_STRING_NAME, TYPE_NODE_PATH:
			_write_string(str(value))
		TYPE_PACKED_BYTE_ARRAY:
			_write_size(value.size(), 0xc4, 0xc5, 0xc6)
			_bytes.append_array(value)
		TYPE_DICTIONARY:
			_write_container(value.size(), 0x80, 0xde, 0xdf)
			for key: Variant in value:
				_write_string(str(key))
				_write(value[key], depth + 1)
		TYPE_ARRAY, TYPE_PACKED_INT32_ARRAY, TYPE_PACKED_INT64_ARRAY, TYPE_PACKED_FLOAT32_ARRAY, \
		TYPE_PACKED_FLOAT64_ARRAY, TYPE_PACKED_STRING_ARRAY:
			_write_container(value.size(), 0x90, 0xdc, 0xdd)
			for item: Variant in value:
				_write(item, depth + 1)
		TYPE_VECTOR2, TYPE_VECTOR2I:
			_write({"x": value.x, "y": value.y}, depth + 1)
		TYPE_VECTOR3, TYPE_VECTOR3I:
			_write({"x": value.x, "y": value.y, "z": value.z}, depth + 1)
		_:
			_leave_out("a %s" % type_string(typeof(value)))


func _leave_out(what: String) -> void:
	_bytes.append(NOTHING)
	_loss = what


func _write_int(value: int) -> void:
	if value >= 0 and value < 0x80:
		_bytes.append(value)
	elif value < 0 and value >= -32:
		_bytes.append(value + 256)
	elif value >= 0 and value <= 0xffffffff:
		_bytes.append(0xce)
		_append_big(value, 4)
	elif value < 0 and value >= -0x80000000:
		_bytes.append(0xd2)
		_append_big(value, 4)
	else:
		_write_float(float(value))


func _write_float(value: float) -> void:
	var packed := PackedByteArray()
	packed.resize(8)
	packed.encode_double(0, value)
	packed.reverse()
	_bytes.append(0xcb)
	_bytes.append_array(packed)


func _write_string(value: String) -> void:
	var utf8 := value.to_utf8_buffer()
	var length := utf8.size()
	if length < 32:
		_bytes.append(0xa0 | length)
	else:
		_write_size(length, 0xd9, 0xda, 0xdb)
	_bytes.append_array(utf8)


func _write_size(size: int, small: int, medium: int, large: int) -> void:
	if size < 0x100:
		_bytes.append(small)
		_bytes.append(size)
	elif size < 0x10000:
		_bytes.append(medium)
		_append_big(size, 2)
	else:
		_bytes.append(large)
		_append_big(size, 4)


func _write_container(size: int, fixed: int, medium: int, large: int) -> void:
	if size < 16:
		_bytes.append(fixed | size)
	elif size < 0x10000:
		_bytes.append(medium)
		_append_big(size, 2)
	else:
		_bytes.append(large)
		_append_big(size, 4)


func _append_big(value: int, length: int) -> void:
	for shift in range(length * 8 - 8, -8, -8):
		_bytes.append((value >> shift) & 0xff)
