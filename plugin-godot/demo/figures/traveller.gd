extends "figure.gd"
## A player: a traveller in a cloak, whose colour tells one from the other.

const SKIN := Color("d6a37f")
const HAIR := Color("4b2f1f")

@export var cloak := Color("2f6b68")

var _skirt: Part


func _process(delta: float) -> void:
	super(delta)
	_skirt.skew = sin(_stride) * 0.05


func _paint_below() -> void:
	_add_legs(Color("3a3230"), Color("4a2f20"))
	_skirt = _add(_body, Vector2(0, -80), _paint_skirt)


func _paint_skirt(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-33, -20), Vector2(-27, -90), Vector2(24, -90), Vector2(30, -20), Vector2(0, -13)]), cloak)
	for fold: float in [-18.0, -6.0, 19.0]:
		brush.line(Vector2(fold * 0.8, -80), Vector2(fold, -28), cloak.darkened(0.22), 2.5)
	brush.line(Vector2(10, -90), Vector2(8, -18), cloak.darkened(0.4), 2.5)


func _paint_chest() -> void:
	_add(_chest, Vector2.ZERO, _paint_cloak)
	_arm = _add(_chest, Vector2(19, -108), func(brush: Brush) -> void:
		_paint_arm(brush, Vector2(19, -108), Vector2(27, -84), Vector2(22, -64), cloak.lightened(0.08), SKIN, 0.2))
	_add(_chest, Vector2.ZERO, func(brush: Brush) -> void:
		brush.blob(PackedVector2Array([Vector2(-24, -114), Vector2(-14, -132), Vector2(16, -132), Vector2(24, -114), Vector2(2, -104)]), cloak.lightened(0.12), Brush.INK, 1.8)
		brush.circle(Vector2(7, -112), 4.0, Color("d1a54b")))


func _paint_cloak(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-28, -80), Vector2(-26, -112), Vector2(-12, -126), Vector2(14, -126), Vector2(26, -112), Vector2(25, -80), Vector2(0, -74)]), cloak)
	brush.line(Vector2(-20, -112), Vector2(18, -74), Color("5a3a22"), 5.0)
	brush.shape(PackedVector2Array([Vector2(10, -76), Vector2(28, -72), Vector2(26, -52), Vector2(8, -54)]), Color("7a5230"), Brush.INK, 1.8)


func _paint_head() -> void:
	_add(_face, Vector2.ZERO, _paint_hair_and_face)
	_add_features()


func _paint_hair_and_face(brush: Brush) -> void:
	brush.blob(PackedVector2Array([head + Vector2(-26, 14), head + Vector2(-27, -12), head + Vector2(-10, -30), head + Vector2(16, -27), head + Vector2(25, -8), head + Vector2(4, 12)]), HAIR)
	_paint_face(brush, SKIN)
	brush.blob(PackedVector2Array([head + Vector2(-25, 4), head + Vector2(-27, -13), head + Vector2(-10, -30), head + Vector2(16, -28), head + Vector2(26, -9), head + Vector2(15, -13), head + Vector2(6, -19), head + Vector2(-6, -13), head + Vector2(-18, -5)]), HAIR, Brush.INK, 1.8)
