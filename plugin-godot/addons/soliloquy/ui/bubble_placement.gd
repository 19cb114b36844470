@tool
extends RefCounted
## Finds places for bubbles: inside what can be seen, and clear of those that were there before.

static var _last_order := 0

var _order := 0
## From where it would be to where there is room. It stays so until the next reply, that nothing moves while it is read.
var _shift := Vector2.ZERO


## For a new reply.
func begin() -> void:
	_shift = Vector2.ZERO
	queue_up()


## Lets those that are there keep their places.
func queue_up() -> void:
	_last_order += 1
	_order = _last_order


func is_before(other: RefCounted) -> bool:
	return _order < other._order


## Where the bubble is now, clear of those that were there before.
func settle(wanted: Rect2, taken: Array[Rect2], bounds: Rect2) -> Rect2:
	var here := clamped(Rect2(wanted.position + _shift, wanted.size), bounds)
	if overlap(here, taken) > 0.0:
		here = place(wanted, taken, bounds)
		_shift = here.position - wanted.position
	return here


## Where a bubble that wants to be at [param wanted] goes.
static func place(wanted: Rect2, taken: Array[Rect2], bounds: Rect2) -> Rect2:
	var inside := clamped(wanted, bounds)
	if overlap(inside, taken) == 0.0:
		return inside
	var best := inside
	var best_cost := _cost(inside, wanted, taken)
	for candidate in _candidates(wanted, taken):
		var here := clamped(candidate, bounds)
		var cost := _cost(here, wanted, taken)
		if cost < best_cost:
			best = here
			best_cost = cost
	return best


## Moved inside; where it is too large for that, its upper left corner is inside.
static func clamped(box: Rect2, bounds: Rect2) -> Rect2:
	var least := bounds.position
	var most := (bounds.end - box.size).max(least)
	return Rect2(box.position.clamp(least, most), box.size)


static func overlap(box: Rect2, taken: Array[Rect2]) -> float:
	var area := 0.0
	for other in taken:
		area += box.intersection(other).get_area()
	return area


## Beside, above and below what is taken, also of two at once.
static func _candidates(wanted: Rect2, taken: Array[Rect2]) -> Array[Rect2]:
	const GAP := 8.0
	var found: Array[Rect2] = []
	var columns: Array[float] = [wanted.position.x]
	var rows: Array[float] = [wanted.position.y]
	for other in taken:
		columns.append_array([other.position.x - wanted.size.x - GAP, other.end.x + GAP])
		rows.append_array([other.position.y - wanted.size.y - GAP, other.end.y + GAP])
	for x in columns:
		for y in rows:
			found.append(Rect2(Vector2(x, y), wanted.size))
	return found


## Text that cannot be read is worse than any distance.
static func _cost(box: Rect2, wanted: Rect2, taken: Array[Rect2]) -> float:
	return overlap(box, taken) * 1000.0 + box.position.distance_to(wanted.position)
