@tool
extends RefCounted
## Breaks a text into lines, such that text which arrives later never moves a word that can be seen already: see
## [member settled]. Text is taken as it is; there is no markup.

const Characters := preload("characters.gd")

## At most so many characters wait for a passage in the other direction to end.
const LONGEST_HELD := 160


## Text of one font, from [member start] to where the next begins.
class Run:
	extends RefCounted
	var start := 0
	var font: Font

	func _init(from: int, in_font: Font) -> void:
		start = from
		font = in_font


class Line:
	extends RefCounted
	var start := 0
	## Behind its last character, spaces at the end included.
	var end := 0
	var width := 0.0
	## From the left edge of the text.
	var x := 0.0
	## As of [method TextServer.shaped_text_get_glyphs].
	var glyphs: Array[Dictionary] = []


var text := ""
var lines: Array[Line] = []
var is_right_to_left := false
var line_height := 0.0
## From the top of a line to the foot of its letters.
var ascent := 0.0
## So many characters stay where they are, whatever comes behind them.
var settled := 0

var _server := TextServerManager.get_primary_interface()
var _advances := PackedFloat32Array()


## Lays out [param what]. [param is_whole]: nothing will come behind it.
func lay_out(what: String, runs: Array[Run], font_size: int, width: float, is_whole: bool) -> void:
	text = what
	lines = []
	_measure_fonts(runs, font_size)
	is_right_to_left = _is_right_to_left()
	var shaped := _shape(runs, font_size)
	_advances = _advances_of(shaped)
	var last_break := _break_lines(shaped, width)
	_server.free_rid(shaped)
	settled = text.length() if is_whole else _settled_before(last_break, width)


## Where the lines are wider than the widest of them needs, they are moved together; for text that is whole.
func shrink() -> float:
	var widest := 0.0
	for line in lines:
		widest = maxf(widest, line.width)
	_align(widest)
	return widest


func line_of(character: int) -> int:
	for at in lines.size():
		if character < lines[at].end:
			return at
	return maxi(lines.size() - 1, 0)


func height_of(line_count: int) -> float:
	return line_height * line_count


func _measure_fonts(runs: Array[Run], font_size: int) -> void:
	line_height = 0.0
	ascent = 0.0
	for run in runs:
		line_height = maxf(line_height, run.font.get_height(font_size))
		ascent = maxf(ascent, run.font.get_ascent(font_size))
	line_height = ceilf(line_height)
	ascent = roundf(ascent)


func _is_right_to_left() -> bool:
	for at in text.length():
		var code := text.unicode_at(at)
		if Characters.is_right_to_left(code):
			return true
		if Characters.is_left_to_right(code):
			return false
	return false


func _shape(runs: Array[Run], font_size: int) -> RID:
	var direction := TextServer.DIRECTION_RTL if is_right_to_left else TextServer.DIRECTION_LTR
	var shaped := _server.create_shaped_text(direction, TextServer.ORIENTATION_HORIZONTAL)
	for at in runs.size():
		var end := runs[at + 1].start if at + 1 < runs.size() else text.length()
		var part := text.substr(runs[at].start, end - runs[at].start)
		var font := runs[at].font
		_server.shaped_text_add_string(shaped, part, font.get_rids(), font_size, font.get_opentype_features())
	return shaped


## The width of each character; of those drawn as one, the first has all of it.
func _advances_of(shaped: RID) -> PackedFloat32Array:
	var advances := PackedFloat32Array()
	advances.resize(text.length())
	for glyph in _server.shaped_text_get_glyphs(shaped):
		var start: int = glyph.start
		var advance: float = glyph.advance
		var times: int = glyph.repeat
		if start >= 0 and start < advances.size():
			advances[start] += advance * times
	return advances


## Returns the last place where a line may end.
func _break_lines(shaped: RID, width: float) -> int:
	var start := 0
	var at := 0
	var last_break := 0
	var x := 0.0
	while at < text.length():
		if Characters.may_break_before(text, at):
			last_break = at
		var code := text.unicode_at(at)
		if code == 0x0A:
			_add_line(shaped, start, at + 1)
			at += 1
			start = at
			last_break = at
			x = 0.0
			continue
		x += _advances[at]
		if x > width and at > start and not Characters.is_space(code):
			var whole := Characters.whole_before(text, at)
			var end := last_break if last_break > start else (whole if whole > start else at)
			_add_line(shaped, start, end)
			start = end
			at = end
			x = 0.0
			continue
		at += 1
	if start < text.length() or lines.is_empty():
		_add_line(shaped, start, text.length())
	_align(width)
	# Behind a space at the end the next word begins, whatever it is.
	return text.length() if not text.is_empty() and Characters.is_space(text.unicode_at(text.length() - 1)) else last_break


func _add_line(shaped: RID, start: int, end: int) -> void:
	var line := Line.new()
	line.start = start
	line.end = end
	var visible_end := end
	while visible_end > start and Characters.is_space(text.unicode_at(visible_end - 1)):
		visible_end -= 1
	if visible_end > start:
		var part := _server.shaped_text_substr(shaped, start, visible_end - start)
		line.glyphs = _server.shaped_text_get_glyphs(part)
		# The server rounds its width up, from which the right edge would tremble.
		for glyph in line.glyphs:
			line.width += float(glyph.advance) * int(glyph.repeat)
		_server.free_rid(part)
	lines.append(line)


func _align(width: float) -> void:
	for line in lines:
		line.x = maxf(width - line.width, 0.0) if is_right_to_left else 0.0


func _settled_before(last_break: int, width: float) -> int:
	var length := text.length()
	var safe := last_break
	var held := 0.0
	for at in range(last_break, length):
		held += _advances[at]
	# A word wider than a line has begun a line of its own and stays there.
	if held > width:
		safe = Characters.whole_before(text, length - 1)
	return mini(safe, _directed_before(length))


## Words in the other direction push those before them aside: they are shown when their passage is over.
func _directed_before(length: int) -> int:
	var first_other := -1
	var has_own := false
	for at in range(length - 1, -1, -1):
		var code := text.unicode_at(at)
		var is_rtl := Characters.is_right_to_left(code)
		if is_rtl == is_right_to_left and (is_rtl or Characters.is_left_to_right(code)):
			has_own = true
			break
		if is_rtl != is_right_to_left and (is_rtl or Characters.is_left_to_right(code)):
			first_other = at
	if first_other < 0:
		return length if has_own else 0
	return first_other if length - first_other < LONGEST_HELD else length
