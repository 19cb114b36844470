@tool
extends RefCounted
## Tells the player, in a sentence, what keeps a talk from going on: the connection, or what the server refused.

var world: SoliloquyWorld
var _notify: Callable


## [param notify] is called with the sentence; with an empty one where all is well.
func _init(notify: Callable) -> void:
	_notify = notify


## Tells of this world from now on; of none where it is null.
func watch(what: SoliloquyWorld) -> void:
	if what != null and what == world:
		return
	if is_instance_valid(world):
		world.connection_lost.disconnect(_on_connection_lost)
		world.reconnected.disconnect(_on_connected)
		world.connected.disconnect(_on_connected)
		world.connection_failed.disconnect(_on_problem)
		world.message_refused.disconnect(_on_problem)
	world = what
	if world == null:
		return
	world.connection_lost.connect(_on_connection_lost)
	world.reconnected.connect(_on_connected)
	world.connected.connect(_on_connected)
	world.connection_failed.connect(_on_problem)
	world.message_refused.connect(_on_problem)
	_notify.call("" if world.is_connected_to_server() else "Connecting …")


func _on_connection_lost() -> void:
	_notify.call("The connection is lost; nobody hears you just now. Trying again …")


func _on_connected() -> void:
	_notify.call("")


func _on_problem(_code: String, message: String) -> void:
	_notify.call(message)
