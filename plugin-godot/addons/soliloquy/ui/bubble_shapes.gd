@tool
extends RefCounted
## The outlines of bubbles, as polygons.

## Tails are no longer than this, in pixels: they show where one is that is far away.
const LONGEST_TAIL := 64.0


## A box with rounded corners and a tail at its lower edge, towards [param tip]; no tail where that is no lower.
static func speech(box: Rect2, radius: float, tip: Vector2) -> PackedVector2Array:
	var points := PackedVector2Array()
	var round_by := minf(radius, minf(box.size.x, box.size.y) / 2.0)
	_add_corner(points, box.position + Vector2(round_by, round_by), round_by, PI)
	_add_corner(points, Vector2(box.end.x - round_by, box.position.y + round_by), round_by, PI * 1.5)
	_add_corner(points, box.end - Vector2(round_by, round_by), round_by, 0.0)
	if tip.y > box.end.y + 2.0:
		var foot := _foot(box, tip, round_by + 9.0)
		var end := _within_reach(foot, tip)
		var half := clampf((end.y - foot.y) * 0.4, 5.0, 9.0)
		# Bent a little, as a pen would draw it; both edges at the same height, so that they never cross.
		var bend := foot.lerp(end, 0.52) - Vector2(half * 0.25, 0.0)
		points.append(foot + Vector2(half, 0.0))
		points.append(bend + Vector2(half * 0.45, 0.0))
		points.append(end)
		points.append(bend - Vector2(half * 0.45, 0.0))
		points.append(foot - Vector2(half, 0.0))
	_add_corner(points, Vector2(box.position.x + round_by, box.end.y - round_by), round_by, PI * 0.5)
	return points


## A cloud around a box: arcs that bulge out of its edge.
static func cloud(box: Rect2) -> PackedVector2Array:
	var feet := PackedVector2Array()
	var across := maxi(3, roundi(box.size.x / 34.0))
	var down := maxi(2, roundi(box.size.y / 30.0))
	for at in across:
		feet.append(Vector2(lerpf(box.position.x, box.end.x, float(at) / across), box.position.y))
	for at in down:
		feet.append(Vector2(box.end.x, lerpf(box.position.y, box.end.y, float(at) / down)))
	for at in across:
		feet.append(Vector2(lerpf(box.end.x, box.position.x, float(at) / across), box.end.y))
	for at in down:
		feet.append(Vector2(box.position.x, lerpf(box.end.y, box.position.y, float(at) / down)))
	var points := PackedVector2Array()
	for at in feet.size():
		var from := feet[at]
		var to := feet[(at + 1) % feet.size()]
		var outward := (to - from).normalized().orthogonal()
		for step in 6:
			var along := step / 6.0
			points.append(from.lerp(to, along) + outward * sin(along * PI) * from.distance_to(to) * 0.27)
	return points


## The smaller and smaller puffs between a cloud and whose thought it is: x, y and radius of each.
static func puffs(box: Rect2, tip: Vector2) -> Array[Vector3]:
	var found: Array[Vector3] = []
	if tip.y < box.end.y + 4.0:
		return found
	var start := _foot(box, tip, 16.0) + Vector2(0.0, 9.0)
	var end := _within_reach(start, tip)
	for at in 2:
		var place := start.lerp(end, 0.25 + at * 0.6)
		found.append(Vector3(place.x, place.y, 6.0 - at * 2.5))
	return found


static func _add_corner(points: PackedVector2Array, center: Vector2, radius: float, from: float) -> void:
	for step in 7:
		var point := center + Vector2.from_angle(from + PI * 0.5 * step / 6.0) * radius
		# Where two corners touch, both end in the same point, and no polygon is drawn that has one twice.
		if points.is_empty() or (not point.is_equal_approx(points[-1]) and not point.is_equal_approx(points[0])):
			points.append(point)


## Where a tail leaves the lower edge: above its end, as far as the corners allow.
static func _foot(box: Rect2, tip: Vector2, margin: float) -> Vector2:
	var inset := minf(margin, box.size.x / 2.0)
	return Vector2(clampf(tip.x, box.position.x + inset, box.end.x - inset), box.end.y)


static func _within_reach(foot: Vector2, tip: Vector2) -> Vector2:
	return foot + (tip - foot).limit_length(LONGEST_TAIL)
