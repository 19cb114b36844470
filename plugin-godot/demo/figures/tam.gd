extends "figure.gd"
## Old Tam Reddick, on a stool by the fire: patches, peat under his nails, a foot of frayed rope round his wrist.

const SKIN := Color("c9946e")
const COAT := Color("5d5a3c")
const BEARD := Color("bdb5a6")


func _swing_of_arm() -> float:
	# Now and then he drinks.
	return -0.25 + sin(_time * 4.0) * 0.16 if is_talking else -maxf(0.0, sin(_time * 0.7)) * 0.12


func _paint_below() -> void:
	_add(_body, Vector2.ZERO, _paint_stool_and_legs)


func _paint_stool_and_legs(brush: Brush) -> void:
	for x: float in [-20.0, 0.0, 18.0]:
		brush.line(Vector2(x * 0.7 - 4, -44), Vector2(x - 4, 0), Color("3d2618"), 6.0)
	brush.oval(Vector2(-4, -46), Vector2(28, 7), Color("6d4529"))
	for side: float in [0.0, 1.0]:
		var leg := PackedVector2Array([Vector2(-4, -52), Vector2(28 - side * 6, -50), Vector2(30 - side * 14, -10)])
		brush.polyline(leg, Brush.INK, 17.0)
		brush.polyline(leg, Color("3f3b36").lightened(side * 0.06), 13.0)
		_paint_boot(brush, Vector2(30 - side * 14, 0), Color("3a2a20"))


func _paint_chest() -> void:
	_add(_chest, Vector2.ZERO, _paint_coat)
	_arm = _add(_chest, Vector2(17, -104), func(brush: Brush) -> void:
		brush.mug(Vector2(52, -72), Color("84653f"), true)
		_paint_arm(brush, Vector2(17, -104), Vector2(26, -76), Vector2(44, -82), COAT.lightened(0.05), SKIN, 0.3)
		# The frayed rope, from the flood.
		brush.line(Vector2(33, -86), Vector2(38, -73), Color("c9b184"), 4.0))


func _paint_coat(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-32, -40), Vector2(-34, -84), Vector2(-22, -116), Vector2(14, -116), Vector2(25, -86), Vector2(20, -44)]), COAT)
	for patch: Array in [[Vector2(-22, -70), Color("7a4a35")], [Vector2(2, -60), Color("4a5560")], [Vector2(-16, -98), Color("7d6f45")]]:
		var at: Vector2 = patch[0]
		var color: Color = patch[1]
		brush.shape(PackedVector2Array([at, at + Vector2(15, -2), at + Vector2(17, 13), at + Vector2(2, 15)]), color, color.darkened(0.45), 1.5)
	_paint_arm(brush, Vector2(-24, -104), Vector2(-31, -76), Vector2(-6, -58), COAT.darkened(0.12), SKIN, 0.2)


func _paint_head() -> void:
	_add(_face, Vector2.ZERO, _paint_beard_and_face)
	_add_features()


func _paint_beard_and_face(brush: Brush) -> void:
	brush.blob(PackedVector2Array([head + Vector2(-25, -4), head + Vector2(-27, 16), head + Vector2(-16, 24), head + Vector2(-12, -12)]), BEARD)
	_paint_face(brush, SKIN, true)
	brush.blob(PackedVector2Array([head + Vector2(-22, 3), head + Vector2(-14, 11), head + Vector2(-2, 9), head + Vector2(4, 17), head + Vector2(11, 9), head + Vector2(22, 8),
		head + Vector2(21, 28), head + Vector2(7, 46), head + Vector2(-10, 38), head + Vector2(-21, 22)]), BEARD, Brush.INK, 1.8)
	brush.blob(PackedVector2Array([head + Vector2(-27, -8), head + Vector2(-24, -25), head + Vector2(-4, -35), head + Vector2(20, -27), head + Vector2(28, -11), head + Vector2(12, -14), head + Vector2(-10, -12)]), Color("4d4336"))
	brush.line(head + Vector2(4, -13), head + Vector2(33, -9), Color("3a3229"), 6.0)
