extends "figure.gd"
## Mara Venn, who keeps the house: a skewer through her hair, flour to the elbows, an iron key at her throat.

const SKIN := Color("d9a27c")
const FLOUR := Color("eacdb4")
const DRESS := Color("7d3a30")
const HAIR := Color("8c4f24")


func _swing_of_arm() -> float:
	# She wipes the bar while she listens.
	return -1.15 + sin(_time * 4.4) * 0.2 if is_talking else sin(_time * 2.4) * 0.1


func _paint_below() -> void:
	_add(_body, Vector2.ZERO, func(brush: Brush) -> void:
		brush.blob(PackedVector2Array([Vector2(-38, 0), Vector2(-33, -60), Vector2(-25, -84), Vector2(25, -84), Vector2(34, -60), Vector2(39, 0)]), DRESS.darkened(0.18)))


func _paint_chest() -> void:
	_add(_chest, Vector2.ZERO, _paint_dress)
	_add(_chest, Vector2.ZERO, func(brush: Brush) -> void:
		_paint_arm(brush, Vector2(-31, -110), Vector2(-43, -84), Vector2(-24, -68), DRESS.lightened(0.08), FLOUR, 1.0))
	_arm = _add(_chest, Vector2(31, -110), func(brush: Brush) -> void:
		brush.blob(PackedVector2Array([Vector2(28, -66), Vector2(40, -73), Vector2(56, -65), Vector2(42, -57)]), Color("efe6d2"), Brush.INK, 1.5)
		_paint_arm(brush, Vector2(31, -110), Vector2(45, -86), Vector2(40, -66), DRESS.lightened(0.08), FLOUR, 1.0))


func _paint_dress(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-27, -66), Vector2(-36, -112), Vector2(-20, -126), Vector2(20, -126), Vector2(36, -112), Vector2(27, -66)]), DRESS)
	brush.blob(PackedVector2Array([Vector2(-17, -108), Vector2(17, -108), Vector2(22, -76), Vector2(28, -4), Vector2(-26, -4), Vector2(-22, -76)]), Color("dccfb4"), Brush.INK, 1.8)
	brush.line(Vector2(-26, -74), Vector2(26, -74), Color("a8977a"), 3.0)
	brush.shape(PackedVector2Array([Vector2(-10, -122), Vector2(10, -122), Vector2(8, -138), Vector2(-8, -138)]), SKIN.darkened(0.12), Brush.INK, 1.5)
	# The key on its cord.
	brush.polyline(PackedVector2Array([Vector2(-12, -124), Vector2(1, -108), Vector2(14, -124)]), Color("2b2320"), 2.0)
	brush.circle(Vector2(1, -105), 4.5, Color("4c4a4a"))
	brush.circle(Vector2(1, -105), 2.0, Color("dccfb4"))
	brush.polyline(PackedVector2Array([Vector2(1, -101), Vector2(1, -89), Vector2(6, -89), Vector2(6, -92)]), Color("4c4a4a"), 3.0)


func _paint_head() -> void:
	_add(_face, Vector2.ZERO, _paint_hair_and_face)
	_add_features()


func _paint_hair_and_face(brush: Brush) -> void:
	brush.oval(head + Vector2(-6, -25), Vector2(15, 13), HAIR)
	brush.line(head + Vector2(-26, -36), head + Vector2(14, -17), Color("c9b38a"), 3.5)
	brush.blob(PackedVector2Array([head + Vector2(-26, 8), head + Vector2(-27, -14), head + Vector2(-8, -29), head + Vector2(18, -26), head + Vector2(26, -8), head + Vector2(24, 6)]), HAIR)
	_paint_face(brush, SKIN)
	brush.blob(PackedVector2Array([head + Vector2(-25, 4), head + Vector2(-26, -14), head + Vector2(-8, -28), head + Vector2(18, -26), head + Vector2(26, -8), head + Vector2(12, -15), head + Vector2(-8, -14), head + Vector2(-19, -4)]), HAIR, Brush.INK, 1.8)
