extends Node2D
## Somebody in the tavern: stands with its feet at its place, breathes, blinks, walks, talks. What it looks like is painted by
## the scripts that extend this one, in parts that this one moves.

const Brush := preload("../brush.gd")
const Part := preload("../part.gd")
const Feelings := preload("../feelings.gd")

## From the head's middle to what it turns on.
const NECK := Vector2(0, 22)

## Where the head's middle is.
@export var head := Vector2(0, -150)
## How the brows stand: below 0 troubled, above 0 stern.
@export var sternness := 0.0
## 1: looks right; -1: left.
@export var facing := 1.0

var is_talking := false
var is_thinking := false
var is_walking := false
## Somebody speaks to it.
var is_listening := false

## Everything above the feet: it turns with the one who looks about.
var _body := Node2D.new()
## Moves with the breath: what is above the hips.
var _chest := Node2D.new()
var _face := Node2D.new()
var _legs: Array[Part] = []
## The arm that gestures.
var _arm: Part
var _eyes: Part
var _brows: Array[Part] = []
var _closed_mouth: Part
var _open_mouth: Part
var _time := randf() * 10.0
var _stride := 0.0
var _next_blink := 2.0
var _look := Feelings.look_of("")
## How much of the look its face shows, 0 to 1.
var _feeling := 0.0


func _ready() -> void:
	add_child(Part.new(Vector2.ZERO, func(brush: Brush) -> void: brush.shadow(Vector2(0, 1), Vector2(40, 9))))
	add_child(_body)
	_body.scale.x = facing
	_paint_below()
	_body.add_child(_chest)
	_paint_chest()
	_face.position = head + NECK
	_chest.add_child(_face)
	_paint_head()


func _process(delta: float) -> void:
	_time += delta
	_stride = _stride + delta * 9.0 if is_walking else 0.0
	_body.scale.x = move_toward(_body.scale.x, facing, delta * 10.0)
	_body.position.y = -absf(sin(_stride)) * 4.0
	_chest.position.y = -1.0 - sin(_time * 2.1) * 1.2
	for at in _legs.size():
		_legs[at].rotation = sin(_stride) * 0.34 * (1.0 if at == 0 else -1.0)
	_face.rotation = (sin(_time * 7.0) * 0.05 if is_talking else 0.0) + (-0.08 if is_thinking else 0.0) + (sin(_time * 2.2) * 0.05 + 0.04 if is_listening else 0.0)
	if _arm != null:
		_arm.rotation = _swing_of_arm()
	_eyes.scale.y = 0.12 if _time > _next_blink else 1.0
	_eyes.position.y = -NECK.y - (2.0 if is_thinking else 0.0)
	if _time > _next_blink + 0.13:
		_next_blink = _time + randf_range(1.8, 5.0)
	_open_mouth.visible = is_talking and sin(_time * 17.0) > -0.2
	_closed_mouth.visible = not _open_mouth.visible
	_show_feeling(delta)
	_warm()


## Turns to somebody.
func look_towards(other: Node2D) -> void:
	if other.global_position.x != global_position.x:
		facing = signf(other.global_position.x - global_position.x)


## Its face shows what it feels; [param strength] from 0, as it is as a rule, to 1.
func feel(look: Feelings.Look, strength: float) -> void:
	_look = look
	_feeling = 0.5 + 0.5 * strength


func _show_feeling(delta: float) -> void:
	var part := 1.0 - exp(-3.0 * delta)
	for at in _brows.size():
		var inward := 1.0 if at == 0 else -1.0
		_brows[at].rotation = lerpf(_brows[at].rotation, inward * _look.tilt * _feeling * 0.4, part)
		_brows[at].position.y = lerpf(_brows[at].position.y, -NECK.y - 9.5 - _look.lift * _feeling * 3.0, part)
	_closed_mouth.scale.y = lerpf(_closed_mouth.scale.y, lerpf(0.6, _look.smile * 1.3, _feeling), part)


## Overridden: what does not breathe, the legs first.
func _paint_below() -> void:
	pass


## Overridden: body and arms.
func _paint_chest() -> void:
	pass


## Overridden: hair behind the face and before it, around [method _paint_face], then [method _add_features].
func _paint_head() -> void:
	pass


## Overridden by those who do something with their hands.
func _swing_of_arm() -> float:
	return sin(_time * 4.4) * 0.16 if is_talking else sin(_stride) * 0.3 + sin(_time * 1.7) * 0.02


## Nearer to the fire, warmer and brighter.
func _warm() -> void:
	var nearness := clampf(1.0 - absf(global_position.x - 190.0) / 900.0, 0.0, 1.0)
	modulate = Color(0.86, 0.85, 0.93).lerp(Color(1.02, 0.95, 0.87), nearness)


func _add(parent: Node2D, pivot: Vector2, paint: Callable) -> Part:
	var part := Part.new(pivot, paint)
	part.position -= _face.position if parent == _face else Vector2.ZERO
	parent.add_child(part)
	return part


func _add_legs(color: Color, boot: Color) -> void:
	for side: float in [1.0, -1.0]:
		_legs.append(_add(_body, Vector2(side * 9.0, -58), func(brush: Brush) -> void:
			brush.line(Vector2(side * 9.0, -60), Vector2(side * 10.0, -6), Brush.INK, 17.0)
			brush.line(Vector2(side * 9.0, -60), Vector2(side * 10.0, -6), color, 13.0)
			_paint_boot(brush, Vector2(side * 10.0, 0), boot)))


func _paint_boot(brush: Brush, foot: Vector2, color: Color) -> void:
	brush.blob(PackedVector2Array([foot + Vector2(-8, 1), foot + Vector2(-8, -14), foot + Vector2(7, -14), foot + Vector2(15, -4), foot + Vector2(15, 1)]), color, Brush.INK, 1.8)


func _paint_face(brush: Brush, skin: Color, is_old: bool = false) -> void:
	brush.oval(head, Vector2(23, 25), skin)
	brush.circle(head + Vector2(12, 8), 5.5, Color(0.85, 0.32, 0.22, 0.2))
	brush.circle(head + Vector2(-8, 9), 5.0, Color(0.85, 0.32, 0.22, 0.15))
	brush.polyline(PackedVector2Array([head + Vector2(5, -1), head + Vector2(9, 6), head + Vector2(4, 7)]), skin.darkened(0.35), 2.0)
	if is_old:
		brush.line(head + Vector2(-12, 4), head + Vector2(-7, 6), skin.darkened(0.25), 1.4)
		brush.line(head + Vector2(18, 3), head + Vector2(14, 6), skin.darkened(0.25), 1.4)


## What moves in a face, above what is painted of it.
func _add_features() -> void:
	_eyes = _add(_face, head, func(brush: Brush) -> void:
		for eye: float in [-3.0, 12.0]:
			brush.oval(head + Vector2(eye, -1), Vector2(2.8, 3.4), Brush.INK, Brush.INK, 0.8)
			brush.circle(head + Vector2(eye + 1.0, -2.4), 0.9, Color(1, 1, 1, 0.85)))
	for eye: float in [-3.0, 12.0]:
		var inward := signf(4.5 - eye)
		_brows.append(_add(_face, head + Vector2(eye, -9.5), func(brush: Brush) -> void:
			brush.line(head + Vector2(eye + 4.5 * inward, -9.5 + sternness * 2.5), head + Vector2(eye - 4.5 * inward, -9.5 - sternness), Color(Brush.INK, 0.85), 2.2)))
	_closed_mouth = _add(_face, head + Vector2(4, 14), func(brush: Brush) -> void:
		brush.arc(head + Vector2(4, 10.5 + sternness), 5.5, 0.5, PI - 0.5, Color("6a2c25"), 2.2))
	_open_mouth = _add(_face, head, func(brush: Brush) -> void:
		brush.oval(head + Vector2(4, 14), Vector2(5, 3.6), Color("5a201c"), Brush.INK, 1.2))


## An arm from shoulder to hand, bent at the elbow; [param bare] of the lower arm has no sleeve.
func _paint_arm(brush: Brush, shoulder: Vector2, elbow: Vector2, hand: Vector2, sleeve: Color, skin: Color, bare: float = 0.15) -> void:
	brush.polyline(PackedVector2Array([shoulder, elbow, hand]), Brush.INK, 18.0)
	brush.circle(elbow, 9.0, Brush.INK)
	brush.circle(shoulder, 9.0, Brush.INK)
	brush.oval(hand, Vector2(8, 8), skin, Brush.INK, 1.8)
	brush.line(elbow, hand, skin, 14.0)
	brush.line(elbow, elbow.lerp(hand, 1.0 - bare), sleeve, 14.0)
	brush.circle(elbow, 7.0, sleeve)
	brush.circle(shoulder, 7.0, sleeve)
	brush.line(shoulder, elbow, sleeve, 14.0)
	brush.circle(hand, 6.6, skin)
