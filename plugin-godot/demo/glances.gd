extends RefCounted
## Turns the figures to whom they speak to, and NPCs that are spoken to by another one to that one.

const Figure := preload("figures/figure.gd")
const Others := preload("others.gd")

var _world: SoliloquyWorld
var _player: Figure
var _others: Others
var _figures: Dictionary = {}
## Who listens to whom among NPCs: the listener's figure, by the speaker's persona.
var _listeners: Dictionary = {}


func _init(world: SoliloquyWorld, player: Figure, others: Others) -> void:
	_world = world
	_player = player
	_others = others


func follow(npc: SoliloquyNpc) -> void:
	_figures[npc.persona] = npc.get_parent()
	npc.addressing_changed.connect(_on_addressing_changed.bind(npc))


func _on_addressing_changed(addressing: String, npc: SoliloquyNpc) -> void:
	var speaker: Figure = npc.get_parent()
	if _listeners.has(npc.persona):
		var before: Figure = _listeners[npc.persona]
		before.is_listening = false
		_listeners.erase(npc.persona)
	var listener := _figure_at(addressing)
	if listener == null or listener == speaker:
		return
	speaker.look_towards(listener)
	if not npc.addressed_npc.is_empty():
		listener.look_towards(speaker)
		listener.is_listening = true
		_listeners[npc.persona] = listener


func _figure_at(address: String) -> Figure:
	if address.begins_with("npc:"):
		return _figures.get(address.trim_prefix("npc:"))
	var session := address.trim_prefix("player:")
	return _player if session == _world.session_id else _others.figure_of(session)
