extends Node2D
## The back of the tavern: wall, beams, floor, shelves. Drawn once.

const Brush := preload("brush.gd")

const Part := preload("part.gd")

const FLOOR := 438.0
const PLASTER := Color("6b5140")
const TIMBER := Color("36241a")
const STONE := Color("57504c")


func _ready() -> void:
	for paint: Callable in [_draw_wall, _draw_floor, _draw_shelves, _draw_hearth, _draw_beams, _draw_garlands]:
		add_child(Part.new(Vector2.ZERO, paint))


func _draw_wall(brush: Brush) -> void:
	brush.shaded(Rect2(-400, -300, 2080, 740), Color("2c211d"), PLASTER)
	brush.shaded_across(Rect2(-400, -300, 700, 740), Color("d9782a00"), Color("d9782a26"))
	brush.shaded_across(Rect2(300, -300, 640, 740), Color("d9782a26"), Color("d9782a00"))
	var random := RandomNumberGenerator.new()
	random.seed = 7
	for spot in 70:
		var at := Vector2(random.randf_range(-200, 1480), random.randf_range(70, 420))
		brush.line(at, at + Vector2(random.randf_range(6, 26), random.randf_range(-3, 3)), Color(0, 0, 0, random.randf_range(0.04, 0.12)), 2.0)
	for x: float in [-170.0, 22.0, 372.0, 700.0, 1018.0, 1242.0, 1430.0]:
		brush.plank(Rect2(x, -300, 26, 740), TIMBER)
	brush.plank(Rect2(-400, 330, 2080, 16), TIMBER.darkened(0.1))
	# Panelling below the rail.
	for column in 46:
		brush.plank(Rect2(-400 + column * 46, 346, 45, 92), Color("4a3223"), column)
	brush.box(Rect2(-400, 428, 2080, 12), Color("1f1511"))


func _draw_floor(brush: Brush) -> void:
	brush.shaded(Rect2(-400, FLOOR, 2080, 700), Color("543a29"), Color("22150f"))
	# Boards run towards the wall; they meet far behind it.
	for board in 46:
		var foot := -1400.0 + board * 90.0
		var top := 640.0 + (foot - 640.0) * 0.42
		brush.line(Vector2(top, FLOOR), Vector2(foot, 1000), Color(0.08, 0.05, 0.03, 0.55), 2.0)
		if board % 3 == 0:
			var near := 0.15 + fmod(board * 0.37, 0.6)
			var left := Vector2(top, FLOOR).lerp(Vector2(foot, 1000), near)
			var right := Vector2(640.0 + (foot + 90.0 - 640.0) * 0.42, FLOOR).lerp(Vector2(foot + 90.0, 1000), near)
			brush.line(left, right, Color(0.08, 0.05, 0.03, 0.5), 2.0)
	# Light of the fire on the boards, and a rug in it.
	var rug := PackedVector2Array([Vector2(150, 520), Vector2(420, 520), Vector2(452, 612), Vector2(96, 612)])
	brush.shape(rug, Color("6d2f2a"), Color("3c1a18"), 3.0)
	brush.shape(PackedVector2Array([Vector2(166, 530), Vector2(406, 530), Vector2(430, 602), Vector2(120, 602)]), Color("7d3a2f"), Color("c08a4a"), 2.0)
	for diamond in 4:
		var at := Vector2(176 + diamond * 66, 566)
		brush.shape(PackedVector2Array([at + Vector2(0, -16), at + Vector2(26, 0), at + Vector2(0, 16), at + Vector2(-26, 0)]), Color("94503a"), Color("c08a4a"), 1.5)


func _draw_shelves(brush: Brush) -> void:
	brush.box(Rect2(744, 112, 258, 212), Color(0.07, 0.045, 0.035, 0.75))
	var random := RandomNumberGenerator.new()
	random.seed = 3
	var glass: Array[Color] = [Color("5c7a52"), Color("8a5a2c"), Color("46617a"), Color("a8843e"), Color("6f3d3a"), Color("3f5e56")]
	for shelf in 3:
		var y := 178.0 + shelf * 70.0
		brush.plank(Rect2(738, y, 270, 11), Color("51372a"), shelf)
		var x := 752.0
		while x < 984.0:
			var kind := random.randi() % 4
			var color := glass[random.randi() % glass.size()]
			if kind < 2:
				brush.bottle(Vector2(x + 8, y), random.randf_range(30, 44), color)
				x += 21
			elif kind == 2:
				brush.mug(Vector2(x + 11, y), Color("7b6a5a"))
				x += 30
			else:
				brush.oval(Vector2(x + 13, y - 13), Vector2(13, 13), Color("7d5f45"), Brush.INK, 1.5)
				brush.line(Vector2(x + 1, y - 17), Vector2(x + 25, y - 17), Color("a98a66"), 2.0)
				x += 32


func _draw_hearth(brush: Brush) -> void:
	brush.shaded(Rect2(78, -300, 226, 430), STONE.darkened(0.55), STONE.darkened(0.2))
	brush.shape(PackedVector2Array([Vector2(64, 448), Vector2(64, 190), Vector2(318, 190), Vector2(318, 448)]), STONE.darkened(0.12), Brush.INK, 3.0)
	var random := RandomNumberGenerator.new()
	random.seed = 11
	for row in 20:
		var y := -84.0 + row * 26.0
		var x := 66.0 if row > 10 else 80.0
		var end := 316.0 if row > 10 else 302.0
		while x < end - 6.0:
			var width := minf(random.randf_range(30, 54), end - x)
			var stone := STONE.lerp(Color("7a6a5c"), random.randf() * 0.6).darkened(0.45 if row <= 4 else (0.28 if row <= 10 else 0.1))
			_draw_stone(brush, Rect2(x + 1.5, y + 1.5, width - 3.0, 23), stone)
			x += width
	# The mouth, an arch, and its black inside.
	var arch := PackedVector2Array([Vector2(112, 448), Vector2(112, 320)])
	for step in 13:
		arch.append(Vector2(191, 320) + Vector2(-cos(PI * step / 12.0) * 79.0, -sin(PI * step / 12.0) * 58.0))
	arch.append(Vector2(270, 448))
	brush.shape(arch, Color("120a07"), Color("2b211c"), 5.0)
	brush.shape(PackedVector2Array([Vector2(116, 446), Vector2(130, 404), Vector2(252, 404), Vector2(266, 446)]), Color("2a1510"), Color.BLACK, 0.0)
	brush.plank(Rect2(48, 176, 286, 24), Color("4b3123"))
	brush.mug(Vector2(92, 176), Color("7b6a5a"))
	brush.mug(Vector2(286, 176), Color("7b6a5a"))
	brush.bottle(Vector2(262, 176), 34, Color("5c7a52"))
	# The clock that Corven Ashe sat beside.
	brush.oval(Vector2(191, 128), Vector2(32, 32), Color("4b3123"), Brush.INK, 2.0)
	brush.oval(Vector2(191, 128), Vector2(25, 25), Color("d9c9a4"), Color("2b1b12"), 1.5)
	brush.line(Vector2(191, 128), Vector2(191 + 9, 128 - 9), Brush.INK, 2.5)
	brush.line(Vector2(191, 128), Vector2(191 - 14, 128 + 11), Brush.INK, 2.0)


func _draw_stone(brush: Brush, area: Rect2, color: Color) -> void:
	var inner := area.grow(-1.0)
	var corners := PackedVector2Array([inner.position + Vector2(4, 0), Vector2(inner.end.x - 4, inner.position.y), Vector2(inner.end.x, inner.position.y + 4),
		Vector2(inner.end.x, inner.end.y - 4), inner.end - Vector2(4, 0), Vector2(inner.position.x + 4, inner.end.y),
		Vector2(inner.position.x, inner.end.y - 4), inner.position + Vector2(0, 4)])
	brush.shape(corners, color, color, 1.5)
	brush.line(inner.position + Vector2(5, 1), Vector2(inner.end.x - 5, inner.position.y + 1), color.lightened(0.14), 2.0)


func _draw_beams(brush: Brush) -> void:
	for x in range(-380, 1700, 150):
		var lean := (x - 640.0) * 0.12
		brush.shape(PackedVector2Array([Vector2(x + lean, -300), Vector2(x + 46 + lean, -300), Vector2(x + 40, 66), Vector2(x + 6, 66)]), Color("261912"), Color("140c09"), 2.0)
	brush.plank(Rect2(-400, 44, 2080, 36), Color("3a2619"))
	brush.box(Rect2(-400, 80, 2080, 10), Color(0, 0, 0, 0.28))


func _draw_garlands(brush: Brush) -> void:
	# Garlands of onions and herbs from the beam.
	for at: Vector2 in [Vector2(714, 80), Vector2(1036, 80), Vector2(1216, 80)]:
		brush.line(at, at + Vector2(0, 22), Color("8a7350"), 2.0)
		for onion in 4:
			brush.oval(at + Vector2(-5 + (onion % 2) * 10, 26 + onion * 10), Vector2(7, 7), Color("a8683a").darkened(0.1 * (onion % 3)), Brush.INK, 1.2)
