extends RefCounted
## Collects shapes and strokes with soft edges into one list of triangles, so that a whole picture is drawn in one go.

const INK := Color("1d1310")
## How far an edge fades out, in pixels of the room.
const SOFT := 0.9

## Added to everything that is drawn.
var origin := Vector2.ZERO

var _points := PackedVector2Array()
var _colors := PackedColorArray()
var _indices := PackedInt32Array()


func put_on(canvas: CanvasItem) -> void:
	if not _indices.is_empty():
		RenderingServer.canvas_item_add_triangle_array(canvas.get_canvas_item(), _indices, _points, _colors)


## A closed shape through some points, rounded.
func blob(through: PackedVector2Array, color: Color, outline: Color = INK, width: float = 2.0) -> void:
	shape(rounded(through), color, outline, width)


## A closed shape with straight edges.
func shape(corners: PackedVector2Array, color: Color, outline: Color = INK, width: float = 2.0) -> void:
	var colors := PackedColorArray()
	colors.resize(corners.size())
	colors.fill(color)
	_fill(corners, colors)
	if width > 0.0:
		polyline(corners, outline, width, true)


func oval(center: Vector2, radii: Vector2, color: Color, outline: Color = INK, width: float = 2.0) -> void:
	var corners := PackedVector2Array()
	var steps := clampi(int(maxf(radii.x, radii.y) * 1.6), 10, 30)
	for step in steps:
		corners.append(center + Vector2.from_angle(TAU * step / steps) * radii)
	shape(corners, color, outline, width)


func circle(center: Vector2, radius: float, color: Color) -> void:
	oval(center, Vector2(radius, radius), color, color, 0.8)


func line(from: Vector2, to: Vector2, color: Color, width: float) -> void:
	polyline(PackedVector2Array([from, to]), color, width)


func arc(center: Vector2, radius: float, from: float, to: float, color: Color, width: float) -> void:
	var along := PackedVector2Array()
	for step in 9:
		along.append(center + Vector2.from_angle(lerpf(from, to, step / 8.0)) * radius)
	polyline(along, color, width)


func polyline(along: PackedVector2Array, color: Color, width: float, is_closed: bool = false) -> void:
	var count := along.size()
	var start := _points.size()
	var clear := Color(color, 0.0)
	for at in count:
		var before := along[(at - 1 + count) % count] if is_closed or at > 0 else along[at]
		var after := along[(at + 1) % count] if is_closed or at < count - 1 else along[at]
		var into := (along[at] - before).normalized()
		var out := (after - along[at]).normalized()
		into = out if into == Vector2.ZERO else into
		out = into if out == Vector2.ZERO else out
		var normal := (into + out).normalized().orthogonal()
		var reach := 1.0 / maxf(0.5, normal.dot(into.orthogonal()))
		for side: float in [-width / 2.0 - SOFT, -width / 2.0 + 0.1, width / 2.0 - 0.1, width / 2.0 + SOFT]:
			_points.append(origin + along[at] + normal * side * reach)
		_colors.append_array([clear, color, color, clear])
	for at in count if is_closed else count - 1:
		var here := start + at * 4
		var next := start + ((at + 1) % count) * 4
		for strip in 3:
			_indices.append_array([here + strip, here + strip + 1, next + strip, next + strip, here + strip + 1, next + strip + 1])


func box(area: Rect2, color: Color) -> void:
	shaded(area, color, color)


## A box that shades from top to bottom.
func shaded(area: Rect2, top: Color, bottom: Color) -> void:
	_fill(_corners(area), PackedColorArray([top, top, bottom, bottom]))


## A box that shades from left to right.
func shaded_across(area: Rect2, left: Color, right: Color) -> void:
	_fill(_corners(area), PackedColorArray([left, right, right, left]))


## A plank of wood, seen from the front.
func plank(area: Rect2, color: Color, noise: int = 0) -> void:
	shaded(area, color.lightened(0.07), color.darkened(0.14))
	polyline(_corners(area.grow(-0.5)), color.darkened(0.5), 1.5, true)
	var random := RandomNumberGenerator.new()
	random.seed = noise + int(area.position.x * 31.0 + area.position.y)
	var is_wide := area.size.x > area.size.y
	for grain in 3:
		var across := random.randf_range(0.2, 0.8)
		var start := random.randf_range(0.05, 0.4)
		var from := Vector2(start, across) if is_wide else Vector2(across, start)
		var to := Vector2(start + 0.4, across + 0.03) if is_wide else Vector2(across + 0.03, start + 0.4)
		line(area.position + area.size * from, area.position + area.size * to, color.darkened(0.28), 1.0)


func shadow(center: Vector2, radii: Vector2) -> void:
	for ring in 3:
		oval(center, radii * (1.0 - ring * 0.12), Color(0, 0, 0, 0.12), Color(0, 0, 0, 0.06), 3.0)


## A dish with a burning candle; its flame is drawn by what moves it.
func candle(foot: Vector2) -> void:
	oval(foot, Vector2(13, 4), Color("8a8178"), INK, 1.5)
	shaded(Rect2(foot.x - 5, foot.y - 26, 10, 26), Color("f3e3bd"), Color("c3a878"))


func flame() -> void:
	circle(Vector2(0, -8), 20.0, Color(1.0, 0.62, 0.25, 0.10))
	circle(Vector2(0, -8), 11.0, Color(1.0, 0.65, 0.28, 0.16))
	blob(PackedVector2Array([Vector2(-4, -3), Vector2(-2, -10), Vector2(0, -18), Vector2(3, -9), Vector2(4, -3), Vector2(0, 1)]), Color("ffb53d"), Color.BLACK, 0.0)
	circle(Vector2(0, -3), 2.4, Color("fff3c9"))


func mug(foot: Vector2, color: Color, is_full: bool = false) -> void:
	arc(foot + Vector2(11, -11), 6.0, -PI * 0.5, PI * 0.5, color.lightened(0.2), 3.0)
	shape(PackedVector2Array([foot + Vector2(-10, 0), foot + Vector2(-10, -23), foot + Vector2(10, -23), foot + Vector2(10, 0)]), color, INK, 1.8)
	line(foot + Vector2(-9, -8), foot + Vector2(9, -8), color.darkened(0.3), 2.0)
	if is_full:
		oval(foot + Vector2(0, -23), Vector2(10, 3.5), Color("efe2bf"), INK, 1.2)


func bottle(foot: Vector2, height: float, color: Color) -> void:
	shape(PackedVector2Array([foot + Vector2(-8, 0), foot + Vector2(-8, -height * 0.6), foot + Vector2(-3, -height * 0.74), foot + Vector2(-3, -height),
		foot + Vector2(3, -height), foot + Vector2(3, -height * 0.74), foot + Vector2(8, -height * 0.6), foot + Vector2(8, 0)]), color.darkened(0.25), INK, 1.5)
	line(foot + Vector2(-5, -4), foot + Vector2(-5, -height * 0.58), Color(color.lightened(0.45), 0.8), 2.0)


func _fill(corners: PackedVector2Array, colors: PackedColorArray) -> void:
	var start := _points.size()
	for index in Geometry2D.triangulate_polygon(corners):
		_indices.append(start + index)
	for corner in corners:
		_points.append(origin + corner)
	_colors.append_array(colors)


static func rounded(through: PackedVector2Array) -> PackedVector2Array:
	var curve := PackedVector2Array()
	var count := through.size()
	for at in count:
		for step in 5:
			curve.append(through[at].cubic_interpolate(through[(at + 1) % count], through[(at - 1 + count) % count], through[(at + 2) % count], step / 5.0))
	return curve


## A light that falls off to nothing, for a sprite that adds it.
static func glow(color: Color) -> GradientTexture2D:
	var texture := GradientTexture2D.new()
	texture.gradient = Gradient.new()
	texture.gradient.offsets = PackedFloat32Array([0.0, 0.18, 0.45, 1.0])
	texture.gradient.colors = PackedColorArray([color, Color(color, color.a * 0.62), Color(color, color.a * 0.2), Color(color, 0.0)])
	texture.fill = GradientTexture2D.FILL_RADIAL
	texture.fill_from = Vector2(0.5, 0.5)
	texture.fill_to = Vector2(1.0, 0.5)
	texture.width = 128
	texture.height = 128
	return texture


static func _corners(area: Rect2) -> PackedVector2Array:
	return PackedVector2Array([area.position, Vector2(area.end.x, area.position.y), area.end, Vector2(area.position.x, area.end.y)])
