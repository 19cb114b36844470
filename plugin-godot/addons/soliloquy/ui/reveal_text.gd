@tool
extends Control
## Draws one section of a reply as far as it is revealed, at the Control's width: speech upright, actions and thoughts
## slanted. As high as all its lines, or as [member page_lines] of them.

const Reveal := preload("text_reveal.gd")
const Layout := preload("text_layout.gd")
const Style := preload("ui_style.gd")

var style: Style
var layout := Layout.new()
## What is drawn; changed by [method show_section].
var section: Reveal.Section
## How many of its characters; the last one may be fading in.
var shown := 0.0:
	set(value):
		if value != shown:
			shown = value
			queue_redraw()
var first_line := 0:
	set(value):
		if value != first_line:
			first_line = value
			queue_redraw()
## How many lines are drawn at a time; 0: all.
var page_lines := 0
## The width to break lines at, where it is not the Control's own.
var wrap_width := 0.0


func _init() -> void:
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	focus_mode = Control.FOCUS_NONE


func _notification(what: int) -> void:
	if what == NOTIFICATION_RESIZED and wrap_width == 0.0:
		lay_out()
	elif what == NOTIFICATION_THEME_CHANGED:
		lay_out()


func _get_minimum_size() -> Vector2:
	return Vector2(0.0, layout.height_of(layout.lines.size()) if wrap_width == 0.0 else 0.0)


func show_section(what: Reveal.Section) -> void:
	section = what
	lay_out()


## Breaks the text into lines anew: it grew, or the width changed.
func lay_out() -> void:
	var width := wrap_width if wrap_width > 0.0 else size.x
	if section == null or style == null or width <= 0.0:
		return
	var runs: Array[Layout.Run] = []
	var upright := style.font()
	var slanted := style.action_font()
	for piece in section.pieces:
		var start := 0 if runs.is_empty() else piece.start - 1
		runs.append(Layout.Run.new(start, upright if piece.layer == SoliloquyTurn.SPEECH else slanted))
	layout.lay_out(section.text, runs, style.font_size(), width, section.is_whole)
	update_minimum_size()
	queue_redraw()


func _draw() -> void:
	if section == null or style == null:
		return
	var last := layout.lines.size() if page_lines == 0 else mini(first_line + page_lines, layout.lines.size())
	for at in range(first_line, last):
		_draw_line(layout.lines[at], (at - first_line) * layout.line_height + layout.ascent)


func _draw_line(line: Layout.Line, foot: float) -> void:
	var server := TextServerManager.get_primary_interface()
	var canvas := get_canvas_item()
	var pen := Vector2(line.x, foot)
	for glyph in line.glyphs:
		var font_rid: RID = glyph.font_rid
		var font_size: int = glyph.font_size
		var index: int = glyph.index
		var offset: Vector2 = glyph.offset
		var advance: float = glyph.advance
		var times: int = glyph.repeat
		var color := _color_at(int(glyph.start))
		color.a *= clampf(shown - (float(glyph.end) - 1.0), 0.0, 1.0)
		for time in times:
			if color.a > 0.0 and font_rid.is_valid():
				server.font_draw_glyph(font_rid, canvas, font_size, pen + offset, index, color)
			elif color.a > 0.0 and index > 0x20:
				server.draw_hex_code_box(canvas, font_size, pen + offset, index, color)
			pen.x += advance


func _color_at(character: int) -> Color:
	for at in range(section.pieces.size() - 1, -1, -1):
		if section.pieces[at].start <= character:
			return style.color_of(section.pieces[at].layer)
	return style.color_of(SoliloquyTurn.SPEECH)
