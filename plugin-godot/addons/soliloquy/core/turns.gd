@tool
extends RefCounted
## Follows the turns that a client hears of: makes one [SoliloquyTurn] of the messages of each, whole again after a lost
## connection (docs/protocol.md, "Server → client").

signal started(turn: SoliloquyTurn)
signal grew(turn: SoliloquyTurn, span: int, layer: String, text: String)
signal sentence_spoken(turn: SoliloquyTurn, span: int, text: String)
signal finished(turn: SoliloquyTurn)
signal retracted(turn_id: String)

## Ended turns that are kept: an answer to `say` may come after the turn it names is over.
const KEPT := 64
## Milliseconds after a reconnection by which the server has told of every turn that still runs.
const GRACE_MS := 2000
## And by which the server has given the seat up: nothing more comes of a turn that was under way.
const LOST_MS := 60_000

var _room: SoliloquyRoom
var _turns: Dictionary = {}
var _ended: Array[String] = []
var _unsure: Dictionary = {}


## Of what comes through [param room].
func _init(room: SoliloquyRoom) -> void:
	_room = room


## The turn of that id, running or ended lately; made when it is not known yet, for one who awaits it.
func of(id: String) -> SoliloquyTurn:
	if not _turns.has(id):
		var turn := SoliloquyTurn.new()
		turn.id = id
		_turns[id] = turn
	return _turns[id]


## The reply that an NPC is giving; null while it is silent.
func running_of(persona: String) -> SoliloquyTurn:
	for turn: SoliloquyTurn in _turns.values():
		if turn.npc == persona and turn.has_started and not turn.is_finished:
			return turn
	return null


## Takes in a message; false where it is not about a turn.
func take(type: String, message: Dictionary) -> bool:
	match type:
		"turn.start":
			_start(message)
		"turn.delta":
			_grow(message)
		"turn.sentence":
			if _turns.has(message.get("turn")):
				sentence_spoken.emit(_turns[message.turn], int(message.get("span", 0)), str(message.get("text", "")))
		"turn.end":
			_end(of(str(message.get("turn", ""))), str(message.get("status", "failed")), message)
		"turn.retracted":
			_retract(str(message.get("turn", "")))
		_:
			return false
	return true


## The connection was lost: what runs now may end unheard.
func mark_unsure() -> void:
	for id: String in _turns:
		if not _turns[id].is_finished:
			_unsure[id] = Time.get_ticks_msec() + LOST_MS


## What was said is told again: turns that ended meanwhile are ended here, too.
func recall(lines: Array) -> void:
	for line: Variant in lines:
		if line is Dictionary and line.has("turn") and _turns.has(line.turn) and not _turns[line.turn].is_finished:
			var turn: SoliloquyTurn = _turns[line.turn]
			turn.npc = str(line.get("from", "")).trim_prefix("npc:")
			_end(turn, str(line.get("status", "complete")), line)
	for id: String in _unsure:
		_unsure[id] = Time.get_ticks_msec() + GRACE_MS


## Ends those of which the server has not told again.
func expire(now: int) -> void:
	for id: String in _unsure.keys():
		if now > _unsure.get(id, now):
			_unsure.erase(id)
			_give_up(id)


## Ends all that run: the world is left.
func end_all() -> void:
	for id: String in _turns.keys():
		_give_up(id)


## Ends a turn with what came of it. Not there any more: a listener's doing, or of those ended long ago.
func _give_up(id: String) -> void:
	var turn: SoliloquyTurn = _turns.get(id)
	if turn != null and not turn.is_finished:
		_end(turn, "failed", {"spans": turn.spans})


func _start(message: Dictionary) -> void:
	var id := str(message.get("turn", ""))
	# One that was over for us, since we had left, and that we have come back to.
	if _turns.has(id) and _turns[id].is_finished:
		_turns.erase(id)
		_ended.erase(id)
	var turn := of(id)
	_unsure.erase(turn.id)
	turn.npc = str(message.get("npc", ""))
	turn.to = str(message.get("to", ""))
	if not turn.has_started:
		# For good: a client that joins anew has another session id, and is still the one who was spoken to.
		turn.is_overheard = not turn.to.is_empty() and turn.to != "player:" + _room.session_id
	turn.has_started = true
	turn.is_whisper = bool(message.get("whisper", false))
	turn.replaces = str(message.get("replaces", ""))
	# Told a second time after a reconnection: all of it comes again.
	turn.spans.clear()
	started.emit(turn)


func _grow(message: Dictionary) -> void:
	var id: Variant = message.get("turn")
	if not _turns.has(id) or _turns[id].is_finished:
		return
	var turn: SoliloquyTurn = _turns[id]
	var span := int(message.get("span", 0))
	var layer := str(message.get("layer", ""))
	var text := str(message.get("text", ""))
	turn.grow(span, layer, text)
	grew.emit(turn, span, layer, text)


func _end(turn: SoliloquyTurn, status: String, message: Dictionary) -> void:
	if turn.is_finished:
		return
	if message.has("npc"):
		turn.npc = str(message.npc)
	var spans: Variant = message.get("spans")
	if spans is Array:
		turn.spans.assign(spans.filter(func(span: Variant) -> bool: return span is Dictionary and span.has_all(["span", "layer", "text"])))
	_unsure.erase(turn.id)
	_ended.append(turn.id)
	while _ended.size() > KEPT:
		_turns.erase(_ended.pop_front())
	turn.end(status)
	finished.emit(turn)
	# Last: an awaited `say` goes on only when the NPC's own signals have told of it.
	turn.finished.emit()


func _retract(id: String) -> void:
	if _turns.has(id) and not _turns[id].is_finished:
		_turns[id].spans.clear()
		_end(_turns[id], "retracted", {})
	retracted.emit(id)
