extends "figure.gd"
## Isolde Farrow, the surveyor: tall and straight in grey oilskin, ink on two fingers, mud on boots that were expensive.

const SKIN := Color("e0b493")
const COAT := Color("7c8a90")
const HAIR := Color("2a2024")


func _paint_below() -> void:
	_add_legs(Color("2c2a30"), Color("5a3322"))


func _paint_chest() -> void:
	_add(_chest, Vector2.ZERO, _paint_coat)
	_arm = _add(_chest, Vector2(25, -122), func(brush: Brush) -> void:
		var hand := Vector2(38, -98)
		_paint_arm(brush, Vector2(25, -122), Vector2(37, -90), hand + Vector2(-6, 0), COAT.lightened(0.06), SKIN, 0.3)
		brush.shape(PackedVector2Array([hand + Vector2(-7, -20), hand + Vector2(5, -24), hand + Vector2(13, 14), hand + Vector2(1, 18)]), Color("e2d3ad"), Brush.INK, 1.8)
		brush.line(hand + Vector2(-2, -2), hand + Vector2(9, -5), Color("8a3b30"), 3.0)
		brush.oval(hand + Vector2(-4, 2), Vector2(6, 7), SKIN, Brush.INK, 1.6)
		brush.circle(hand + Vector2(-1, -1), 2.2, Color("2a3a6a")))


func _paint_coat(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-31, -24), Vector2(-25, -86), Vector2(-29, -122), Vector2(-15, -138), Vector2(17, -138), Vector2(29, -122), Vector2(23, -86), Vector2(32, -24), Vector2(0, -18)]), COAT)
	brush.line(Vector2(3, -128), Vector2(2, -24), COAT.darkened(0.35), 2.5)
	brush.line(Vector2(-26, -84), Vector2(24, -84), Color("3a2a20"), 6.0)
	brush.box(Rect2(-3, -88, 10, 9), Color("c99f45"))
	for button in 3:
		brush.circle(Vector2(8, -120 + button * 13), 2.0, Color("c99f45"))
	for light: float in [-21.0, 14.0]:
		brush.line(Vector2(light, -72), Vector2(light - 3, -34), Color(1, 1, 1, 0.16), 3.0)
	_paint_arm(brush, Vector2(-25, -122), Vector2(-36, -94), Vector2(-22, -72), COAT.darkened(0.12), SKIN, 0.2)
	brush.shape(PackedVector2Array([Vector2(-9, -134), Vector2(10, -134), Vector2(9, -152), Vector2(-8, -152)]), SKIN.darkened(0.12), Brush.INK, 0.0)
	brush.blob(PackedVector2Array([Vector2(-19, -132), Vector2(-15, -148), Vector2(17, -148), Vector2(21, -132), Vector2(2, -126)]), COAT.lightened(0.1), Brush.INK, 1.8)


func _paint_head() -> void:
	_add(_face, Vector2.ZERO, _paint_hair_and_face)
	_add_features()


func _paint_hair_and_face(brush: Brush) -> void:
	brush.blob(PackedVector2Array([head + Vector2(-25, 14), head + Vector2(-29, -10), head + Vector2(-14, -30), head + Vector2(12, -30), head + Vector2(24, -14), head + Vector2(-8, 8)]), HAIR)
	brush.oval(head + Vector2(-27, 6), Vector2(10, 12), HAIR)
	_paint_face(brush, SKIN)
	brush.blob(PackedVector2Array([head + Vector2(-24, 2), head + Vector2(-27, -13), head + Vector2(-12, -29), head + Vector2(14, -29), head + Vector2(25, -10), head + Vector2(14, -19), head + Vector2(-4, -17), head + Vector2(-17, -8)]), HAIR, Brush.INK, 1.8)
