extends Node2D
## The other players that are in the tavern, each with a figure, a name, and what it says.
##
## The server knows in which room a player is, not where in it: each has a place of its own here, by session.

const Traveller := preload("figures/traveller.gd")
const Tag := preload("tag.gd")
const CLOAKS: Array[Color] = [Color("7a4a78"), Color("8a6a2c"), Color("3f5a8a"), Color("6b7a3a"), Color("8a4238")]
const PLACES: Array[Vector2] = [Vector2(1130, 600), Vector2(500, 600), Vector2(1010, 640), Vector2(130, 640), Vector2(760, 590)]

var world: SoliloquyWorld
## Where bubbles and names are drawn.
var bubbles: Node
## Whose place nobody takes.
var player: Node2D
## The room that is shown: a location's id.
var location := "tavern"

var _figures: Dictionary = {}


## Shows who is here now.
func update() -> void:
	var players: Dictionary = world.state.get("players", {})
	for session: String in _figures.keys():
		var state: Dictionary = players.get(session, {})
		if session == world.session_id or state.get("location") != location:
			var gone: Traveller = _figures[session]
			_figures.erase(session)
			gone.queue_free()
	for session: String in players:
		var state: Dictionary = players[session]
		if session != world.session_id and state.get("location") == location and not _figures.has(session):
			_figures[session] = _arrive(session, str(state.get("name", "")))


func names() -> Array[String]:
	var found: Array[String] = []
	for figure: Traveller in _figures.values():
		found.append(str(figure.get_meta(&"player_name")))
	return found


## The figure of another player; null where it is not here.
func figure_of(session: String) -> Traveller:
	return _figures.get(session)


## Somebody said something: [signal SoliloquyWorld.words_heard].
func hear(heard: Dictionary) -> void:
	var session := str(heard.get("from", "")).trim_prefix("player:")
	if _figures.has(session):
		var figure: Traveller = _figures[session]
		var bubble: SoliloquySpeechBubble = figure.get_meta(&"bubble")
		bubble.show_line(str(heard.get("text", "")), str(heard.get("action", "")))


func _arrive(session: String, player_name: String) -> Traveller:
	var figure := Traveller.new()
	figure.cloak = CLOAKS[absi(hash(player_name)) % CLOAKS.size()]
	figure.position = _free_place(absi(hash(session)))
	figure.facing = -1.0 if figure.position.x > 640.0 else 1.0
	figure.set_meta(&"player_name", player_name)
	add_child(figure)
	var bubble := SoliloquySpeechBubble.new()
	bubble.anchor = figure
	bubble.anchor_offset = figure.head + Vector2(0, -34)
	bubbles.add_child(bubble)
	figure.set_meta(&"bubble", bubble)
	var tag := Tag.new()
	tag.text = player_name
	tag.anchor = figure
	bubbles.add_child(tag)
	figure.tree_exited.connect(bubble.queue_free)
	figure.tree_exited.connect(tag.queue_free)
	return figure


func _free_place(wanted: int) -> Vector2:
	for step in PLACES.size():
		var place := PLACES[(wanted + step) % PLACES.size()]
		var is_taken := _figures.values().any(func(figure: Traveller) -> bool: return figure.position == place)
		if not is_taken and absf(place.x - player.position.x) > 110.0:
			return place
	return PLACES[wanted % PLACES.size()] + Vector2(wanted % 50, 20)
