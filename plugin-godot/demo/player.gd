extends "figures/traveller.gd"
## The player's own figure, walked with the arrow keys or WASD.

## Emitted when it has taken its first steps.
signal walked

const SPEED := 270.0

## Where one can walk, before the furniture.
@export var floor_area := Rect2(70, 566, 1140, 96)

## Off while the player types.
var can_walk := true

var _has_walked := false


func _process(delta: float) -> void:
	var direction := _wanted() if can_walk else Vector2.ZERO
	is_walking = direction != Vector2.ZERO
	if is_walking:
		position = (position + direction * Vector2(1.0, 0.6) * SPEED * delta).clamp(floor_area.position, floor_area.end)
		if direction.x != 0.0:
			facing = signf(direction.x)
		if not _has_walked:
			_has_walked = true
			walked.emit()
	super(delta)


func _wanted() -> Vector2:
	var direction := Input.get_vector(&"ui_left", &"ui_right", &"ui_up", &"ui_down")
	direction.x += float(Input.is_physical_key_pressed(KEY_D)) - float(Input.is_physical_key_pressed(KEY_A))
	direction.y += float(Input.is_physical_key_pressed(KEY_S)) - float(Input.is_physical_key_pressed(KEY_W))
	return direction.limit_length()
