@tool
extends RefCounted
## A part in a world, without any node: the connection, the replies that are heard through it, and who is there.

signal connected
signal connection_lost
signal reconnected
signal connection_failed(code: String, message: String)
signal state_changed
signal words_heard(heard: Dictionary)
signal history_received(lines: Array)
## An NPC is to do something in the game: [code]{ call, npc, name, args }[/code].
signal action_called(called: Dictionary)
signal message_refused(code: String, message: String)
signal message_received(type: String, payload: Variant)

const Connection := preload("connection.gd")
const Turns := preload("turns.gd")
const Roster := preload("roster.gd")

var connection := Connection.new()
var room := connection.room
var turns := Turns.new(room)
var roster := Roster.new()


func _init() -> void:
	connection.connected.connect(_on_connected)
	connection.lost.connect(_on_lost)
	connection.failed.connect(_on_failed)
	room.state_changed.connect(_on_state_changed)
	room.message_received.connect(_on_message)


## To be called every frame.
func poll() -> void:
	connection.poll()
	turns.expire(Time.get_ticks_msec())


## Leaves for good, and ends what is under way. True where it had been there.
func close() -> bool:
	var was_there := connection.is_open() or not roster.is_empty()
	connection.close()
	turns.end_all()
	roster.forget()
	return was_there


## Says something, and comes back as soon as the server has named the turn that will answer.
func begin_say(text: String, options: Dictionary) -> SoliloquyTurn:
	var answer := await room.request("say", options.merged({"text": text}, true))
	if not answer.is_ok:
		return SoliloquyTurn.refused(str(options.get("npc", "")), answer.code, answer.message)
	var turn := turns.of(str(answer.value.turn))
	if turn.npc.is_empty():
		turn.npc = str(answer.value.npc)
	return turn


## What is known of an NPC; empty where it is not there.
func npc_state(persona: String) -> Dictionary:
	var npcs: Dictionary = room.state.get("npcs", {})
	return npcs.get(persona, {})


## What is known of a player; empty where nobody of that session is there.
func player_state(session: String) -> Dictionary:
	var players: Dictionary = room.state.get("players", {})
	return players.get(session, {})


func _on_connected(is_again: bool) -> void:
	_on_state_changed()
	if is_again:
		reconnected.emit()
	else:
		connected.emit()


func _on_lost() -> void:
	turns.mark_unsure()
	connection_lost.emit()


func _on_failed(code: String, message: String, will_retry: bool) -> void:
	if not will_retry:
		turns.end_all()
	push_warning("Soliloquy: %s (%s)%s" % [message, code, " Trying again." if will_retry else ""])
	connection_failed.emit(code, message)


func _on_state_changed() -> void:
	roster.update(room.state, room.session_id)
	state_changed.emit()


func _on_message(type: String, payload: Variant) -> void:
	message_received.emit(type, payload)
	if not payload is Dictionary or turns.take(type, payload):
		return
	match type:
		"heard":
			words_heard.emit(payload)
		"history":
			var lines: Array = payload.lines if payload.get("lines") is Array else []
			turns.recall(lines)
			history_received.emit(lines)
		"action.call":
			action_called.emit(payload)
		"error":
			message_refused.emit(str(payload.get("code", "")), str(payload.get("message", "")))
