extends Node2D
## A piece of furniture that somebody may stand behind: sorted with the figures by where it stands.

const Brush := preload("brush.gd")
const Part := preload("part.gd")

enum Piece { BAR, TABLE, SETTLE, BARRELS }

@export var piece := Piece.BAR

var _time := 0.0
var _flame: Part
var _cat: Part
var _tail: Part


func _ready() -> void:
	match piece:
		Piece.BAR:
			add_child(Part.new(Vector2.ZERO, _draw_bar))
			_flame = _add_flame(Vector2(-180, -138))
		Piece.TABLE:
			add_child(Part.new(Vector2.ZERO, _draw_table))
			_flame = _add_flame(Vector2(-76, -94))
		Piece.SETTLE:
			add_child(Part.new(Vector2.ZERO, _draw_settle))
			_tail = Part.new(Vector2(36, -58), _draw_tail)
			add_child(_tail)
			_cat = Part.new(Vector2(0, -54), _draw_cat)
			add_child(_cat)
		Piece.BARRELS:
			add_child(Part.new(Vector2.ZERO, _draw_barrels))
	set_process(_flame != null or _cat != null)


func _process(delta: float) -> void:
	_time += delta
	if _flame != null:
		_flame.scale = Vector2(1.0 + 0.08 * sin(_time * 11.0), 1.0 + 0.16 * sin(_time * 7.0 + position.x))
		_flame.rotation = sin(_time * 3.0 + position.x) * 0.09
	if _cat != null:
		_cat.scale.y = 1.0 + 0.03 * sin(_time * 1.6)
		_tail.rotation = sin(_time * 0.9) * 0.22


func _add_flame(wick: Vector2) -> Part:
	var flame := Part.new(Vector2.ZERO, func(brush: Brush) -> void: brush.flame())
	flame.position = wick
	add_child(flame)
	return flame


func _draw_bar(brush: Brush) -> void:
	brush.shadow(Vector2(0, 2), Vector2(250, 16))
	for column in 9:
		brush.plank(Rect2(-225 + column * 50, -96, 49, 96), Color("5b3a25"), column)
	brush.plank(Rect2(-228, -14, 456, 14), Color("3a2418"))
	for column in 4:
		brush.shape(PackedVector2Array([Vector2(-205 + column * 112, -80), Vector2(-131 + column * 112, -80), Vector2(-131 + column * 112, -28), Vector2(-205 + column * 112, -28)]), Color(0, 0, 0, 0.16), Color("3a2418"), 2.0)
	brush.shape(PackedVector2Array([Vector2(-246, -98), Vector2(-226, -122), Vector2(226, -122), Vector2(246, -98)]), Color("8a5c38"), Brush.INK, 2.0)
	brush.line(Vector2(-224, -119), Vector2(224, -119), Color("b98450"), 2.0)
	brush.plank(Rect2(-246, -98, 492, 12), Color("6d4529"))
	# A candle, mugs, a loaf and the slate.
	brush.candle(Vector2(-180, -112))
	for mug: Vector2 in [Vector2(-110, -106), Vector2(96, -104), Vector2(128, -110)]:
		brush.mug(mug, Color("84653f"), true)
	brush.blob(PackedVector2Array([Vector2(172, -106), Vector2(174, -122), Vector2(196, -127), Vector2(216, -120), Vector2(217, -106)]), Color("b9823f"), Brush.INK, 1.8)
	for cut in 3:
		brush.line(Vector2(182 + cut * 11, -123), Vector2(187 + cut * 11, -113), Color("7d5224"), 2.0)


func _draw_table(brush: Brush) -> void:
	brush.shadow(Vector2(0, 2), Vector2(112, 14))
	for x: float in [-84.0, 72.0]:
		brush.plank(Rect2(x, -58, 14, 58), Color("4a2f1e"))
	brush.shape(PackedVector2Array([Vector2(-104, -58), Vector2(-84, -82), Vector2(86, -82), Vector2(106, -58)]), Color("7c5232"), Brush.INK, 2.0)
	brush.plank(Rect2(-104, -58, 210, 9), Color("5c3c26"))
	# The survey: a map, a brass level, an ink-pot.
	brush.shape(PackedVector2Array([Vector2(-62, -64), Vector2(-44, -78), Vector2(30, -78), Vector2(34, -64)]), Color("d8c69c"), Color("5a4930"), 1.5)
	brush.polyline(PackedVector2Array([Vector2(-46, -68), Vector2(-28, -74), Vector2(-8, -69), Vector2(20, -74)]), Color("5f7f94"), 2.0)
	brush.polyline(PackedVector2Array([Vector2(-36, -67), Vector2(-20, -70), Vector2(10, -67)]), Color("8a5a3a"), 1.2)
	brush.plank(Rect2(42, -74, 34, 9), Color("c99f45"))
	brush.circle(Vector2(59, -70), 3.0, Color("bfe0c4"))
	brush.candle(Vector2(-76, -68))


func _draw_settle(brush: Brush) -> void:
	brush.shadow(Vector2(0, 2), Vector2(78, 12))
	brush.plank(Rect2(-64, -122, 128, 74), Color("50331f"))
	for slat in 4:
		brush.plank(Rect2(-58 + slat * 30, -116, 26, 64), Color("5f3d26"), slat)
	brush.plank(Rect2(-70, -52, 140, 14), Color("6b4429"))
	brush.plank(Rect2(-66, -38, 132, 30), Color("452b1b"))
	for x: float in [-70.0, 58.0]:
		brush.plank(Rect2(x, -84, 12, 84), Color("50331f"))


func _draw_tail(brush: Brush) -> void:
	brush.polyline(PackedVector2Array([Vector2(36, -58), Vector2(48, -55), Vector2(57, -60), Vector2(62, -70)]), Brush.INK, 11.0)
	brush.polyline(PackedVector2Array([Vector2(36, -58), Vector2(48, -55), Vector2(57, -60), Vector2(62, -69)]), Color("6b7078"), 7.0)


## Pip, who owns it.
func _draw_cat(brush: Brush) -> void:
	brush.blob(PackedVector2Array([Vector2(-34, -54), Vector2(-36, -68), Vector2(-6, -80), Vector2(30, -74), Vector2(42, -58), Vector2(30, -52)]), Color("7f858d"))
	for stripe: float in [2.0, 14.0, 26.0]:
		brush.line(Vector2(stripe, -76), Vector2(stripe + 3, -66), Color("656b73"), 3.0)
	brush.oval(Vector2(-32, -66), Vector2(15, 12), Color("8a9098"))
	for ear: float in [-42.0, -28.0]:
		brush.shape(PackedVector2Array([Vector2(ear - 5, -74), Vector2(ear + 1, -86), Vector2(ear + 7, -75)]), Color("8a9098"), Brush.INK, 1.5)
	brush.arc(Vector2(-38, -67), 3.0, 0.2, PI - 0.2, Brush.INK, 1.5)
	brush.arc(Vector2(-28, -67), 3.0, 0.2, PI - 0.2, Brush.INK, 1.5)
	brush.circle(Vector2(-33, -61), 1.5, Color("c98d88"))


func _draw_barrels(brush: Brush) -> void:
	_draw_barrel(brush, Vector2(-34, 0), 1.0)
	_draw_barrel(brush, Vector2(34, 4), 0.94)
	_draw_barrel(brush, Vector2(0, -76), 0.9)


func _draw_barrel(brush: Brush, foot: Vector2, size: float) -> void:
	var body := PackedVector2Array([foot + Vector2(-28, 0) * size, foot + Vector2(-35, -40) * size, foot + Vector2(-28, -80) * size,
		foot + Vector2(28, -80) * size, foot + Vector2(35, -40) * size, foot + Vector2(28, 0) * size])
	brush.shape(body, Color("5f3f28"), Brush.INK, 2.0)
	for stave in range(-1, 2):
		brush.line(foot + Vector2(stave * 15.0, -2) * size, foot + Vector2(stave * 15.0, -78) * size, Color("3e2819"), 2.0)
	for y: float in [-16.0, -64.0]:
		brush.line(foot + Vector2(-32, y) * size, foot + Vector2(32, y) * size, Color("2f2b29"), 6.0 * size)
	brush.circle(foot + Vector2(0, -40) * size, 5.0 * size, Color("caa05a"))
	brush.circle(foot + Vector2(0, -40) * size, 2.5 * size, Brush.INK)
