@tool
extends RefCounted
## How far a [SoliloquySpeechBubble] is with a reply: it gathers a first sentence, reveals section by section and page by page,
## lingers over the end, and fades.

## Text began to be revealed.
signal begun(turn: SoliloquyTurn)
## The next page is shown.
signal page_turned(turn: SoliloquyTurn)
## All of it has been revealed.
signal ended(turn: SoliloquyTurn)
## Nothing is on the screen any more.
signal hidden

enum Stage { HIDDEN, WAITING, REVEALING, LINGERING, FADING }

const Reveal := preload("text_reveal.gd")
const Box := preload("bubble_box.gd")
const FADE_SECONDS := 0.3
## Seconds in which a first sentence may come together, so that the bubble opens at the right size.
const GATHER_SECONDS := 0.3

## What is shown, or was last.
var turn: SoliloquyTurn
var stage := Stage.HIDDEN
## Seconds since the stage, or the page, began; while nothing is there to be shown, none.
var seconds := 0.0
## What is known is shown without waiting for the reader.
var is_at_once := false
## The player interrupted: nothing more is revealed.
var is_stopped := false

var _reveal: Reveal
var _box: Box
## The section has text that the box does not know of.
var _is_stale := false


func _init(reveal: Reveal, box: Box) -> void:
	_reveal = reveal
	_box = box


## Begins to show a reply; as dots, until [method open].
func take(begun_turn: SoliloquyTurn, shows_thoughts: bool) -> void:
	turn = begun_turn
	is_at_once = false
	is_stopped = false
	_reveal.reset()
	_reveal.shows_thoughts = shows_thoughts
	_reveal.update(turn.spans, turn.is_finished)
	_box.placement.begin()
	_box.show_dots()
	_enter(Stage.WAITING)


## Takes in what the reply has become.
func update() -> void:
	_reveal.update(turn.spans, turn.is_finished)
	_is_stale = true


## Takes in that it is over. False where nothing of it can be shown.
func end() -> bool:
	is_stopped = false
	update()
	if stage == Stage.WAITING and not _reveal.sections.is_empty() and _reveal.is_all_revealed():
		# Cut before its next section was opened.
		_linger()
	return not _reveal.sections.is_empty()


func is_showing() -> bool:
	return stage != Stage.HIDDEN


## Something is shown that has not begun to go.
func is_open() -> bool:
	return stage != Stage.HIDDEN and stage != Stage.FADING


func is_being_read() -> bool:
	return stage == Stage.REVEALING or (stage == Stage.WAITING and not _reveal.sections.is_empty())


func is_speaking() -> bool:
	return stage == Stage.REVEALING and _box.kind == Box.Kind.SPEECH and not is_stopped


func pass_time(delta: float) -> void:
	seconds = 0.0 if stage == Stage.WAITING and _reveal.current() == null else seconds + delta


## A section can be opened when its size is known, or most of what fits has come, or one has waited for it.
func can_open() -> bool:
	return _reveal.current() != null and (_reveal.has_sentence() or seconds >= GATHER_SECONDS or is_at_once)


## Opens the section that is next. [param speaker]: shown above it. [param room]: what it may take at most.
func open(speaker: String, room: Vector2, max_width: float, max_lines: int) -> void:
	_box.open(_reveal.current(), speaker, room, max_width, max_lines)
	# It may have grown: it makes room for those that are being read.
	_box.placement.queue_up()
	_is_stale = false
	_enter(Stage.REVEALING)
	if _reveal.index == 0:
		begun.emit(turn)


## Reveals more. Zero characters a second: all of the page.
func advance(delta: float, characters_per_second: float) -> void:
	if _is_stale:
		_is_stale = false
		_box.grow(_reveal.current())
	var page_end := _box.page_end()
	if not is_stopped:
		_reveal.advance(delta, 0.0 if is_at_once else characters_per_second, _readable_end())
	_box.text.shown = _reveal.count
	_box.ease_frame(delta)
	_box.has_more = _reveal.count >= page_end and _box.has_next_page()
	if _reveal.is_all_revealed():
		_linger()
	elif _reveal.count >= page_end and seconds >= _box.page_seconds():
		_go_on()


## Shows all of the page; where that is shown, the next one.
func skip() -> void:
	if is_stopped:
		return
	if _reveal.count < _readable_end():
		_reveal.advance(0.0, 0.0, _readable_end())
	else:
		_go_on()


## Begins to go, if it has not.
func leave() -> void:
	if is_open():
		_enter(Stage.FADING)


func fade() -> void:
	_box.modulate.a = 1.0 - seconds / FADE_SECONDS
	if seconds >= FADE_SECONDS:
		stage = Stage.HIDDEN
		_box.hide()
		hidden.emit()


## Up to where the page can be revealed: no line that may still be broken otherwise.
func _readable_end() -> int:
	return mini(_box.page_end(), _box.text.layout.settled)


func _go_on() -> void:
	if _box.has_next_page():
		_box.turn_page()
		seconds = 0.0
		page_turned.emit(turn)
	elif _reveal.is_section_revealed() and _reveal.index + 1 < _reveal.sections.size():
		_reveal.go_on()
		_enter(Stage.WAITING)


func _linger() -> void:
	_enter(Stage.LINGERING)
	ended.emit(turn)


func _enter(next: Stage) -> void:
	stage = next
	seconds = 0.0
