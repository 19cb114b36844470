@tool
extends RefCounted
## The structures of the server's state by the numbers the server gives them, and how often each stands in the state: what
## stands nowhere any more is forgotten (@colyseus/schema 5).

const SchemaType := preload("schema_type.gd")

const ROOT := 0


## A structure, and what the protocol needs to remember of it.
class Ref:
	extends RefCounted
	var id: int
	var kind: SchemaType.Kind
	## Of a schema instance.
	var type: SchemaType
	## Of a collection: what its entries are.
	var field: SchemaType.Field
	## The dictionary or array that stands in the state.
	var value: Variant
	## Ids of the structures in it: by field index, by map key, or one for each entry of an array (0: none).
	var children: Variant
	## Of a map: keys by the number the server gives them.
	var keys: Dictionary
	## How often it stands in the state.
	var count: int
	## Of an array: some entries are missing until the frame goes on elsewhere; so many because one far behind them was set.
	var has_holes: bool
	var gap: int

	func child_ids() -> Array:
		var ids: Array = children.values() if children is Dictionary else children
		return ids.filter(func(child_id: int) -> bool: return child_id != 0)


var _refs: Dictionary
## Ids whose count fell to 0 in this frame.
var _released: Dictionary
## What was there already and was put somewhere else in this frame: pairs of where to, and what.
var _moved: Array[PackedInt64Array]


## The structure of that number; null where there is none.
func find(id: int) -> Ref:
	return _refs.get(id)


func size() -> int:
	return _refs.size()


## Forgets all, and begins with a root.
func start(root: SchemaType) -> Ref:
	_refs.clear()
	_released.clear()
	_moved.clear()
	var ref := add_schema(ROOT, root)
	ref.count = 1
	return ref


func add_schema(id: int, type: SchemaType) -> Ref:
	var ref := Ref.new()
	ref.id = id
	ref.kind = SchemaType.Kind.SCHEMA
	ref.type = type
	ref.value = type.make()
	ref.children = {}
	_refs[id] = ref
	return ref


func add_collection(id: int, field: SchemaType.Field) -> Ref:
	var ref := Ref.new()
	ref.id = id
	ref.kind = field.kind
	ref.field = field
	ref.value = {} if field.kind == SchemaType.Kind.MAP else []
	ref.children = {} if field.kind == SchemaType.Kind.MAP else []
	_refs[id] = ref
	return ref


## It stands in the state; once more than before where [param is_new].
func retain(ref: Ref, is_new: bool) -> void:
	if is_new:
		ref.count += 1
	_released.erase(ref.id)


## Notes that it was there already, and was put into [param container] now.
func note_move(container: Ref, ref: Ref) -> void:
	_moved.append(PackedInt64Array([container.id, ref.id]))


## It stands in the state once less.
func release(id: int) -> void:
	var ref: Ref = _refs.get(id)
	if ref == null or ref.count == 0 or id == ROOT:
		return
	ref.count -= 1
	if ref.count == 0:
		_released[id] = true


## Forgets what stands nowhere any more, and what stood only in it. To be called at the end of a frame.
func collect_garbage() -> void:
	var queue: Array = _released.keys()
	while not queue.is_empty():
		var id: int = queue.pop_back()
		var ref: Ref = _refs.get(id)
		if ref == null or ref.count > 0:
			continue
		for child_id: int in ref.child_ids():
			if _released.has(child_id):
				continue
			release(child_id)
			if _released.has(child_id):
				queue.append(child_id)
		_refs.erase(id)
	_released.clear()


## Whether something stands within itself since this frame. To be called at the end of a frame, before garbage is collected.
func has_ring() -> bool:
	var moved := _moved
	_moved = []
	for pair in moved:
		if _reaches(pair[1], pair[0]):
			return true
	return false


## Takes all apart: what stands within itself would never be freed.
func dissolve() -> void:
	for ref: Ref in _refs.values():
		ref.value.clear()
	_refs.clear()


func _reaches(from: int, to: int) -> bool:
	var queue: Array[int] = [from]
	var seen := {}
	while not queue.is_empty():
		var id: int = queue.pop_back()
		if id == to:
			return true
		var ref := find(id)
		if ref == null or seen.has(id):
			continue
		seen[id] = true
		queue.append_array(ref.child_ids())
	return false
