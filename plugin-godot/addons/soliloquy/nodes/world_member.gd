@tool
extends Node
## What belongs to a [SoliloquyWorld]: finds it, takes part in it, and waits for one that comes later.

const PendingSay := preload("pending_say.gd")

## The world it belongs to. Empty: the nearest one.
@export var world: SoliloquyWorld:
	set(value):
		world = value
		update_configuration_warnings()
		if is_inside_tree() and not Engine.is_editor_hint():
			_let_go()
			find_world()

var _world: SoliloquyWorld
## Calls that somebody awaits.
var _pending: Array[RefCounted] = []


func _enter_tree() -> void:
	if Engine.is_editor_hint():
		return
	add_to_group(SoliloquyWorld.MEMBERS)
	if _world != null and _world != _chosen_world():
		# Moved to where another one is nearer.
		_let_go()
	find_world()
	if _world == null:
		# A world may come with the same scene, further down the tree.
		_warn_without_world.call_deferred()


func _exit_tree() -> void:
	if not Engine.is_editor_hint():
		# Not yet, when it is only moved to another place of the tree.
		_leave_unless_moved.call_deferred()


func _notification(what: int) -> void:
	if what != NOTIFICATION_PREDELETE or Engine.is_editor_hint():
		return
	_let_go()
	for asked: RefCounted in _pending.duplicate():
		asked.call(&"give_up")


## The world it takes part in; null where there is none.
func get_soliloquy_world() -> SoliloquyWorld:
	return _world


## Called by a [SoliloquyWorld] that enters the tree. Does nothing where it has one.
func find_world() -> void:
	if _world != null or not is_inside_tree():
		return
	_world = _chosen_world()
	if _world != null:
		_take_part()


## Called by the [SoliloquyWorld] that is freed.
func lose_world() -> void:
	_let_go()
	# There may be another.
	find_world.call_deferred()


func _get_configuration_warnings() -> PackedStringArray:
	if world == null and is_inside_tree() and SoliloquyWorld.find_for(self) == null:
		return ["There is no SoliloquyWorld in the scene; add one, so that this node has a server to speak through."]
	return []


## Says something by the world, and comes back with the reply; also when this node is freed meanwhile.
func _say(text: String, options: Dictionary) -> SoliloquyTurn:
	if _world == null:
		return SoliloquyTurn.refused(str(options.get("npc", "")), "not-connected", "There is no SoliloquyWorld in the scene.")
	var asked := PendingSay.new()
	_pending.append(asked)
	asked.begin(_world, text, options)
	if asked.result == null:
		await asked.done
	_pending.erase(asked)
	return asked.result


## The world that was set, as long as there is one; else the nearest.
func _chosen_world() -> SoliloquyWorld:
	return world if is_instance_valid(world) else SoliloquyWorld.find_for(self)


func _take_part() -> void:
	pass


func _let_go() -> void:
	_world = null


func _leave_unless_moved() -> void:
	if not is_inside_tree():
		_let_go()


func _warn_without_world() -> void:
	if is_inside_tree() and _world == null:
		push_warning("Soliloquy: %s finds no SoliloquyWorld in the scene; add one." % name)
