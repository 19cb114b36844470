@tool
@icon("res://addons/soliloquy/icons/dialogue_panel.svg")
class_name SoliloquyDialoguePanel
extends PanelContainer
## A panel to talk with one [SoliloquyNpc] by keyboard: who it is, what was said, and a line to type into. Enter says it, Esc
## stops the NPC, and leaves when it is silent. Open it with [method open]; it stays hidden until then.
## What the NPC says to others, and other NPCs to it, is no answer: it is listed when it was said, in [code]overheard_color[/code].
##
## Restyle it in a [Theme] under the type [code]SoliloquyDialoguePanel[/code]: style box [code]panel[/code]; colours
## [code]background_color[/code], [code]border_color[/code], [code]name_color[/code], [code]detail_color[/code],
## [code]player_color[/code], [code]overheard_color[/code], [code]notice_color[/code], [code]speech_color[/code], [code]action_color[/code],
## [code]thought_color[/code]; fonts [code]font[/code], [code]action_font[/code]; font size [code]font_size[/code].

signal opened(npc: SoliloquyNpc)
signal closed
## The player said something; its reply comes as the NPC's signals.
signal line_said(text: String)
## All of a reply has been revealed.
signal revealed(turn: SoliloquyTurn)

const Entry := preload("transcript_entry.gd")
const Style := preload("ui_style.gd")
const Link := preload("npc_link.gd")
const Notices := preload("world_notices.gd")
const Frame := preload("panel_frame.gd")
const Overheard := preload("overheard.gd")
## Lines of the talk that are kept.
const KEPT := 100

## Who types. Empty: the [SoliloquyPlayer] of the NPC's world; without one NPCs do not notice that the player is typing.
@export var player: SoliloquyPlayer
## How fast replies are revealed. Zero: at once. Faster where much is waiting.
@export_range(0.0, 200.0, 1.0, "or_greater", "suffix:characters/s") var characters_per_second := 42.0
## Shows thoughts, where the world lets players know them.
@export var shows_thoughts := true
## Shown where the line to type into is empty; [code]%s[/code] is the NPC's name.
@export var placeholder := "Say something to %s …"

## Who is talked with; null while closed.
var npc: SoliloquyNpc

var _style := Style.new(self, &"SoliloquyDialoguePanel")
var _player_style := Style.new(self, &"SoliloquyDialoguePanel")
var _quiet_style := Style.new(self, &"SoliloquyDialoguePanel")
var _frame := Frame.new(_style)
var _entries: Array[Entry] = []
var _notices := Notices.new(_frame.notify_player)
var _last_persona := ""
var _shown_before := Callable()


func _init() -> void:
	_style.own_colors = Frame.COLORS
	_player_style.own_colors = Frame.COLORS
	_player_style.stand_ins = {&"speech_color": &"player_color"}
	_quiet_style.own_colors = Frame.COLORS
	_quiet_style.font_scale = 0.88
	_quiet_style.stand_ins = {&"speech_color": &"overheard_color", &"action_color": &"overheard_color"}
	anchor_top = 1.0
	anchor_right = 1.0
	anchor_bottom = 1.0
	offset_top = -210.0
	grow_vertical = Control.GROW_DIRECTION_BEGIN
	add_child(_frame, false, Node.INTERNAL_MODE_FRONT)
	_frame.line.text_submitted.connect(_on_text_submitted)
	_frame.line.text_changed.connect(_on_text_changed)


func _ready() -> void:
	_frame.dress(self)
	if Engine.is_editor_hint():
		_frame.describe("Mara Venn", "watchful", "")
		return
	visible = npc != null


func _process(delta: float) -> void:
	if npc == null:
		return
	for entry in _entries:
		if not entry.is_read and not entry.advance(delta, characters_per_second):
			entry.is_read = true
			if entry.turn != null and not entry.is_overheard:
				revealed.emit(entry.turn)
	if not _entries.is_empty():
		_frame.follow(_entries[-1].position.y + _entries[-1].revealed_bottom(), delta)


func _input(event: InputEvent) -> void:
	if npc == null or not is_visible_in_tree() or not event.is_action_pressed(&"ui_cancel"):
		return
	get_viewport().set_input_as_handled()
	var is_heard := _notices.world != null and _notices.world.is_connected_to_server()
	# What is said to somebody else is not the player's to stop.
	var answering := npc.turn if npc.turn != null and not npc.turn.is_overheard else null
	if answering != null and is_heard:
		npc.interrupt()
	elif answering == null and is_revealing():
		reveal_all()
	else:
		close()


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE and is_instance_valid(npc):
		_give_back()


## Begins to talk with an NPC. What was said to the same one before is still there.
func open(with: SoliloquyNpc) -> void:
	if npc == with:
		return _frame.focus()
	if npc != null:
		close()
	if _last_persona != with.persona:
		_clear()
	npc = with
	_last_persona = npc.persona
	Link.attach(npc, self)
	npc.mood_changed.connect(_on_npc_changed)
	npc.activity_changed.connect(_on_npc_changed)
	npc.addressing_changed.connect(_on_npc_changed)
	npc.tree_exiting.connect(_close_unless_moved, CONNECT_DEFERRED)
	_shown_before = npc.shown_so_far
	npc.shown_so_far = _stop_and_tell
	_watch(npc.get_soliloquy_world())
	for entry in _entries.duplicate():
		if entry.turn != null:
			_refresh(entry)
	if npc.turn != null:
		_on_thinking_started(npc.turn)
	_frame.line.placeholder_text = placeholder % npc.display_name if placeholder.contains("%s") else placeholder
	_on_npc_changed()
	show()
	_frame.focus()
	opened.emit(npc)


## Ends the talk. What the NPC is saying it goes on saying.
func close() -> void:
	if typeof(npc) == TYPE_NIL:
		return
	if is_instance_valid(npc):
		Link.detach(npc, self)
		npc.mood_changed.disconnect(_on_npc_changed)
		npc.activity_changed.disconnect(_on_npc_changed)
		npc.addressing_changed.disconnect(_on_npc_changed)
		npc.tree_exiting.disconnect(_close_unless_moved)
		_give_back()
	_watch(null)
	npc = null
	_frame.line.clear()
	hide()
	closed.emit()


## Says something to the NPC, as if it had been typed.
func submit(text: String) -> void:
	if npc == null or text.strip_edges().is_empty():
		return
	_frame.notify_player("")
	_frame.is_following = true
	reveal_all()
	var entry := Entry.new(_player_style)
	_add(entry)
	entry.show_line("› " + text.strip_edges())
	line_said.emit(text)
	var asked := npc
	var turn := await asked.say(text.strip_edges())
	if npc == asked and turn.status == "refused":
		_frame.notify_player(turn.message)
	elif npc == asked and turn.status == "failed" and turn.spans.is_empty():
		_frame.notify_player("%s does not answer just now. Say it again." % asked.display_name)


## Shows at once what is known of the replies.
func reveal_all() -> void:
	for entry in _entries:
		entry.reveal_all()


func is_revealing() -> bool:
	return _entries.any(func(entry: Entry) -> bool: return entry.turn != null and not entry.is_overheard and not entry.is_all_revealed())


## What the player is told instead of a reply; empty where nothing is wrong.
func notice() -> String:
	return _frame.notice.text


## Nobody is left to talk with; a panel that stayed could not be closed.
func _close_unless_moved() -> void:
	if not is_instance_valid(npc) or not npc.is_inside_tree():
		close()
	else:
		_watch(npc.get_soliloquy_world())


## Takes part in what a world tells: of none where it is null.
func _watch(world: SoliloquyWorld) -> void:
	if is_instance_valid(_notices.world) and _notices.world.turn_finished.is_connected(_on_others_turn_finished):
		_notices.world.turn_finished.disconnect(_on_others_turn_finished)
	_notices.watch(world)
	if world != null:
		world.turn_finished.connect(_on_others_turn_finished)


## Lets whoever was asked before the panel say again how far a reply was shown.
func _give_back() -> void:
	if npc.shown_so_far == _stop_and_tell:
		npc.shown_so_far = _shown_before


func _entry_of(turn: SoliloquyTurn) -> Entry:
	for entry in _entries:
		if entry.turn == turn:
			return entry
	var made := Entry.new(_style)
	_add(made)
	made.show_turn(turn, shows_thoughts)
	return made


func _add(entry: Entry) -> void:
	_entries.append(entry)
	_frame.entries.add_child(entry)
	while _entries.size() > KEPT:
		var gone: Entry = _entries.pop_front()
		gone.queue_free()


## Takes in what the reply has become; one that came to nothing is no line of the talk.
func _refresh(entry: Entry) -> void:
	entry.refresh()
	if entry.turn.is_finished and entry.turn.spans.is_empty():
		_drop(entry)


func _drop(entry: Entry) -> void:
	_entries.erase(entry)
	entry.queue_free()


func _clear() -> void:
	while not _entries.is_empty():
		_drop(_entries[0])


## Asked for when the player interrupts: what is revealed after that was not heard.
func _stop_and_tell() -> Dictionary:
	# A bubble stops, too.
	var shown_elsewhere: Variant = _shown_before.call() if _shown_before.is_valid() else {}
	for entry in _entries:
		if npc != null and entry.turn != null and entry.turn == npc.turn:
			entry.is_stopped = true
			return entry.shown()
	return shown_elsewhere if shown_elsewhere is Dictionary else {}


func _on_thinking_started(turn: SoliloquyTurn) -> void:
	if not turn.is_overheard:
		_entry_of(turn)


func _on_text_received(turn: SoliloquyTurn, _span: int, _layer: String, _text: String) -> void:
	if not turn.is_overheard:
		_entry_of(turn).refresh()


func _on_turn_finished(turn: SoliloquyTurn) -> void:
	if turn.is_overheard:
		_add_overheard(turn)
	else:
		_refresh(_entry_of(turn))


## Of another NPC, in any scene.
func _on_others_turn_finished(turn: SoliloquyTurn) -> void:
	if turn.addressed_npc == npc.persona and turn.npc != npc.persona:
		_add_overheard(turn)


func _add_overheard(turn: SoliloquyTurn) -> void:
	if (turn.speech + turn.action).is_empty() or _entries.any(func(entry: Entry) -> bool: return entry.turn == turn):
		return
	var entry := Entry.new(_quiet_style)
	_add(entry)
	entry.show_overheard(turn, Overheard.caption(npc.get_soliloquy_world(), turn))


func _on_turn_retracted(turn_id: String) -> void:
	for entry in _entries.duplicate():
		if entry.turn != null and entry.turn.id == turn_id:
			_drop(entry)


func _on_npc_changed(_now: String = "") -> void:
	const STATES := {"thinking": "thinks …   Esc: interrupt", "speaking": "speaks   Esc: interrupt", "paused": "is not answering just now"}
	var listener := Overheard.listener_of(npc)
	var state := str(STATES.get(npc.activity, "Esc: leave")) if listener.is_empty() else "talks to %s   Esc: leave" % listener
	_frame.describe(npc.display_name, npc.mood, state)


func _on_text_submitted(text: String) -> void:
	if _notices.world == null or not _notices.world.is_connected_to_server():
		# What was typed is kept until somebody hears it.
		return
	_frame.line.clear()
	submit(text)
	_frame.focus()


func _on_text_changed(text: String) -> void:
	if npc == null or text.is_empty():
		return
	var typing := player
	if typing == null and _notices.world != null:
		typing = _notices.world.cast().player()
	if typing != null:
		typing.notify_typing(npc)
