extends RefCounted
## The outlines of bubbles, as polygons.


## A box with rounded corners and a tail at its lower edge, whose end is [param tip]; no tail where that is inside.
static func speech(box: Rect2, radius: float, tip: Vector2) -> PackedVector2Array:
	var points := PackedVector2Array()
	var round_by := minf(radius, minf(box.size.x, box.size.y) / 2.0)
	_add_corner(points, box.position + Vector2(round_by, round_by), round_by, PI)
	_add_corner(points, Vector2(box.end.x - round_by, box.position.y + round_by), round_by, PI * 1.5)
	_add_corner(points, box.end - Vector2(round_by, round_by), round_by, 0.0)
	if tip.y > box.end.y + 2.0:
		var half := clampf((tip.y - box.end.y) * 0.4, 5.0, 9.0)
		var foot := clampf(tip.x, box.position.x + round_by + half, maxf(box.end.x - round_by - half, box.position.x + round_by + half))
		# Bent a little, as a pen would draw it.
		points.append(Vector2(foot + half, box.end.y))
		points.append(Vector2(lerpf(foot + half * 0.4, tip.x, 0.5), lerpf(box.end.y, tip.y, 0.55)))
		points.append(tip)
		points.append(Vector2(lerpf(foot - half * 0.9, tip.x, 0.5), lerpf(box.end.y, tip.y, 0.5)))
		points.append(Vector2(foot - half, box.end.y))
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
	var start := Vector2(clampf(tip.x, box.position.x + 16.0, maxf(box.end.x - 16.0, box.position.x + 16.0)), box.end.y + 9.0)
	for at in 2:
		var place := start.lerp(tip, 0.25 + at * 0.6)
		found.append(Vector3(place.x, place.y, 6.0 - at * 2.5))
	return found


static func _add_corner(points: PackedVector2Array, center: Vector2, radius: float, from: float) -> void:
	for step in 7:
		points.append(center + Vector2.from_angle(from + PI * 0.5 * step / 6.0) * radius)
