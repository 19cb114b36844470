extends Camera2D
## Shows the whole room, whatever the window; leans in on those who talk, above the panel they type into.

const ROOM := Rect2(0, 0, 1280, 720)

## Whom it looks at; none: the room.
var focus: Node2D
## How much of the window's height UI covers at the bottom, 0 to 1.
var covered := 0.0


func _ready() -> void:
	_settle(1.0)


func _process(delta: float) -> void:
	_settle(1.0 - exp(-5.0 * delta))


func _settle(part: float) -> void:
	var window := get_viewport_rect().size
	var fit := maxf(window.x / ROOM.size.x, window.y / ROOM.size.y)
	var closeness := 1.0
	var middle := ROOM.get_center()
	if focus != null:
		closeness = 1.06
		var scale_now := fit * closeness
		var half := window.x / scale_now / 2.0
		middle.x = clampf(lerpf(middle.x, focus.global_position.x, 0.75), ROOM.position.x + half - 40.0, ROOM.end.x - half + 40.0)
		# Above the heads there is room for bubbles; what is covered at the bottom is floor.
		middle.y = 612.0 - (0.5 - covered) * window.y / scale_now
	var aim := Vector2(fit, fit) * closeness
	zoom = zoom.lerp(aim, part)
	position = position.lerp(middle, part)
