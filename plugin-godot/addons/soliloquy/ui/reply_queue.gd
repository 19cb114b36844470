@tool
extends RefCounted
## The replies that a [SoliloquySpeechBubble] is yet to show, and the one that it was told not to show any more.

var _waiting: Array[SoliloquyTurn] = []
var _dismissed: SoliloquyTurn
var _dismissed_at: Dictionary = {}


func is_empty() -> bool:
	return _waiting.is_empty()


## Takes out the one that waited longest.
func next() -> SoliloquyTurn:
	return _waiting.pop_front()


func add(turn: SoliloquyTurn) -> void:
	if not _waiting.has(turn) and not is_dismissed(turn):
		_waiting.append(turn)


func clear() -> void:
	_waiting.clear()


func remove(turn: SoliloquyTurn) -> void:
	_waiting.erase(turn)


func drop(turn_id: String) -> void:
	_waiting.assign(_waiting.filter(func(turn: SoliloquyTurn) -> bool: return turn.id != turn_id))


## Takes out what NPCs say among themselves.
func drop_asides() -> void:
	_waiting.assign(_waiting.filter(func(turn: SoliloquyTurn) -> bool: return turn.addressed_npc.is_empty()))


## Nothing waits any more, and [param running] does not come back. [param shown_so_far] of it stays known.
func dismiss(running: SoliloquyTurn, shown_so_far: Dictionary) -> void:
	_waiting.clear()
	_dismissed = running
	_dismissed_at = shown_so_far


func is_dismissed(turn: SoliloquyTurn) -> bool:
	return turn != null and turn == _dismissed


## How much was shown of a running reply that is not on the screen, as the protocol's `interrupt` takes it.
func shown_of(turn: SoliloquyTurn) -> Dictionary:
	return _dismissed_at if is_dismissed(turn) else {"span": 0, "chars": 0}
