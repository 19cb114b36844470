@tool
extends RefCounted
## In which order bubbles show what NPCs say among themselves: they take turns, and give way to what a player is answered.

const Reading := preload("bubble_reading.gd")

static var _last_came := 0

var _reading: Reading
## Which of all bubbles' replies it is that is shown.
var _came := 0


## Of the bubble whose [param reading] that is.
func _init(reading: Reading) -> void:
	_reading = reading


## It begins to show another reply.
func queue_up() -> void:
	_last_came += 1
	_came = _last_came


## What one answers another is shown when the other's words were read, with all that it thought before.
func is_held_up(bubbles: Array[Node]) -> bool:
	var answered := _reading.turn.addressed_npc
	if answered.is_empty():
		return false
	for other: SoliloquySpeechBubble in bubbles:
		if other._order._came < _came and other.can_process() and other._order._shows_aside_of(answered):
			return true
	return false


## What NPCs say among themselves is not read to its end when a player is answered.
func gives_way_to(turn: SoliloquyTurn) -> bool:
	return _reading.turn != null and not _reading.turn.addressed_npc.is_empty() and turn.addressed_npc.is_empty()


## Whether it shows what that NPC says to another one.
func _shows_aside_of(speaker: String) -> bool:
	return _reading.is_being_read() and _reading.turn.npc == speaker and not _reading.turn.addressed_npc.is_empty()
