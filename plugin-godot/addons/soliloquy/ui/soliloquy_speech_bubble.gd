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

const Reveal := preload("text_reveal.gd")
const Box := preload("bubble_box.gd")
const Style := preload("ui_style.gd")
const Float := preload("bubble_float.gd")
const Reading := preload("bubble_reading.gd")
const Order := preload("turn_order.gd")
const Queue := preload("reply_queue.gd")
const Link := preload("npc_link.gd")
const Anchor := preload("bubble_anchor.gd")
const Overheard := preload("overheard.gd")
## The group of all bubbles: [code]get_tree().get_nodes_in_group(SoliloquySpeechBubble.GROUP)[/code].
const GROUP := &"soliloquy_speech_bubbles"
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

var _reveal := Reveal.new()
var _style := Style.new(self, &"SoliloquySpeechBubble")
var _box := Box.new(_style)
var _float := Float.new(_box)
var _reading := Reading.new(_reveal, _box)
var _order := Order.new(_reading)
var _queue := Queue.new()


func _init() -> void:
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	add_to_group(GROUP)
	_box.hide()
	add_child(_box, false, Node.INTERNAL_MODE_FRONT)
	_reading.begun.connect(reveal_started.emit)
	_reading.page_turned.connect(page_turned.emit)
	_reading.ended.connect(revealed.emit)
	_reading.hidden.connect(hidden_again.emit)


func _ready() -> void:
	if Engine.is_editor_hint():
		return
	if npc == null:
		npc = Anchor.npc_near(self)
	elif npc.turn != null:
		_come(npc.turn)


func _process(delta: float) -> void:
	if not is_showing():
		return
	_reading.pass_time(delta)
	if _reading.is_open() and _is_anothers(_reading.turn):
		_leave()
	match _reading.stage:
		Reading.Stage.WAITING:
			if _reading.can_open() and not _order.is_held_up(get_tree().get_nodes_in_group(GROUP)):
				_reading.open(_speaker(), Anchor.visible_rect(self, bounds).size / _box.scale, max_width, lines_per_page)
		Reading.Stage.REVEALING:
			_reading.advance(delta, characters_per_second * (1.0 if _queue.is_empty() else HASTE))
		Reading.Stage.LINGERING:
			if _reading.seconds >= _seconds_to_linger():
				_leave()
		Reading.Stage.FADING:
			_reading.fade()
	_follow()


func _get_configuration_warnings() -> PackedStringArray:
	const LONELY := "Set \"npc\", or place this bubble beside or below a SoliloquyNpc: it has nothing to show."
	return [LONELY] if npc == null and Anchor.npc_near(self) == null else []


## Shows at once what is known of the reply. Its pages still turn by themselves, in time to be read.
func reveal_all() -> void:
	_reading.is_at_once = true


## For a key that goes on: shows all of a page that is being revealed; leaves one that is shown, for the next page, the next
## reply, or nothing.
func advance() -> void:
	if _reading.stage == Reading.Stage.LINGERING:
		_leave()
	elif _reading.stage == Reading.Stage.REVEALING:
		_reading.skip()


## Shows a line that is no NPC's reply: a player's words, say. [param action]: what is visibly done with it. Waits until a
## reply that is being read is over; takes the place of a line that is.
func show_line(text: String, action: String = "") -> void:
	var line := SoliloquyTurn.new()
	if not action.is_empty():
		line.grow(0, SoliloquyTurn.ACTION, action)
	if not text.is_empty():
		line.grow(1, SoliloquyTurn.SPEECH, text)
	line.is_finished = true
	if _reading.is_being_read() and not _reading.turn.id.is_empty():
		_queue.add(line)
	else:
		_take(line)


## Takes the bubble off the screen, with what waits to be shown, and what is still to come of the reply under way.
func dismiss() -> void:
	_queue.dismiss(_running_turn(), shown())
	_reading.leave()


func is_showing() -> bool:
	return _reading.is_showing()


## Whether speech is being revealed just now, and no thought: for a mouth that moves.
func is_speaking() -> bool:
	return _reading.is_speaking()


## How far the reply under way has been revealed, as [member SoliloquyNpc.shown_so_far]: no character of one that waits for
## another; empty where none is.
func shown() -> Dictionary:
	var running := _running_turn()
	if running != null and running != _reading.turn:
		return _queue.shown_of(running)
	if _reading.turn == null or _reading.turn.id.is_empty() or (running == null and not _reading.is_open()):
		return {}
	return _reveal.shown()


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
	if _reading.turn != null and not _reading.turn.id.is_empty():
		_queue.clear()
		_reading.leave()
	if is_instance_valid(whom) and not Engine.is_editor_hint():
		Link.detach(whom, self)
		whom.shown_so_far = Callable() if whom.shown_so_far == _stop_and_tell else whom.shown_so_far


func _on_thinking_started(turn: SoliloquyTurn) -> void:
	if turn != _reading.turn or not _reading.is_open():
		_come(turn)


func _on_text_received(turn: SoliloquyTurn, _span: int, _layer: String, _text: String) -> void:
	if turn == _reading.turn:
		_reading.update()
	else:
		_come(turn)


func _on_turn_finished(turn: SoliloquyTurn) -> void:
	if turn != _reading.turn:
		_come(turn)
	elif not _reading.end():
		_leave()


func _on_turn_retracted(turn_id: String) -> void:
	_queue.drop(turn_id)
	if _reading.turn != null and _reading.turn.id == turn_id and is_showing():
		_leave()


## Asked for when the player interrupts: what is revealed after that was not heard.
func _stop_and_tell() -> Dictionary:
	_reading.is_stopped = _reading.turn != null and _reading.turn == _running_turn()
	return shown()


func _running_turn() -> SoliloquyTurn:
	return npc.turn if is_instance_valid(npc) else null


## Shows a reply: at once, or when the one before it has been read.
func _come(turn: SoliloquyTurn) -> void:
	if turn == _reading.turn and _reading.is_open():
		return
	var gives_way := _order.gives_way_to(turn)
	if turn.is_finished and turn.spans.is_empty():
		_queue.drop(turn.id)
	elif _reading.is_being_read() and not gives_way:
		_queue.add(turn)
	elif not _queue.is_dismissed(turn):
		if gives_way:
			_queue.drop_asides()
		_take(turn)


## Whether the NPC has become somebody else since.
func _is_anothers(turn: SoliloquyTurn) -> bool:
	return is_instance_valid(npc) and not turn.npc.is_empty() and turn.npc != npc.persona


func _leave() -> void:
	if _queue.is_empty():
		_reading.leave()
	else:
		_take(_queue.next())


func _take(turn: SoliloquyTurn) -> void:
	var was_hidden := not is_showing()
	_order.queue_up()
	_queue.remove(turn)
	_reading.take(turn, shows_thoughts)
	_follow()
	if was_hidden:
		appeared.emit()


func _speaker() -> String:
	if not shows_name or not is_instance_valid(npc):
		return ""
	var world := npc.get_soliloquy_world()
	return Overheard.caption(world, _reading.turn) if world != null and _reading.turn.npc == npc.persona else npc.display_name


## Long enough to be read; no longer, where another reply waits.
func _seconds_to_linger() -> float:
	var seconds := linger_seconds + linger_seconds_per_character * _box.page_length()
	return seconds if _queue.is_empty() else minf(seconds, _box.page_seconds())


func _follow() -> void:
	if is_showing() and is_inside_tree():
		_float.follow(self, anchor, anchor_offset, bounds)
