@tool
extends RefCounted
## Entries of an array of the state, put and taken as @colyseus/schema 5 does it: what is deleted leaves a hole, and holes are
## closed when the frame goes on to another structure.

const Ref := preload("state_refs.gd").Ref

## How many entries may be missing before one that is set: more is a broken frame, and would cost memory.
const MAX_GAP := 1024


## What stands for a missing entry.
class Hole:
	extends RefCounted


static var _hole := Hole.new()


static func is_filled(ref: Ref, index: int) -> bool:
	return index < ref.value.size() and not is_same(ref.value[index], _hole)


## Whether a value may be set at a place: at most so far behind the end.
static func is_in_reach(ref: Ref, index: int) -> bool:
	return index - ref.value.size() + ref.gap <= MAX_GAP


## Sets an entry. Where there is none, those before it are holes until they come.
static func put(ref: Ref, index: int, value: Variant, child_id: int) -> void:
	while index > ref.value.size():
		ref.value.append(_hole)
		ref.children.append(0)
		ref.gap += 1
		ref.has_holes = true
	if index == ref.value.size():
		ref.value.append(value)
		ref.children.append(child_id)
		return
	ref.value[index] = value
	ref.children[index] = child_id


## Sets an entry; what is at its place and behind it moves on by one.
static func insert(ref: Ref, index: int, value: Variant, child_id: int) -> void:
	ref.value.insert(index, value)
	ref.children.insert(index, child_id)


## Removes an entry; what is behind it moves up by one.
static func remove(ref: Ref, index: int) -> void:
	ref.value.remove_at(index)
	ref.children.remove_at(index)


static func make_hole(ref: Ref, index: int) -> void:
	if index >= ref.value.size():
		return
	ref.value[index] = _hole
	ref.children[index] = 0
	ref.has_holes = true


## In place: whoever holds the array goes on seeing it.
static func close_holes(ref: Ref) -> void:
	if not ref.has_holes:
		return
	ref.has_holes = false
	ref.gap = 0
	var kept := 0
	for index in ref.value.size():
		if not is_same(ref.value[index], _hole):
			ref.value[kept] = ref.value[index]
			ref.children[kept] = ref.children[index]
			kept += 1
	ref.value.resize(kept)
	ref.children.resize(kept)
