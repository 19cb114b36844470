@tool
extends RefCounted
## Who is in a world: tells, from one state to the next, who came and who went.

signal npc_appeared(persona: String)
signal npc_vanished(persona: String)
signal player_arrived(player_session: String, player_name: String)
signal player_left(player_session: String, player_name: String)

var _npcs: Dictionary = {}
var _players: Dictionary = {}


## Looks at the state as it is now. [param own_session] is nobody who arrives.
func update(state: Dictionary, own_session: String) -> void:
	var npcs: Dictionary = state.get("npcs", {})
	var players: Dictionary = state.get("players", {})
	for id: String in _npcs.keys():
		if not npcs.has(id):
			_npcs.erase(id)
			npc_vanished.emit(id)
	for id: String in npcs:
		if not _npcs.has(id):
			_npcs[id] = true
			npc_appeared.emit(id)
	for id: String in _players.keys():
		if not players.has(id) or id == own_session:
			var gone: String = _players[id]
			_players.erase(id)
			player_left.emit(id, gone)
	for id: String in players:
		if id != own_session and not _players.has(id):
			_players[id] = str(players[id].name)
			player_arrived.emit(id, _players[id])


func is_empty() -> bool:
	return _npcs.is_empty() and _players.is_empty()


func forget() -> void:
	_npcs.clear()
	_players.clear()
