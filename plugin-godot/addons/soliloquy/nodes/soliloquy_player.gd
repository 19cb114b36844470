@tool
@icon("res://addons/soliloquy/icons/player.svg")
class_name SoliloquyPlayer
extends Node
## The player as NPCs see it: where it is, and that it is about to speak. Place one beside the player's character.
##
## Needs a [SoliloquyWorld] in the scene.

## The player is at another location: a location's id.
signal moved(location: String)
## The server did not let the player go there; [member location] is where it still is.
signal move_refused(code: String, message: String)

## Seconds between two typing hints to the same NPC.
const TYPING_INTERVAL := 3.0

## The world it is in. Empty: the nearest one.
@export var world: SoliloquyWorld

## Where the player is: a location's id of the world. Set it when the character walks in somewhere; NPCs there greet it.
var location: String:
	get:
		return _told_location
	set(value):
		move_to(value)

var _world: SoliloquyWorld
var _told_location := ""
var _typed_at: Dictionary = {}


func _enter_tree() -> void:
	if Engine.is_editor_hint():
		return
	_world = world if world != null else SoliloquyWorld.find_for(self)
	if _world != null and not _world.state_changed.is_connected(_on_state_changed):
		_world.state_changed.connect(_on_state_changed)


func _ready() -> void:
	# A world further down the tree was not there yet.
	if _world == null and not Engine.is_editor_hint():
		_enter_tree()
		if _world == null:
			push_warning("Soliloquy: %s finds no SoliloquyWorld in the scene; add one." % name)


func _exit_tree() -> void:
	if _world != null:
		_world.state_changed.disconnect(_on_state_changed)
	_world = null


func _get_configuration_warnings() -> PackedStringArray:
	if world == null and is_inside_tree() and SoliloquyWorld.find_for(self) == null:
		return PackedStringArray(["There is no SoliloquyWorld in the scene; add one, so that this player has a server to speak through."])
	return PackedStringArray()


## Goes to a location of the world, and waits until the server has agreed. True where the player is there.
func move_to(where: String) -> bool:
	if _world == null:
		return false
	if where == _told_location:
		return true
	var answer := await _world.request("move", {"location": where})
	if not answer.is_ok:
		move_refused.emit(answer.code, answer.message)
	return answer.is_ok


## Says something to whoever is near: the server finds out who is meant. Waits for the reply.
func say(text: String, options: Dictionary = {}) -> SoliloquyTurn:
	if _world == null:
		var refused := SoliloquyTurn.new()
		refused.refuse("not-connected", "There is no SoliloquyWorld in the scene.")
		return refused
	return await _world.say(text, options)


## The player is about to speak to an NPC: it looks up, and may think ahead. Call it for every key; it is sent at most
## every three seconds.
func notify_typing(npc: SoliloquyNpc) -> void:
	var now := Time.get_ticks_msec()
	if _world == null or now < _typed_at.get(npc.persona, 0):
		return
	_typed_at[npc.persona] = now + int(TYPING_INTERVAL * 1000.0)
	_world.send("typing", {"npc": npc.persona})


func _on_state_changed() -> void:
	var players: Dictionary = _world.state.get("players", {})
	var own: Dictionary = players.get(_world.session_id, {})
	var where := str(own.get("location", ""))
	if where == _told_location:
		return
	_told_location = where
	moved.emit(where)
