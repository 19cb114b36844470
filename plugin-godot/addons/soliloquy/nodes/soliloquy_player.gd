@tool
@icon("res://addons/soliloquy/icons/player.svg")
class_name SoliloquyPlayer
extends "world_member.gd"
## The player as NPCs see it: where it is, and that it is about to speak. Place one beside the player's character.
##
## Needs a [SoliloquyWorld] in the scene.

## The player is at another location: a location's id.
signal moved(location: String)
## The server did not let the player go there; [member location] is where it still is.
signal move_refused(code: String, message: String)

## Seconds between two typing hints to the same NPC.
const TYPING_INTERVAL := 3.0

## Where the player is: a location's id of the world. Set it when the character walks in somewhere; NPCs there greet it.
var location: String:
	get:
		return _world.own_location() if _world != null else ""
	set(value):
		move_to(value)

var _told_location := ""
var _typed_at: Dictionary = {}


## Goes to a location of the world, and waits until the server has agreed. True where the player is there.
func move_to(where: String) -> bool:
	if _world == null:
		return false
	if where == location:
		return true
	var answer := await _world.request("move", {"location": where})
	if not answer.is_ok:
		move_refused.emit(answer.code, answer.message)
	return answer.is_ok


## Says something to whoever is near: the server finds out who is meant. Waits for the reply.
func say(text: String, options: Dictionary = {}) -> SoliloquyTurn:
	return await _say(text, options)


## The player is about to speak to an NPC: it looks up, and may think ahead. Call it for every key; it is sent at most
## every three seconds.
func notify_typing(npc: SoliloquyNpc) -> void:
	var now := Time.get_ticks_msec()
	if _world == null or now < _typed_at.get(npc.persona, 0):
		return
	_typed_at[npc.persona] = now + int(TYPING_INTERVAL * 1000.0)
	_world.send("typing", {"npc": npc.persona})


## Called by the [SoliloquyWorld] when the state changed.
func update_state() -> void:
	var where := location
	if where.is_empty() or where == _told_location:
		return
	_told_location = where
	moved.emit(where)


func _take_part() -> void:
	_world.cast().add_player(self)


func _let_go() -> void:
	if _world != null:
		_world.cast().remove_player(self)
	super()
