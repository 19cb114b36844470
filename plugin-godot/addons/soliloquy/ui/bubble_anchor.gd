@tool
extends RefCounted
## Where a bubble's anchor is seen, in the coordinates of the bubble's canvas.


## The NPC that a node is about: its parent, or one beside it or its parent.
static func npc_near(node: Node) -> SoliloquyNpc:
	var ancestor := node.get_parent()
	for level in 2:
		if ancestor == null:
			return null
		if ancestor is SoliloquyNpc:
			return ancestor
		for child in ancestor.get_children():
			if child is SoliloquyNpc:
				return child
		ancestor = ancestor.get_parent()
	return null


static func has_anchor(bubble: Control, anchor: Node) -> bool:
	return _anchor_of(bubble, anchor) != null


## The point that the tail shows at; not finite where it is behind the camera.
static func point_of(bubble: Control, anchor: Node, offset: Vector2) -> Vector2:
	var to_canvas := bubble.get_canvas_transform().affine_inverse()
	var node := _anchor_of(bubble, anchor)
	if node is Node2D:
		var flat: Node2D = node
		return to_canvas * (flat.get_global_transform_with_canvas() * offset)
	if node is Node3D:
		var solid: Node3D = node
		var camera := bubble.get_viewport().get_camera_3d()
		if camera == null or camera.is_position_behind(solid.global_position):
			return Vector2.INF
		return to_canvas * (camera.unproject_position(solid.global_position) + offset)
	if node is Control:
		var control: Control = node
		return to_canvas * (control.get_global_transform_with_canvas() * (Vector2(control.size.x / 2.0, 0.0) + offset))
	return to_canvas * (bubble.get_global_transform_with_canvas() * (Vector2(bubble.size.x / 2.0, bubble.size.y) + offset))


## What can be seen, a little in from its edges. [param bounds]: a part of the viewport, or empty.
static func visible_rect(bubble: Control, bounds: Rect2) -> Rect2:
	var seen := bubble.get_viewport_rect()
	if bounds.has_area():
		seen = seen.intersection(bounds)
	var margin := minf(8.0, seen.size.x / 8.0)
	return bubble.get_canvas_transform().affine_inverse() * seen.grow(-margin)


## Keeps text the same size however far a camera is.
static func pixel_scale(bubble: Control) -> Vector2:
	return Vector2.ONE / bubble.get_canvas_transform().get_scale()


static func _anchor_of(bubble: Control, anchor: Node) -> Node:
	if anchor != null:
		return anchor
	var parent := bubble.get_parent()
	return parent if parent is Node2D or parent is Node3D else null
