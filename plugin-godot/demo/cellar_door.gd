extends Node2D
## The oak door behind the bar, and what is behind it. Its foot is in the middle of its sill.

const Brush := preload("brush.gd")

const WIDTH := 104.0
const HEIGHT := 222.0

## Whether it stands open; it swings there.
var is_open := false:
	set(value):
		if value != is_open:
			is_open = value
			_swing()
## From closed, 0, to open, 1.
var _opened := 0.0
var _tween: Tween


func _swing() -> void:
	if _tween != null:
		_tween.kill()
	_tween = create_tween()
	_tween.set_trans(Tween.TRANS_CUBIC).set_ease(Tween.EASE_IN_OUT)
	_tween.tween_method(_swing_to, _opened, 1.0 if is_open else 0.0, 1.1)


func _swing_to(value: float) -> void:
	_opened = value
	queue_redraw()


func _draw() -> void:
	var brush := Brush.new()
	var half := WIDTH / 2.0
	brush.shape(_arch(half + 15.0, HEIGHT + 15.0), Color("4b4440"), Brush.INK, 2.5)
	brush.shape(_arch(half, HEIGHT), Color("07090d"), Color("14100d"), 2.0)
	if _opened > 0.02:
		_draw_stairs(brush)
	_draw_leaf(brush)
	brush.put_on(self)


## Steps lead down between walls, to a vault with a cold light in it.
func _draw_stairs(brush: Brush) -> void:
	var light := Color("86b9cd")
	var near := _arch(WIDTH / 2.0 - 3.0, HEIGHT - 4.0)
	var far := PackedVector2Array()
	for point in _arch(19.0, 78.0):
		far.append(point + Vector2(0, -34))
	for at in near.size() - 1:
		var shade := 0.10 + 0.13 * absf(at - 7.0) / 7.0
		brush.shape(PackedVector2Array([near[at], near[at + 1], far[at + 1], far[at]]), Color("0d1116").lerp(light, shade * _opened), Color.BLACK, 0.0)
	for step in 5:
		var from := step / 5.0
		var to := (step + 1) / 5.0
		var left := near[0].lerp(far[0], from)
		var right := near[-1].lerp(far[-1], from)
		var brightness := (0.12 + 0.1 * step) * _opened
		brush.shape(PackedVector2Array([left, right, near[-1].lerp(far[-1], to), near[0].lerp(far[0], to)]), Color("14191f").lerp(light, brightness), Color.BLACK, 0.0)
		brush.line(left, right, Color(light, (0.25 + 0.1 * step) * _opened), 1.6)
	brush.shape(far, light.darkened(0.62 - 0.42 * _opened), Color("0a0d10"), 2.0)
	# A barrel stands down there, against the light.
	brush.oval(Vector2(7, -44), Vector2(7, 10), Color("10161b"), Color("0a0d10"), 1.0)


## The leaf turns on its right edge, towards the wall beside it.
func _draw_leaf(brush: Brush) -> void:
	var half := WIDTH / 2.0
	var turned := lerpf(1.0, -0.34, _opened)
	var grown := 1.0 + 0.07 * sin(minf(_opened, 1.0) * PI * 0.5)
	var points := PackedVector2Array()
	for point in _arch(half, HEIGHT):
		var across := (half - point.x) / WIDTH
		points.append(Vector2(half - across * WIDTH * turned, point.y * lerpf(1.0, grown, across)))
	var wood := Color("6a4528").darkened(0.1 + 0.25 * _opened)
	brush.shape(points, wood, Brush.INK, 2.5)
	for board in range(1, 4):
		var x := half - board / 4.0 * WIDTH * turned
		brush.line(Vector2(x, -2), Vector2(x, -HEIGHT + 22.0 + absf(board - 2.0) * 12.0), wood.darkened(0.4), 2.0)
	for height: float in [-50.0, -150.0]:
		brush.line(Vector2(half, height), Vector2(half - 0.86 * WIDTH * turned, height), Color("23201f"), 8.0)
		brush.line(Vector2(half, height - 2.0), Vector2(half - 0.84 * WIDTH * turned, height - 2.0), Color("4a4644"), 2.0)
	# The lock is new.
	var lock := Vector2(half - 0.84 * WIDTH * turned, -104.0)
	if _opened < 0.5:
		brush.shape(PackedVector2Array([lock + Vector2(-9, -13), lock + Vector2(9, -13), lock + Vector2(9, 13), lock + Vector2(-9, 13)]), Color("c7a04e"), Brush.INK, 1.5)
		brush.circle(lock + Vector2(0, -3), 3.0, Brush.INK)
		brush.line(lock + Vector2(0, -2), lock + Vector2(0, 7), Brush.INK, 2.5)


func _arch(half: float, height: float) -> PackedVector2Array:
	var points := PackedVector2Array([Vector2(-half, 0)])
	for step in 13:
		points.append(Vector2(-cos(PI * step / 12.0) * half, -height + half * 0.6 - sin(PI * step / 12.0) * half * 0.6))
	points.append(Vector2(half, 0))
	return points
