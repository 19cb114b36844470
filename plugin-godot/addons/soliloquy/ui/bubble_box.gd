@tool
extends Control
## What is seen of a [SoliloquySpeechBubble]: the box or cloud, its tail, its text, and the dots of one who is thinking.
##
## In the coordinates of its canvas, whatever node it belongs to.

const Reveal := preload("text_reveal.gd")
const RevealText := preload("reveal_text.gd")
const Shapes := preload("bubble_shapes.gd")
const Style := preload("ui_style.gd")
const Placement := preload("bubble_placement.gd")
const GROUP := &"soliloquy_bubble_boxes"

enum Kind { DOTS, SPEECH, THOUGHT }

## Seconds a page stays at least, and for each of its characters.
const PAGE_SECONDS := 0.9
const PAGE_SECONDS_PER_CHARACTER := 0.028
const DOTS_SIZE := Vector2(34.0, 12.0)

var kind := Kind.DOTS:
	set(value):
		kind = value
		queue_redraw()
## Whom the tail points at, from the box's upper left corner.
var tip := Vector2.ZERO:
	set(value):
		if not value.is_equal_approx(tip):
			tip = value
			queue_redraw()
## Height of the frame as it is drawn: within [member size], which is reserved.
var frame_height := 0.0:
	set(value):
		if value != frame_height:
			frame_height = value
			queue_redraw()
var has_tail := true
## Shown above the text; empty: none.
var speaker := ""
## A small mark says that there is more.
var has_more := false:
	set(value):
		if value != has_more:
			has_more = value
			queue_redraw()

var text := RevealText.new()
## Where there is room for it.
var placement := Placement.new()

var _style: Style
var _time := 0.0


func _init(style: Style) -> void:
	_style = style
	text.style = style
	top_level = true
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	z_index = 100
	add_child(text, false, Node.INTERNAL_MODE_FRONT)


func _enter_tree() -> void:
	add_to_group(GROUP)


func _process(delta: float) -> void:
	_time += delta
	if kind == Kind.DOTS or has_more:
		queue_redraw()


## Only the dots of one who thinks.
func show_dots() -> void:
	kind = Kind.DOTS
	has_more = false
	text.hide()
	modulate.a = 1.0
	size = _size_around(DOTS_SIZE)
	frame_height = size.y
	show()


## Opens at the first page of a section, in a size that it keeps. [param room]: what it may take at most.
func open(section: Reveal.Section, speaker_name: String, room: Vector2, max_width: float, max_lines: int) -> void:
	kind = Kind.THOUGHT if section.is_thought else Kind.SPEECH
	speaker = speaker_name
	var around := _size_around(Vector2.ZERO)
	# In a small window a second bubble must find its place beside this one.
	text.wrap_width = maxf(40.0, minf(max_width, maxf(room.x * 0.5, 200.0) - around.x))
	text.shown = 0.0
	text.first_line = 0
	text.show_section(section)
	text.page_lines = clampi(int((room.y * 0.6 - around.y) / text.layout.line_height), 1, max_lines)
	# Of what is still coming, the most it may need is reserved: then nothing has to move for it.
	var inner := Vector2(text.wrap_width, text.layout.height_of(text.page_lines))
	if section.is_whole:
		# Pages of the same length, rather than a last word alone on one.
		text.page_lines = ceili(float(text.layout.lines.size()) / ceili(float(text.layout.lines.size()) / text.page_lines))
		inner = Vector2(maxf(text.layout.shrink(), minf(_speaker_width(), text.wrap_width)), text.layout.height_of(text.page_lines))
	text.position = Vector2.ONE * _style.constant(&"padding") + Vector2(0.0, _speaker_height())
	text.size = inner
	text.show()
	size = _size_around(inner)
	frame_height = _needed_height()
	modulate.a = 1.0


## The section has more text, or other.
func grow(section: Reveal.Section) -> void:
	text.show_section(section)
	if section.is_whole and text.wrap_width > text.size.x:
		text.layout.shrink()
	size.y = maxf(size.y, _needed_height())


## The frame follows the lines that have come: downwards, so that what can be read stays where it is.
func ease_frame(seconds: float) -> void:
	frame_height = move_toward(frame_height, _needed_height(), seconds * 160.0)


## Its place as it is reserved, in its canvas.
func rect() -> Rect2:
	return Rect2(position, size * scale)


## From the box to the end of its tail, before the bubble is scaled.
func tail_length() -> float:
	return _style.constant(&"tail_length")


## How many characters of the section are behind the reader at the end of this page.
func page_end() -> int:
	var last := _last_line()
	return text.layout.lines[last].end if last >= 0 else 0


func page_length() -> int:
	return page_end() - (text.layout.lines[text.first_line].start if _last_line() >= 0 else 0)


## How long it takes to read the page.
func page_seconds() -> float:
	return PAGE_SECONDS + PAGE_SECONDS_PER_CHARACTER * page_length()


func has_next_page() -> bool:
	return text.layout.lines.size() > _last_line() + 1


func turn_page() -> void:
	text.first_line = _last_line() + 1
	has_more = false
	# What is on it is new: now it may be as small as that.
	if text.section.is_whole:
		size.y = _needed_height()
		frame_height = size.y


func _last_line() -> int:
	return mini(text.first_line + text.page_lines, text.layout.lines.size()) - 1


func _needed_height() -> float:
	var lines := clampi(text.layout.lines.size() - text.first_line, 1, text.page_lines)
	return _size_around(Vector2(0.0, text.layout.height_of(lines))).y


func _size_around(inner: Vector2) -> Vector2:
	return inner + Vector2.ONE * _style.constant(&"padding") * 2.0 + Vector2(0.0, _speaker_height())


func _speaker_height() -> float:
	return 0.0 if speaker.is_empty() or kind != Kind.SPEECH else ceilf(_style.font().get_height(_speaker_size()))


func _speaker_width() -> float:
	return _style.font().get_string_size(speaker, HORIZONTAL_ALIGNMENT_LEFT, -1, _speaker_size()).x if _speaker_height() > 0.0 else 0.0


func _draw() -> void:
	var frame := Rect2(Vector2.ZERO, Vector2(size.x, frame_height))
	if kind == Kind.SPEECH:
		_draw_shape(Shapes.speech(frame, _style.constant(&"corner_radius"), tip if has_tail else Vector2.ZERO),
			_style.color(&"background_color"), _style.color(&"border_color"))
		if _speaker_height() > 0.0:
			var foot := _style.constant(&"padding") + _style.font().get_ascent(_speaker_size()) - 2.0
			draw_string(_style.font(), Vector2(_style.constant(&"padding"), foot), speaker, HORIZONTAL_ALIGNMENT_LEFT,
				size.x - _style.constant(&"padding") * 2.0, _speaker_size(), _style.color(&"name_color"))
	else:
		var inset := 6.0
		_draw_cloud(frame.grow(-inset))
	if kind == Kind.DOTS:
		_draw_dots(frame.get_center())
	elif has_more:
		_draw_more(frame.end - Vector2(13.0, 11.0))


func _draw_cloud(frame: Rect2) -> void:
	var fill := _style.color(&"thought_background_color")
	var border := _style.color(&"thought_border_color")
	_draw_shape(Shapes.cloud(frame), fill, border)
	if has_tail:
		for puff in Shapes.puffs(frame, tip):
			draw_circle(Vector2(puff.x, puff.y), puff.z + _style.constant(&"border_width") * 0.5, border, true, -1.0, true)
			draw_circle(Vector2(puff.x, puff.y), puff.z - _style.constant(&"border_width") * 0.5, fill, true, -1.0, true)


func _draw_shape(points: PackedVector2Array, fill: Color, border: Color) -> void:
	var shadow := PackedVector2Array()
	for point in points:
		shadow.append(point + Vector2(0.0, 4.0))
	draw_colored_polygon(shadow, _style.color(&"shadow_color"))
	draw_colored_polygon(points, fill)
	points.append(points[0])
	draw_polyline(points, border, _style.constant(&"border_width"), true)


func _draw_dots(center: Vector2) -> void:
	for at in 3:
		var lift := maxf(0.0, sin(_time * 5.0 - at * 0.8)) * 4.0
		draw_circle(center + Vector2((at - 1) * 11.0, 1.0 - lift), 3.0, _style.color(&"thought_color"), true, -1.0, true)


func _draw_more(center: Vector2) -> void:
	var down := sin(_time * 4.0) * 1.5
	var corner := center + Vector2(0.0, down)
	draw_colored_polygon(PackedVector2Array([corner + Vector2(-5, -3), corner + Vector2(5, -3), corner + Vector2(0, 3)]),
		_style.color(&"action_color"))


func _speaker_size() -> int:
	return maxi(10, roundi(_style.font_size() * 0.78))
