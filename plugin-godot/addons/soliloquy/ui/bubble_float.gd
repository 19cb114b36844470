@tool
extends RefCounted
## Holds the box of a [SoliloquySpeechBubble] above its anchor: inside what can be seen, and clear of other bubbles.

const Box := preload("bubble_box.gd")
const Anchor := preload("bubble_anchor.gd")

var _box: Box
var _tip := Vector2.INF


func _init(box: Box) -> void:
	_box = box


## Moves the box to where the anchor of [param bubble] is now; hides it where that cannot be seen.
func follow(bubble: Control, anchor: Variant, offset: Vector2, within: Rect2) -> void:
	# A freed anchor is no null.
	if typeof(anchor) == TYPE_NIL or is_instance_valid(anchor):
		_tip = Anchor.point_of(bubble, anchor, offset)
		_box.has_tail = Anchor.has_anchor(bubble, anchor)
	_box.visible = _tip.is_finite() and bubble.is_visible_in_tree()
	if not _box.visible:
		return
	_box.scale = Anchor.pixel_scale(bubble)
	var extent := _box.rect().size
	var wanted := Rect2(_tip - Vector2(extent.x / 2.0, extent.y + _box.tail_length() * _box.scale.y), extent)
	var taken: Array[Rect2] = []
	for other: Box in bubble.get_tree().get_nodes_in_group(Box.GROUP):
		if other.placement.is_before(_box.placement) and other.visible and other.get_canvas() == bubble.get_canvas():
			taken.append(other.rect())
	_box.position = _box.placement.settle(wanted, taken, Anchor.visible_rect(bubble, within)).position.round()
	_box.tip = (_tip - _box.position) / _box.scale
