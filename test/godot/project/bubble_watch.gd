class_name BubbleWatch
extends Node
## Looks at a speech bubble in every frame and keeps what is wrong with it: what is clipped, and what moved though it could be
## read already.

var problems: Array[String] = []
## How many letters it has compared with where they were before.
var compared := 0
var pages := 1

var _bubble: SoliloquySpeechBubble
var _page := ""
var _places: Dictionary = {}
var _left := Vector2.ZERO


func _init(bubble: SoliloquySpeechBubble) -> void:
	_bubble = bubble
	# After the bubble has moved.
	process_priority = 100


func _process(_delta: float) -> void:
	var box: Control = _bubble._box
	if not box.visible or not box.text.visible:
		_places = {}
		_page = ""
		return
	var page := "%d/%d/%d" % [_bubble._reading.turn.get_instance_id(), _bubble._reveal.index, box.text.first_line]
	if page != _page:
		pages += 1
		_page = page
		_places = {}
		_left = box.position
	_check_box(box)
	_check_letters(box)


## Each letter that can be seen, by the character it stands for: where it is on the screen.
func letters() -> Dictionary:
	var box: Control = _bubble._box
	var text: Control = box.text
	var found := {}
	for at in range(text.first_line, mini(text.first_line + text.page_lines, text.layout.lines.size())):
		var line: RefCounted = text.layout.lines[at]
		var pen := Vector2(line.x, (at - text.first_line) * text.layout.line_height)
		var ordinal := 0
		for glyph: Dictionary in line.glyphs:
			var width: float = glyph.advance * int(glyph.repeat)
			# Spaces at the end of a line come and go, unseen.
			if glyph.end <= text.shown and not text.section.text.substr(glyph.start, 1).strip_edges().is_empty():
				found["%d.%d" % [glyph.start, ordinal]] = Rect2(box.position + text.position + pen, Vector2(width, text.layout.line_height))
			pen.x += width
			ordinal += 1 if width == 0.0 else 0
	return found


func _check_box(box: Control) -> void:
	var seen := _bubble.get_viewport_rect()
	var frame := Rect2(box.position, Vector2(box.size.x, box.frame_height))
	if not seen.encloses(frame):
		_note("the box %s is not inside %s" % [frame, seen])
	if box.frame_height > box.size.y + 0.01:
		_note("the frame outgrew what is reserved: %s of %s" % [box.frame_height, box.size.y])
	if box.position != _left:
		_note("the box moved from %s to %s" % [_left, box.position])
	_left = box.position


func _check_letters(box: Control) -> void:
	var frame := Rect2(box.position, Vector2(box.size.x, box.frame_height)).grow(0.6)
	var now := letters()
	for key: String in now:
		var place: Rect2 = now[key]
		if not frame.encloses(place):
			_note("letter %s at %s is outside the frame %s" % [key, place, frame])
	for key: String in _places:
		compared += 1
		if not now.has(key):
			_note("letter %s vanished" % key)
		elif not (now[key] as Rect2).position.is_equal_approx((_places[key] as Rect2).position):
			_note("letter %s moved from %s to %s" % [key, _places[key], now[key]])
	_places = now


func _note(problem: String) -> void:
	if problems.size() < 5:
		problems.append(problem)
