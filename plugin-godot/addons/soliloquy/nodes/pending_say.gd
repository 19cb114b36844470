@tool
extends RefCounted
## One awaited [code]say[/code]. Outlives the node that it belongs to, so that whoever awaits it goes on.

signal done

var result: SoliloquyTurn
var _turn: SoliloquyTurn
var _npc: String


## Says it; [signal done] is emitted when [member result] is there.
func begin(world: SoliloquyWorld, text: String, options: Dictionary) -> void:
	_npc = str(options.get("npc", ""))
	_turn = await world.begin_say(text, options)
	if _turn.is_finished:
		_settle()
	else:
		# Not awaited: this goes when whoever asked has gone.
		_turn.finished.connect(_settle, CONNECT_ONE_SHOT)


## The node is freed: with what there is of the reply.
func give_up() -> void:
	if _turn == null:
		_turn = SoliloquyTurn.refused(_npc, "node-freed", "The node was freed before the server answered.")
	_settle()


func _settle() -> void:
	if result == null:
		result = _turn
		done.emit()
