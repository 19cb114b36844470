@tool
@icon("res://addons/soliloquy/icons/speech_bubble.svg")
class_name SoliloquySpeechBubble
extends Control
## Shows what one [SoliloquyNpc] thinks, does and says, as it comes, in a bubble above whoever it belongs to.
##
## Place it below the character's node, or in a [CanvasLayer] with [member anchor] set. Neither the bubble nor a word in it moves
## while text is revealed; long replies are shown page by page. Restyle it in a [Theme] under the type
## [code]SoliloquySpeechBubble[/code]: colours [code]background_color[/code], [code]border_color[/code], [code]speech_color[/code],
## [code]action_color[/code], [code]name_color[/code], [code]shadow_color[/code], [code]thought_background_color[/code],
## [code]thought_border_color[/code], [code]thought_color[/code]; constants [code]padding[/code], [code]corner_radius[/code],
## [code]border_width[/code], [code]tail_length[/code]; fonts [code]font[/code], [code]action_font[/code]; font size [code]font_size[/code].

## The bubble came up: the NPC takes a breath.
signal appeared
## Text began to be revealed.
signal reveal_started(turn: SoliloquyTurn)
## The next page of a long reply is shown.
signal page_turned(turn: SoliloquyTurn)
## All of a reply has been revealed.
signal revealed(turn: SoliloquyTurn)
## The bubble is gone.
signal hidden_again

enum _Stage { HIDDEN, WAITING, REVEALING, LINGERING, FADING }

const Reveal := preload("text_reveal.gd")
const Box := preload("bubble_box.gd")
const Style := preload("ui_style.gd")
const Float := preload("bubble_float.gd")
const Queue := preload("reply_queue.gd")
const Link := preload("npc_link.gd")
const Anchor := preload("bubble_anchor.gd")
const Overheard := preload("overheard.gd")
## The group of all bubbles: [code]get_tree().get_nodes_in_group(SoliloquySpeechBubble.GROUP)[/code].
const GROUP := &"soliloquy_speech_bubbles"
const FADE_SECONDS := 0.3
## Seconds in which a first sentence may come together, so that the bubble opens at the right size.
const GATHER_SECONDS := 0.3
## How much faster a reply is revealed while another waits.
const HASTE := 2.0

## Whose words these are. Empty: the [SoliloquyNpc] that is the parent of this bubble, or beside or below its parent.
@export var npc: SoliloquyNpc:
	set(value):
		if typeof(npc) != TYPE_NIL and not is_same(npc, value):
			_let_go_of(npc)
		npc = value
		_listen_to(npc)
		update_configuration_warnings()
## Above what it floats: a [Node2D], [Node3D] or [Control]. Empty: the parent, where that is a Node2D or Node3D; else the
## bubble stays where it was placed. When it is freed, the bubble stays where it was last.
@export var anchor: Node
## From the anchor to the end of the tail, in pixels; for a 3D anchor, move the anchor instead.
@export var anchor_offset := Vector2.ZERO
@export_group("Reading")
## How fast text is revealed. Zero: at once. Faster where much is waiting.
@export_range(0.0, 200.0, 1.0, "or_greater", "suffix:characters/s") var characters_per_second := 42.0
## How long the bubble stays when all is said.
@export_range(0.0, 20.0, 0.1, "or_greater", "suffix:s") var linger_seconds := 1.5
## And how much longer for each character on its last page.
@export_range(0.0, 0.2, 0.005, "or_greater", "suffix:s") var linger_seconds_per_character := 0.035
@export_group("Look")
## Text is broken into lines of at most this width.
@export_range(80.0, 800.0, 1.0, "or_greater", "suffix:px") var max_width := 300.0
## Longer texts come page by page.
@export_range(1, 12) var lines_per_page := 4
## Shows the NPC's name above what it says, and to whom where that is not this player.
@export var shows_name := false
## Shows thoughts, where the world lets players know them.
@export var shows_thoughts := true

## Where bubbles may be, in the viewport's coordinates; empty: all of the viewport. Keeps them clear of other UI.
var bounds := Rect2()

static var _last_came := 0

var _reveal := Reveal.new()
var _style := Style.new(self, &"SoliloquySpeechBubble")
var _box := Box.new(_style)
var _float := Float.new(_box)
## What is shown, or was last.
var _turn: SoliloquyTurn
## Which of all bubbles' replies it is.
var _came := 0
var _queue := Queue.new()
var _stage := _Stage.HIDDEN
var _is_stale := false
var _is_at_once := false
var _is_stopped := false
var _seconds := 0.0


func _init() -> void:
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	add_to_group(GROUP)
	_box.hide()
	add_child(_box, false, Node.INTERNAL_MODE_FRONT)


func _ready() -> void:
	if Engine.is_editor_hint():
		return
	if npc == null:
		npc = Anchor.npc_near(self)
	elif npc.turn != null:
		_come(npc.turn)


func _process(delta: float) -> void:
	if _stage == _Stage.HIDDEN:
		return
	_seconds += delta
	if _is_open() and _is_anothers(_turn):
		_leave()
	match _stage:
		_Stage.WAITING:
			_open_when_ready()
		_Stage.REVEALING:
			_advance(delta)
		_Stage.LINGERING:
			if _seconds >= _seconds_to_linger():
				_leave()
		_Stage.FADING:
			_box.modulate.a = 1.0 - _seconds / FADE_SECONDS
			if _seconds >= FADE_SECONDS:
				_hide()
	_follow()


func _get_configuration_warnings() -> PackedStringArray:
	const LONELY := "Set \"npc\", or place this bubble beside or below a SoliloquyNpc: it has nothing to show."
	return [LONELY] if npc == null and Anchor.npc_near(self) == null else []


## Shows at once what is known of the reply. Its pages still turn by themselves, in time to be read.
func reveal_all() -> void:
	_is_at_once = true


## For a key that goes on: shows all of a page that is being revealed; leaves one that is shown, for the next page, the next
## reply, or nothing.
func advance() -> void:
	if _stage == _Stage.LINGERING:
		_leave()
	elif _stage == _Stage.REVEALING and not _is_stopped:
		if _reveal.count < _readable_end():
			_reveal.advance(0.0, 0.0, _readable_end())
		else:
			_go_on()


## Shows a line that is no NPC's reply: a player's words, say. [param action]: what is visibly done with it. Waits until a
## reply that is being read is over; takes the place of a line that is.
func show_line(text: String, action: String = "") -> void:
	var line := SoliloquyTurn.new()
	if not action.is_empty():
		line.grow(0, SoliloquyTurn.ACTION, action)
	if not text.is_empty():
		line.grow(1, SoliloquyTurn.SPEECH, text)
	line.is_finished = true
	if _is_being_read() and not _turn.id.is_empty():
		_queue.add(line)
	else:
		_take(line)


## Takes the bubble off the screen, with what waits to be shown, and what is still to come of the reply under way.
func dismiss() -> void:
	_queue.dismiss(_running_turn(), shown())
	_fade()


func is_showing() -> bool:
	return _stage != _Stage.HIDDEN


## Whether speech is being revealed just now, and no thought: for a mouth that moves.
func is_speaking() -> bool:
	return _stage == _Stage.REVEALING and _box.kind == Box.Kind.SPEECH and not _is_stopped


## How far the reply under way has been revealed, as [member SoliloquyNpc.shown_so_far]: no character of one that waits for
## another; empty where none is.
func shown() -> Dictionary:
	var running := _running_turn()
	if running == null or running == _turn:
		return {} if _turn == null or _turn.id.is_empty() or (running == null and not _is_open()) else _reveal.shown()
	return _queue.shown_of(running)


## The bubble's place as it is reserved, in its canvas; without area while hidden.
func get_bubble_rect() -> Rect2:
	return _box.rect() if is_showing() else Rect2()


func _listen_to(whom: SoliloquyNpc) -> void:
	if whom != null and not Engine.is_editor_hint():
		Link.attach(whom, self)
		whom.shown_so_far = _stop_and_tell
		if is_node_ready() and whom.turn != null:
			_come(whom.turn)


## What the one before said is no word of the next one's. [param whom] may be freed.
func _let_go_of(whom: Variant) -> void:
	if _turn != null and not _turn.id.is_empty():
		_queue.clear()
		_fade()
	if is_instance_valid(whom) and not Engine.is_editor_hint():
		Link.detach(whom, self)
		whom.shown_so_far = Callable() if whom.shown_so_far == _stop_and_tell else whom.shown_so_far


func _on_thinking_started(turn: SoliloquyTurn) -> void:
	if turn != _turn or not _is_open():
		_come(turn)


func _on_text_received(turn: SoliloquyTurn, _span: int, _layer: String, _text: String) -> void:
	if turn == _turn:
		_update()
	else:
		_come(turn)


func _on_turn_finished(turn: SoliloquyTurn) -> void:
	if turn != _turn:
		return _come(turn)
	_is_stopped = false
	_update()
	if _reveal.sections.is_empty():
		_leave()
	elif _stage == _Stage.WAITING and _reveal.is_all_revealed():
		# Cut before its next section was opened.
		_linger()


func _on_turn_retracted(turn_id: String) -> void:
	_queue.drop(turn_id)
	if _turn != null and _turn.id == turn_id and is_showing():
		_leave()


## Asked for when the player interrupts: what is revealed after that was not heard.
func _stop_and_tell() -> Dictionary:
	_is_stopped = _turn != null and _turn == _running_turn()
	return shown()


func _running_turn() -> SoliloquyTurn:
	return npc.turn if is_instance_valid(npc) else null


## Shows a reply: at once, or when the one before it has been read.
func _come(turn: SoliloquyTurn) -> void:
	if turn == _turn and _is_open():
		return
	if turn.is_finished and turn.spans.is_empty():
		_queue.drop(turn.id)
	elif _is_being_read() and not _gives_way_to(turn):
		_queue.add(turn)
	elif not _queue.is_dismissed(turn):
		_take(turn)


## What NPCs say among themselves is not read to its end when a player is answered.
func _gives_way_to(turn: SoliloquyTurn) -> bool:
	var gives_way := not _turn.addressed_npc.is_empty() and turn.addressed_npc.is_empty()
	if gives_way:
		_queue.drop_asides()
	return gives_way


## NPCs take turns: what one answers another is shown when the other's words were read, with all that it thought before.
func _waits_its_turn() -> bool:
	if _turn.addressed_npc.is_empty():
		return false
	for other: SoliloquySpeechBubble in get_tree().get_nodes_in_group(GROUP):
		if other._came < _came and other._is_being_read() and other.can_process() \
				and other._turn.npc == _turn.addressed_npc and not other._turn.addressed_npc.is_empty():
			return true
	return false


## Whether the NPC has become somebody else since.
func _is_anothers(turn: SoliloquyTurn) -> bool:
	return is_instance_valid(npc) and not turn.npc.is_empty() and turn.npc != npc.persona


func _is_being_read() -> bool:
	return _stage == _Stage.REVEALING or (_stage == _Stage.WAITING and not _reveal.sections.is_empty())


func _is_open() -> bool:
	return _stage != _Stage.HIDDEN and _stage != _Stage.FADING


func _leave() -> void:
	if _queue.is_empty():
		_fade()
	else:
		_take(_queue.next())


func _fade() -> void:
	if _is_open():
		_enter(_Stage.FADING)


func _linger() -> void:
	_enter(_Stage.LINGERING)
	revealed.emit(_turn)


func _update() -> void:
	_reveal.update(_turn.spans, _turn.is_finished)
	_is_stale = true


func _take(turn: SoliloquyTurn) -> void:
	_turn = turn
	_last_came += 1
	_came = _last_came
	_queue.remove(turn)
	_is_at_once = false
	_is_stopped = false
	_reveal.reset()
	_reveal.shows_thoughts = shows_thoughts
	_reveal.update(turn.spans, turn.is_finished)
	var was_hidden := _stage == _Stage.HIDDEN
	_box.placement.begin()
	_box.show_dots()
	_enter(_Stage.WAITING)
	_follow()
	if was_hidden:
		appeared.emit()


func _enter(stage: _Stage) -> void:
	_stage = stage
	_seconds = 0.0


## A section is opened when its size is known, or most of what fits has come, or one has waited for it.
func _open_when_ready() -> void:
	if _reveal.current() == null:
		_seconds = 0.0
	elif _waits_its_turn():
		return
	elif _reveal.has_sentence() or _seconds >= GATHER_SECONDS or _is_at_once:
		_open(_reveal.current())


func _open(section: Reveal.Section) -> void:
	var room := Anchor.visible_rect(self, bounds).size / _box.scale
	_box.open(section, _speaker(), room, max_width, lines_per_page)
	# It may have grown: it makes room for those that are being read.
	_box.placement.queue_up()
	_is_stale = false
	_enter(_Stage.REVEALING)
	if _reveal.index == 0:
		reveal_started.emit(_turn)


func _speaker() -> String:
	if not shows_name or not is_instance_valid(npc):
		return ""
	var world := npc.get_soliloquy_world()
	return Overheard.caption(world, _turn) if world != null and _turn.npc == npc.persona else npc.display_name


func _advance(delta: float) -> void:
	if _is_stale:
		_is_stale = false
		_box.grow(_reveal.current())
	var page_end := _box.page_end()
	if not _is_stopped:
		var haste := 1.0 if _queue.is_empty() else HASTE
		_reveal.advance(delta, 0.0 if _is_at_once else characters_per_second * haste, _readable_end())
	_box.text.shown = _reveal.count
	_box.ease_frame(delta)
	_box.has_more = _reveal.count >= page_end and _box.has_next_page()
	if _reveal.is_all_revealed():
		_linger()
	elif _reveal.count >= page_end and _seconds >= _box.page_seconds():
		_go_on()


## Up to where the page can be revealed: no line that may still be broken otherwise.
func _readable_end() -> int:
	return mini(_box.page_end(), _box.text.layout.settled)


func _go_on() -> void:
	if _box.has_next_page():
		_box.turn_page()
		_seconds = 0.0
		page_turned.emit(_turn)
	elif _reveal.is_section_revealed() and _reveal.index + 1 < _reveal.sections.size():
		_reveal.go_on()
		_enter(_Stage.WAITING)


## Long enough to be read; no longer, where another reply waits.
func _seconds_to_linger() -> float:
	var seconds := linger_seconds + linger_seconds_per_character * _box.page_length()
	return seconds if _queue.is_empty() else minf(seconds, _box.page_seconds())


func _hide() -> void:
	_stage = _Stage.HIDDEN
	_box.hide()
	hidden_again.emit()


func _follow() -> void:
	if is_showing() and is_inside_tree():
		_float.follow(self, anchor, anchor_offset, bounds)
