extends Node2D
## A window with rain behind it.

const Brush := preload("brush.gd")
const Part := preload("part.gd")

const PANE := Rect2(452, 128, 190, 168)
const DROPS := 42

var _time := 0.0
var _drops: Array[Vector3] = []
var _rain := Node2D.new()


func _ready() -> void:
	var random := RandomNumberGenerator.new()
	random.seed = 5
	for drop in DROPS:
		_drops.append(Vector3(random.randf(), random.randf(), random.randf_range(0.7, 1.3)))
	add_child(Part.new(Vector2.ZERO, _draw_view))
	_rain.draw.connect(_draw_rain)
	add_child(_rain)
	add_child(Part.new(Vector2.ZERO, _draw_frame))


func _process(delta: float) -> void:
	_time += delta
	_rain.queue_redraw()


## The mere, the far shore and one lantern in the fog.
func _draw_view(brush: Brush) -> void:
	brush.shaded(PANE, Color("16243a"), Color("3d5266"))
	brush.shape(PackedVector2Array([Vector2(452, 236), Vector2(500, 224), Vector2(560, 234), Vector2(642, 220), Vector2(642, 252), Vector2(452, 252)]), Color("22303f"), Color.BLACK, 0.0)
	brush.shaded(Rect2(452, 250, 190, 46), Color("4a6072"), Color("2b3b4b"))
	for ring: float in [13.0, 9.0, 5.5]:
		brush.circle(Vector2(604, 240), ring, Color(1.0, 0.8, 0.4, 0.1))
	brush.circle(Vector2(604, 240), 2.5, Color("ffd98a"))
	brush.line(Vector2(604, 254), Vector2(604, 274), Color(1.0, 0.8, 0.4, 0.25), 2.5)


## Drops that fall, and some that run down the glass.
func _draw_rain() -> void:
	var falling := PackedVector2Array()
	for drop in _drops:
		var fall := fmod(drop.y + _time * 1.1 * drop.z, 1.0)
		var at := PANE.position + Vector2(fmod(drop.x + fall * 0.06, 1.0) * (PANE.size.x - 4.0), fall * (PANE.size.y - 16.0))
		falling.append_array([at, at + Vector2(2.0, 14.0) * drop.z])
	_rain.draw_multiline(falling, Color(0.75, 0.85, 0.95, 0.3), 1.3)
	var running := PackedVector2Array()
	for run in 5:
		var fall := fmod(run * 0.23 + _time * (0.05 + run * 0.012), 1.0)
		var at := Vector2(PANE.position.x + 20.0 + run * 38.0 + sin(fall * 9.0 + run) * 3.0, PANE.position.y + fall * PANE.size.y)
		running.append_array([at - Vector2(0, minf(26.0, at.y - PANE.position.y)), at])
	_rain.draw_multiline(running, Color(0.85, 0.93, 1.0, 0.22), 2.4)


func _draw_frame(brush: Brush) -> void:
	var frame := Color("402a1d")
	for x: float in [452.0, 513.0, 576.0, 636.0]:
		brush.plank(Rect2(x - 4, 122, 9, 178), frame)
	for y: float in [124.0, 206.0, 293.0]:
		brush.plank(Rect2(444, y - 4, 206, 9), frame)
	brush.plank(Rect2(432, 296, 230, 15), Color("52382a"))
	for side: float in [-1.0, 1.0]:
		var inner := 547.0 + side * 74.0
		var outer := 547.0 + side * 122.0
		brush.blob(PackedVector2Array([Vector2(inner, 112), Vector2(outer, 112), Vector2(outer - side * 4, 200), Vector2(outer, 288), Vector2(inner + side * 26, 282), Vector2(inner + side * 20, 200)]), Color("5e2b2a"), Color("2c1414"), 2.0)
		brush.line(Vector2(inner + side * 24, 122), Vector2(inner + side * 32, 276), Color("3f1c1c"), 2.0)
	brush.plank(Rect2(414, 104, 266, 10), Color("2b1b12"))
