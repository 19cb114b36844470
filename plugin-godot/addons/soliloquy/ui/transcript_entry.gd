@tool
extends VBoxContainer
## One line of a talk in a [SoliloquyDialoguePanel]: the player's, or an NPC's reply as it is revealed.

const Reveal := preload("text_reveal.gd")
const RevealText := preload("reveal_text.gd")
const Style := preload("ui_style.gd")

## The reply; null for the player's own line.
var turn: SoliloquyTurn
var is_stopped := false
## Said to somebody else than this player.
var is_overheard := false
## All of it has been shown.
var is_read := false

var _style: Style
var _reveal := Reveal.new()
var _texts: Array[RevealText] = []
var _is_at_once := false
var _is_stale := false


func _init(style: Style) -> void:
	_style = style
	add_theme_constant_override(&"separation", 3)
	size_flags_horizontal = Control.SIZE_EXPAND_FILL


## Shows a line at once.
func show_line(text: String) -> void:
	_reveal.update([{"span": 0, "layer": SoliloquyTurn.SPEECH, "text": text}], true)
	_is_at_once = true
	advance(0.0, 0.0)


func show_turn(what: SoliloquyTurn, shows_thoughts: bool) -> void:
	turn = what
	_reveal.shows_thoughts = shows_thoughts
	refresh()


## Shows a whole reply at once, without thoughts, below who says it to whom.
func show_overheard(what: SoliloquyTurn, caption: String) -> void:
	turn = what
	is_overheard = true
	_is_at_once = true
	_reveal.shows_thoughts = false
	var spans: Array[Dictionary] = [{"span": -1, "layer": SoliloquyTurn.ACTION, "text": caption + ":"}]
	spans.append_array(what.spans)
	_reveal.update(spans, true)


## Takes in what the reply has become.
func refresh() -> void:
	if is_overheard:
		return
	is_stopped = is_stopped and not turn.is_finished
	_reveal.update(turn.spans, turn.is_finished)
	_is_stale = true
	is_read = false


## Reveals more. True while there is more to come.
func advance(seconds: float, characters_per_second: float) -> bool:
	if _is_stale:
		_is_stale = false
		_update_texts()
	var section := _reveal.current()
	if section == null:
		return not _reveal.is_over
	if _texts.size() <= _reveal.index:
		_add_text()
	var text := _texts[_reveal.index]
	# Laid out when it has a width, which a container gives it.
	if text.layout.lines.is_empty():
		return true
	if not is_stopped:
		_reveal.advance(seconds, 0.0 if _is_at_once else characters_per_second, text.layout.settled)
	text.shown = _reveal.count
	if _reveal.is_section_revealed() and _reveal.index + 1 < _reveal.sections.size():
		_reveal.go_on()
	return not _reveal.is_all_revealed()


func reveal_all() -> void:
	_is_at_once = true


func is_all_revealed() -> bool:
	return _reveal.is_all_revealed()


func shown() -> Dictionary:
	return _reveal.shown()


## Down to where it can be read so far.
func revealed_bottom() -> float:
	if _texts.is_empty():
		return 0.0
	var last := _texts[-1]
	return last.position.y + last.layout.height_of(last.layout.line_of(int(last.shown)) + 1)


func _update_texts() -> void:
	while _texts.size() > mini(_reveal.index + 1, _reveal.sections.size()):
		var gone: RevealText = _texts.pop_back()
		gone.queue_free()
	for at in _texts.size():
		_texts[at].show_section(_reveal.sections[at])
		if at < _reveal.index:
			_texts[at].shown = _reveal.sections[at].text.length()


func _add_text() -> void:
	while _texts.size() <= _reveal.index:
		var text := RevealText.new()
		text.style = _style
		text.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		add_child(text)
		text.show_section(_reveal.sections[_texts.size()])
		text.shown = 0.0 if _texts.size() == _reveal.index else float(text.section.text.length())
		_texts.append(text)
