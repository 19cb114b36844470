@tool
extends RefCounted
## One action that is being done in the game. Outlives the node that does it, so that the server is told.

signal done

var outcome: Dictionary = {}


## Does it; [signal done] is emitted when [member outcome] is there.
func begin(callable: Callable, arguments: Dictionary) -> void:
	var result: Variant = await callable.call(arguments)
	if result is SoliloquyNpc.ActionFailure:
		_settle({"ok": false, "error": result.reason})
	else:
		_settle({"ok": true} if result == null else {"ok": true, "result": result})


## The node is freed.
func give_up() -> void:
	_settle({"ok": false, "error": "Whoever did it left before it was done."})


func _settle(what: Dictionary) -> void:
	if outcome.is_empty():
		outcome = what
		done.emit()
