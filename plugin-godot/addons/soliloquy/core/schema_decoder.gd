extends RefCounted
## Keeps a copy of the server's state: applies its frames (@colyseus/schema 5, Colyseus 0.18) to a tree of plain
## dictionaries and arrays, which [member state] is the root of.
##
## A frame that does not fit what is known ends in an error, never in a state that only looks right: the caller then
## fetches the state anew.

const ByteReader := preload("byte_reader.gd")
const SchemaType := preload("schema_type.gd")
const StateRefs := preload("state_refs.gd")
const Ref := StateRefs.Ref

const SWITCH_TO_STRUCTURE := 255
const TYPE_ID := 213
const ADD := 128
const DELETE := 64
const DELETE_AND_MOVE := 96
const DELETE_AND_ADD := 192
const CLEAR := 10
const REVERSE := 15
const DELETE_BY_REFID := 33
const ADD_BY_REFID := 129
const ARRAY_OPERATIONS: Array[int] = [0, 32, 64, 96, 128, 129, 160, 192]
const MAP_OPERATIONS: Array[int] = [0, 64, 128, 192]
## How far behind an array's end an entry may be set: farther is a broken frame, and would cost memory.
const MAX_GAP := 1024


## What stands for a deleted entry of an array until the holes are closed.
class Hole:
	extends RefCounted


## The root of the state: fields by name; nested schemas and maps are dictionaries, arrays are arrays.
var state: Dictionary
var _types: Dictionary
var _refs := StateRefs.new()
var _reader := ByteReader.new()
var _hole := Hole.new()


## Begins anew, with a state of [param root] and nothing in it. [param types] by their id.
func start(root: SchemaType, types: Dictionary) -> void:
	_types = types
	state = _refs.start(root).value


## Applies what stands in [param frame] from [param offset] on. Returns what was wrong with it, or an empty string.
func apply(frame: PackedByteArray, offset: int) -> String:
	_reader.open(frame, offset)
	var current := _refs.find(StateRefs.ROOT)
	while _reader.has_more():
		if _reader.peek() == SWITCH_TO_STRUCTURE:
			_reader.at += 1
			_close_holes(current)
			var id := _reader.count()
			var next := _refs.find(id)
			if next == null:
				_reader.fail("structure %d is unknown" % id)
				break
			current = next
			continue
		match current.kind:
			SchemaType.Kind.SCHEMA:
				_apply_to_schema(current)
			SchemaType.Kind.MAP:
				_apply_to_map(current)
			SchemaType.Kind.ARRAY:
				_apply_to_array(current)
	_close_holes(current)
	_refs.collect_garbage()
	return _reader.error


## How many structures are kept: what tests of memory look at.
func ref_count() -> int:
	return _refs.size()


func _apply_to_schema(ref: Ref) -> void:
	var byte := _reader.uint8()
	var operation := byte & 0xc0
	var index := byte & 0x3f
	if index >= ref.type.fields.size():
		return _reader.fail("a state class has no field %d" % index)
	var field := ref.type.fields[index]
	var previous: int = ref.children.get(index, 0)
	if field.kind == SchemaType.Kind.PRIMITIVE:
		ref.value[field.name] = field.default_value() if operation == DELETE else _read_primitive(field.primitive)
		return
	var child := _read_child(field, operation, previous)
	if operation == DELETE or child == null:
		ref.children.erase(index)
		ref.value[field.name] = field.default_value()
	else:
		ref.children[index] = child.id
		ref.value[field.name] = child.value


func _apply_to_map(ref: Ref) -> void:
	var operation := _reader.uint8()
	if operation == CLEAR:
		return _clear(ref)
	if not MAP_OPERATIONS.has(operation):
		return _reader.fail("operation %d is unknown for a map" % operation)
	var index := _reader.count()
	if operation & ADD:
		ref.keys[index] = _reader.string()
	elif not ref.keys.has(index):
		if operation == DELETE:
			return
		return _reader.fail("a map has no entry %d" % index)
	if not _reader.error.is_empty():
		return
	var key: String = ref.keys[index]
	var child_id := 0
	var value: Variant = null
	if ref.field.type == null:
		if operation != DELETE:
			value = _read_primitive(ref.field.primitive)
	else:
		var child := _read_entry(ref, operation, ref.children.get(key, 0))
		if child != null:
			child_id = child.id
			value = child.value
	if not _reader.error.is_empty():
		return
	if operation == DELETE:
		ref.value.erase(key)
		ref.children.erase(key)
		ref.keys.erase(index)
		return
	ref.value[key] = value
	if child_id != 0:
		ref.children[key] = child_id


func _apply_to_array(ref: Ref) -> void:
	var operation := _reader.uint8()
	if operation == CLEAR:
		return _clear(ref)
	if operation == REVERSE:
		ref.value.reverse()
		ref.children.reverse()
		return
	if operation == DELETE_BY_REFID:
		return _delete_by_id(ref, _reader.count())
	if not ARRAY_OPERATIONS.has(operation):
		return _reader.fail("operation %d is unknown for an array" % operation)
	var index := _reader.count()
	if operation == ADD_BY_REFID:
		if ref.field.type == null:
			return _reader.fail("an array of numbers or texts has no structures")
		var at: int = ref.children.find(index)
		index = at if at >= 0 else ref.value.size()
	elif index > ref.value.size() + MAX_GAP:
		return _reader.fail("entry %d is far beyond an array of %d" % [index, ref.value.size()])
	var is_inside: bool = index < ref.value.size()
	var is_filled: bool = is_inside and not is_same(ref.value[index], _hole)
	if ref.field.type == null:
		if operation == DELETE:
			return _make_hole(ref, index)
		if operation == DELETE_AND_MOVE and is_inside:
			_make_hole(ref, index)
		var value: Variant = _read_primitive(ref.field.primitive)
		if _reader.error.is_empty() and not (is_filled and _is_equal(ref.value[index], value)):
			_set_entry(ref, index, operation, value, 0)
		return
	var previous: int = ref.children[index] if is_inside else 0
	var child := _read_entry(ref, operation, previous)
	if operation == DELETE:
		return _make_hole(ref, index)
	if not _reader.error.is_empty():
		return
	if operation == DELETE_AND_MOVE and is_inside:
		_make_hole(ref, index)
	if child.id != previous:
		_set_entry(ref, index, operation, child.value, child.id)


func _set_entry(ref: Ref, index: int, operation: int, value: Variant, child_id: int) -> void:
	var items: Array = ref.value
	var ids: Array = ref.children
	if operation == DELETE_AND_MOVE and index < items.size():
		items.remove_at(index)
		ids.remove_at(index)
	elif operation == ADD and index < items.size() and not is_same(items[index], _hole):
		# Something is there: what comes is inserted before it.
		items.insert(index, value)
		ids.insert(index, child_id)
		return
	while index >= items.size():
		items.append(_hole)
		ids.append(0)
		ref.has_holes = true
	items[index] = value
	ids[index] = child_id


func _make_hole(ref: Ref, index: int) -> void:
	if index >= ref.value.size():
		return
	ref.value[index] = _hole
	ref.children[index] = 0
	ref.has_holes = true


func _delete_by_id(ref: Ref, id: int) -> void:
	# The client may have come after it was gone.
	if _refs.find(id) == null:
		return
	_refs.release(id)
	if ref.field.type == null:
		return
	var index: int = ref.children.find(id)
	if index >= 0:
		_make_hole(ref, index)


func _close_holes(ref: Ref) -> void:
	if not ref.has_holes:
		return
	ref.has_holes = false
	# In place: whoever holds the array goes on seeing it.
	for index in range(ref.value.size() - 1, -1, -1):
		if is_same(ref.value[index], _hole):
			ref.value.remove_at(index)
			ref.children.remove_at(index)


func _clear(ref: Ref) -> void:
	for id: int in ref.child_ids():
		_refs.release(id)
	ref.value.clear()
	ref.children.clear()
	ref.keys.clear()


## The structure that comes for an entry of a collection of schemas; null for a deletion, and when the frame is wrong.
func _read_entry(ref: Ref, operation: int, previous: int) -> Ref:
	if operation & DELETE and previous != 0:
		_refs.release(previous)
	if operation == DELETE:
		return null
	return _read_schema(ref.field.type, operation, previous)


## The structure that comes for a field; null for a deletion, and when the frame is wrong.
func _read_child(field: SchemaType.Field, operation: int, previous: int) -> Ref:
	if operation & DELETE and previous != 0:
		_refs.release(previous)
	if operation == DELETE:
		return null
	if field.kind == SchemaType.Kind.SCHEMA:
		return _read_schema(field.type, operation, previous)
	var id := _reader.count()
	if not _reader.error.is_empty():
		return null
	var ref := _refs.find(id)
	if ref == null:
		ref = _refs.add_collection(id, field)
	elif ref.kind != field.kind or ref.field.type != field.type or ref.field.primitive != field.primitive:
		_reader.fail("structure %d is not what the field %s holds" % [id, field.name])
		return null
	if previous != 0 and previous != id and not operation & DELETE:
		_refs.release(previous)
	_refs.retain(ref, id != previous or operation == DELETE_AND_ADD)
	return ref


func _read_schema(declared: SchemaType, operation: int, previous: int) -> Ref:
	var id := _reader.count()
	if not operation & ADD:
		var known := _refs.find(id)
		if known == null:
			_reader.fail("structure %d is unknown" % id)
		return known
	var type := declared
	if _reader.peek() == TYPE_ID:
		_reader.at += 1
		var type_id := _reader.count()
		if not _types.has(type_id):
			_reader.fail("state class %d is unknown" % type_id)
			return null
		type = _types[type_id]
	if not _reader.error.is_empty():
		return null
	var ref := _refs.find(id)
	if ref == null:
		ref = _refs.add_schema(id, type)
	elif ref.kind != SchemaType.Kind.SCHEMA:
		_reader.fail("structure %d is a collection, not a state class" % id)
		return null
	_refs.retain(ref, id != previous or operation == DELETE_AND_ADD)
	return ref


func _read_primitive(name: String) -> Variant:
	match name:
		"string":
			return _reader.string()
		"number":
			return _reader.number()
		"boolean":
			return _reader.uint8() > 0
		"uint8":
			return _reader.uint8()
		"uint16":
			return _reader.uint16()
		"uint32":
			return _reader.uint32()
		"int8":
			return _reader.int8()
		"int16":
			return _reader.int16()
		"int32":
			return _reader.int32()
		"int64", "bigint64":
			return _reader.int64()
		"uint64", "biguint64":
			return _reader.uint64()
		"float32":
			return _reader.float32()
		"float64":
			return _reader.float64()
	_reader.fail("a %s cannot be read" % name)
	return null


## Without the engine's error for values of different types.
func _is_equal(a: Variant, b: Variant) -> bool:
	return typeof(a) == typeof(b) and a == b
