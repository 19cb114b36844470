@tool
extends RefCounted
## The nodes of a scene that take part in a world: tells them of its state and turns, and finds who performs an action.

var _npcs: Array[SoliloquyNpc] = []
var _players: Array[SoliloquyPlayer] = []


## Tells a node what is so already, and of all that happens from now on.
func add_npc(npc: SoliloquyNpc) -> void:
	if not _npcs.has(npc):
		_npcs.append(npc)
		# After the scene's own _ready, which connects the signals.
		npc.catch_up.call_deferred()


## Tells it no more.
func remove_npc(npc: SoliloquyNpc) -> void:
	_npcs.erase(npc)


## Tells a node where the player is, and of all that happens from now on.
func add_player(player: SoliloquyPlayer) -> void:
	if not _players.has(player):
		_players.append(player)
		player.update_state.call_deferred()


## Tells it no more.
func remove_player(player: SoliloquyPlayer) -> void:
	_players.erase(player)


## The first of the players; null where the scene has none.
func player() -> SoliloquyPlayer:
	return null if _players.is_empty() else _players[0]


## The world is freed.
func dismiss() -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.lose_world())
	_for_each_player(func(node: SoliloquyPlayer) -> void: node.lose_world())


## Tells everybody how things are now; nothing is known where [param state] is empty.
func update_state(state: Dictionary) -> void:
	var npcs: Dictionary = state.get("npcs", {})
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.update_state(npcs.get(npc.persona, {})))
	_for_each_player(func(node: SoliloquyPlayer) -> void: node.update_state())


## An NPC begins to think about a reply.
func begin_turn(turn: SoliloquyTurn) -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.begin_turn(turn), turn.npc)


## A piece of a reply came.
func grow_turn(turn: SoliloquyTurn, span: int, layer: String, text: String) -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.grow_turn(turn, span, layer, text), turn.npc)


## A whole sentence of a reply came.
func speak_sentence(turn: SoliloquyTurn, span: int, text: String) -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.speak_sentence(turn, span, text), turn.npc)


## A reply is over.
func end_turn(turn: SoliloquyTurn) -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.end_turn(turn), turn.npc)


## A reply was deleted, or will not be given.
func retract_turn(turn_id: String) -> void:
	_for_each_npc(func(npc: SoliloquyNpc) -> void: npc.retract_turn(turn_id))


## Has an NPC do what the server called for. Returns the `action.result` to send.
func perform_action(called: Dictionary) -> Dictionary:
	var outcome := {"call": called.get("call"), "ok": false, "error": "This game does not know the action."}
	# Several nodes may show one character: the one that knows the action does it, else the last says that it does not.
	var such := _npcs.filter(func(npc: SoliloquyNpc) -> bool: return npc.persona == called.get("npc"))
	var last: SoliloquyNpc = null if such.is_empty() else such[-1]
	for npc: SoliloquyNpc in such:
		if npc.can_perform(called) or npc == last:
			outcome.merge(await npc.perform_action(called), true)
			break
	return outcome


## Calls for each NPC node; with [param persona], for those that show that character.
func _for_each_npc(callable: Callable, persona: String = "") -> void:
	var such: Array[SoliloquyNpc] = []
	for npc in _npcs:
		if persona.is_empty() or npc.persona == persona:
			such.append(npc)
	for npc: Variant in such:
		# Whoever heard of it before may have freed this one, or made it somebody else.
		if is_instance_valid(npc) and _npcs.has(npc) and (persona.is_empty() or npc.persona == persona):
			callable.call(npc)


func _for_each_player(callable: Callable) -> void:
	for player_node: Variant in _players.duplicate():
		if is_instance_valid(player_node) and _players.has(player_node):
			callable.call(player_node)
