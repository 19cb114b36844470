@tool
extends RefCounted
## Keeps a copy of the server's state: applies its frames (@colyseus/schema 5, Colyseus 0.18) to a tree of plain
## dictionaries and arrays, which [member state] is the root of.
##
## A frame that does not fit what is known ends in an error, never in a state that only looks right: the caller then
## fetches the state anew.

const ByteReader := preload("byte_reader.gd")
const SchemaType := preload("schema_type.gd")
const StateRefs := preload("state_refs.gd")
const ArrayEntries := preload("array_entries.gd")
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

## The root of the state: fields by name; nested schemas and maps are dictionaries, arrays are arrays.
var state: Dictionary
var _types: Dictionary
var _refs := StateRefs.new()
var _reader := ByteReader.new()


## Begins anew, with a state of [param root] and nothing in it. [param types] by their id.
func start(root: SchemaType, types: Dictionary) -> void:
	_types = types
	state = _refs.start(root).value


## Applies what stands in [param frame] from [param offset] on. Returns what was wrong with it, or an empty string; begins
## with "unsupported: " where the frame may be right, but no such state can be kept. After an error nothing more can be applied.
func apply(frame: PackedByteArray, offset: int) -> String:
	_reader.open(frame, offset)
	var current := _refs.find(StateRefs.ROOT)
	# The hot loop: written without calls where it can be. An error puts the reader at the end.
	while _reader.at < _reader.end:
		if _reader.bytes[_reader.at] == SWITCH_TO_STRUCTURE:
			current = _switch(current)
			continue
		match current.kind:
			SchemaType.Kind.SCHEMA:
				_apply_to_schema(current)
			SchemaType.Kind.MAP:
				_apply_to_map(current)
			SchemaType.Kind.ARRAY:
				_apply_to_array(current)
	ArrayEntries.close_holes(current)
	if _refs.has_ring():
		_refs.dissolve()
		if _reader.error.is_empty():
			return "unsupported: the state holds something that stands within itself"
	_refs.collect_garbage()
	return _reader.error


## How many structures are kept: what tests of memory look at.
func ref_count() -> int:
	return _refs.size()


func _switch(from: Ref) -> Ref:
	_reader.at += 1
	ArrayEntries.close_holes(from)
	var id := _reader.count()
	var ref := _refs.find(id)
	if ref == null:
		_reader.fail("structure %d is unknown" % id)
		return from
	return ref


func _apply_to_schema(ref: Ref) -> void:
	var byte := _reader.uint8()
	var operation := byte & 0xc0
	var index := byte & 0x3f
	if index >= ref.type.fields.size():
		return _reader.fail("a state class has no field %d" % index)
	var field := ref.type.fields[index]
	if field.kind == SchemaType.Kind.PRIMITIVE:
		ref.value[field.name] = field.default_value() if operation == DELETE else _reader.call(field.reader)
		return
	var child := _read_child(ref, field, operation, ref.children.get(index, 0))
	if child == null:
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
		# What is gone already may be deleted again.
		if operation != DELETE:
			_reader.fail("a map has no entry %d" % index)
		return
	if not _reader.error.is_empty():
		return
	var key: String = ref.keys[index]
	if operation == DELETE:
		_release(ref.children.get(key, 0))
		ref.value.erase(key)
		ref.children.erase(key)
		ref.keys.erase(index)
	elif ref.field.type == null:
		ref.value[key] = _reader.call(ref.field.reader)
	else:
		var child := _read_schema(ref, ref.field.type, operation, ref.children.get(key, 0))
		if child != null:
			ref.value[key] = child.value
			ref.children[key] = child.id


func _apply_to_array(ref: Ref) -> void:
	var operation := _reader.uint8()
	match operation:
		CLEAR:
			return _clear(ref)
		REVERSE:
			ref.value.reverse()
			ref.children.reverse()
			return
		DELETE_BY_REFID:
			return _delete_by_id(ref, _reader.count())
	if not ARRAY_OPERATIONS.has(operation):
		return _reader.fail("operation %d is unknown for an array" % operation)
	var index := _reader.count()
	if operation == ADD_BY_REFID:
		var at: int = ref.children.find(index)
		index = at if at >= 0 else ref.value.size()
	elif not ArrayEntries.is_in_reach(ref, index):
		return _reader.fail("entry %d is far beyond an array of %d" % [index, ref.value.size()])
	if ref.field.type == null:
		_apply_to_primitives(ref, operation, index)
	else:
		_apply_to_schemas(ref, operation, index)


func _apply_to_primitives(ref: Ref, operation: int, index: int) -> void:
	if operation == ADD_BY_REFID:
		return _reader.fail("an array of numbers or texts has no structures")
	if operation == DELETE:
		return ArrayEntries.make_hole(ref, index)
	var value: Variant = _reader.call(ref.field.reader)
	var is_there: bool = ArrayEntries.is_filled(ref, index) and typeof(ref.value[index]) == typeof(value) and ref.value[index] == value
	if operation == DELETE_AND_MOVE:
		ArrayEntries.make_hole(ref, index)
	if _reader.error.is_empty() and not is_there:
		_set_entry(ref, operation, index, value, 0)


func _apply_to_schemas(ref: Ref, operation: int, index: int) -> void:
	var previous: int = ref.children[index] if index < ref.value.size() else 0
	if operation == DELETE:
		_release(previous)
		return ArrayEntries.make_hole(ref, index)
	var child := _read_schema(ref, ref.field.type, operation, previous)
	if child == null:
		return
	if operation == DELETE_AND_MOVE:
		ArrayEntries.make_hole(ref, index)
	if child.id != previous:
		_set_entry(ref, operation, index, child.value, child.id)
	elif ArrayEntries.is_filled(ref, index):
		# The same, but for where it had been forgotten in between.
		ref.value[index] = child.value


func _set_entry(ref: Ref, operation: int, index: int, value: Variant, child_id: int) -> void:
	if operation == ADD and ArrayEntries.is_filled(ref, index):
		return ArrayEntries.insert(ref, index, value, child_id)
	if operation == DELETE_AND_MOVE and index < ref.value.size():
		ArrayEntries.remove(ref, index)
	ArrayEntries.put(ref, index, value, child_id)


func _delete_by_id(ref: Ref, id: int) -> void:
	# The client may have come after it was gone.
	if _refs.find(id) == null:
		return
	_refs.release(id)
	var index: int = ref.children.find(id)
	if index >= 0:
		ArrayEntries.make_hole(ref, index)


func _clear(ref: Ref) -> void:
	for id: int in ref.child_ids():
		_refs.release(id)
	ref.value.clear()
	ref.children.clear()
	ref.keys.clear()


func _release(id: int) -> void:
	if id != StateRefs.ROOT:
		_refs.release(id)


## The structure that comes for a field of [param container]; null for a deletion, and when the frame is wrong.
func _read_child(container: Ref, field: SchemaType.Field, operation: int, previous: int) -> Ref:
	if operation == DELETE:
		_release(previous)
		return null
	if field.kind == SchemaType.Kind.SCHEMA:
		return _read_schema(container, field.type, operation, previous)
	if operation & DELETE:
		_release(previous)
	var id := _reader.count()
	if not _reader.error.is_empty():
		return null
	var ref := _refs.find(id)
	if ref == null:
		ref = _refs.add_collection(id, field)
	elif ref.kind != field.kind or not ref.field.holds_what(field):
		_reader.fail("structure %d is not what the field %s holds" % [id, field.name])
		return null
	elif id != previous or id == StateRefs.ROOT:
		_refs.note_move(container, ref)
	if id != previous and not operation & DELETE:
		_release(previous)
	_refs.retain(ref, id != previous or operation == DELETE_AND_ADD)
	return ref


## The instance that comes for a field or an entry of [param container]; null when the frame is wrong.
func _read_schema(container: Ref, declared: SchemaType, operation: int, previous: int) -> Ref:
	if operation & DELETE:
		_release(previous)
	var id := _reader.count()
	var type := declared
	if operation & ADD and _reader.peek() == TYPE_ID:
		_reader.at += 1
		type = _types.get(_reader.count())
	if not _reader.error.is_empty():
		return null
	var ref := _refs.find(id)
	if ref == null:
		if type == null or not type.is_a(declared) or not operation & ADD:
			_reader.fail("structure %d is unknown, or of an unknown class" % id)
			return null
		ref = _refs.add_schema(id, type)
	elif ref.kind != SchemaType.Kind.SCHEMA or not ref.type.is_a(declared):
		_reader.fail("structure %d is of another class than what holds it" % id)
		return null
	elif id != previous or id == StateRefs.ROOT:
		_refs.note_move(container, ref)
	if operation & ADD:
		_refs.retain(ref, id != previous or operation == DELETE_AND_ADD)
	return ref
