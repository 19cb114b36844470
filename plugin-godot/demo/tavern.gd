extends Node2D
## The tavern of Ravenmoor: a small game around [SoliloquyWorld], [SoliloquyNpc], [SoliloquySpeechBubble] and
## [SoliloquyDialoguePanel]. Start the server with `npm start`, then run this scene.
##
## User arguments (`-- --server=http://127.0.0.1:2567 --name=Ash`) stand in for the project setting and the usual name.

const Figure := preload("figures/figure.gd")
const Hud := preload("hud.gd")
const View := preload("view.gd")
const Player := preload("player.gd")
const Others := preload("others.gd")
const CellarDoor := preload("cellar_door.gd")
const Glances := preload("glances.gd")
const MoodTag := preload("mood_tag.gd")

## The room of the world that this scene shows.
const LOCATION := "tavern"
const DOOR_FACT := "cellar-door"
## How near one must be to talk, in pixels of the room.
const REACH := 165.0

@onready var world: SoliloquyWorld = $World
@onready var player: Player = $Actors/Player
@onready var others: Others = $Actors/Others
@onready var door: CellarDoor = $CellarDoor
@onready var view: View = $View
@onready var hud: Hud = $Hud
@onready var panel: SoliloquyDialoguePanel = $Ui/Panel

var _door_fact := ""
var _npcs: Array[SoliloquyNpc] = []
var _bubbles: Array[SoliloquySpeechBubble] = []
var _glances: Glances


func _ready() -> void:
	_glances = Glances.new(world, player, others)
	for bubble: SoliloquySpeechBubble in find_children("*", "SoliloquySpeechBubble"):
		_bubbles.append(bubble)
		_npcs.append(bubble.npc)
		_glances.follow(bubble.npc)
		$Ui/Names.add_child(MoodTag.new(bubble.npc))
	($Actors/Mara/Npc as SoliloquyNpc).register_action("open-cellar-door", _open_cellar_door)
	($Actors/Mara/Npc as SoliloquyNpc).register_action("close-cellar-door", _close_cellar_door)
	others.world = world
	others.player = player
	others.bubbles = $Ui/Names
	others.location = LOCATION
	player.walked.connect(hud.hide_hint)
	panel.opened.connect(_on_panel_opened)
	panel.closed.connect(_on_panel_closed)
	get_window().size_changed.connect(_fit_window)
	_fit_window()
	_connect_world()


func _process(_delta: float) -> void:
	_place_bubbles()
	for bubble in _bubbles:
		var figure: Figure = bubble.npc.get_parent()
		figure.is_talking = bubble.is_speaking()
		figure.is_thinking = bubble.is_showing() and not figure.is_talking
	var near := _npc_in_reach()
	hud.show_prompt("" if near == null or panel.npc != null else "Talk to %s" % near.display_name)


func _unhandled_key_input(event: InputEvent) -> void:
	var key := event as InputEventKey
	if key == null or not key.pressed or key.echo or panel.npc != null:
		return
	var near := _npc_in_reach()
	if near != null and (key.physical_keycode == KEY_E or key.is_action_pressed(&"ui_accept")):
		get_viewport().set_input_as_handled()
		# The key that opens the panel is not typed into it.
		panel.open.call_deferred(near)


func _connect_world() -> void:
	world.connected.connect(_on_connected)
	world.reconnected.connect(_on_connected)
	world.connection_failed.connect(_on_connection_failed)
	world.connection_lost.connect(_on_connection_lost)
	world.state_changed.connect(_on_state_changed)
	world.words_heard.connect(others.hear)
	for argument in OS.get_cmdline_user_args():
		if argument.begins_with("--server="):
			world.server_url = argument.trim_prefix("--server=")
		elif argument.begins_with("--name="):
			world.player_name = argument.trim_prefix("--name=")
	hud.show_card("The Sunken Bell", "You stand before the door and knock …")
	world.connect_to_server()


func _npc_in_reach() -> SoliloquyNpc:
	var nearest: SoliloquyNpc = null
	var least := REACH
	for npc in _npcs:
		var figure: Figure = npc.get_parent()
		var distance := absf(figure.global_position.x - player.global_position.x)
		if npc.is_present and npc.location == LOCATION and distance < least:
			least = distance
			nearest = npc
	return nearest


func _open_cellar_door(_arguments: Dictionary) -> String:
	door.is_open = true
	await get_tree().create_timer(1.2).timeout
	return "The cellar door stands open."


func _close_cellar_door(_arguments: Dictionary) -> String:
	door.is_open = false
	await get_tree().create_timer(1.2).timeout
	return "The cellar door is shut and locked."


func _on_state_changed() -> void:
	var locations: Dictionary = world.state.get("locations", {})
	var here: Dictionary = locations.get(LOCATION, {})
	hud.show_place(str(here.get("name", "")), str(world.state.get("time", "")), str(world.state.get("weather", "")))
	others.update()
	var facts: Dictionary = world.state.get("facts", {})
	var fact := str(facts.get(DOOR_FACT, ""))
	if fact == _door_fact:
		return
	# At the first look the door is as it is; later, everybody is told.
	if not _door_fact.is_empty():
		hud.tell(fact)
	_door_fact = fact
	door.is_open = fact.contains("open")


func _on_connected() -> void:
	hud.show_card("")
	for npc in _npcs:
		var figure: Figure = npc.get_parent()
		figure.visible = npc.is_present and npc.location == LOCATION


func _on_connection_failed(code: String, message: String) -> void:
	if code != "unreachable" and code != "shutting-down":
		return hud.show_card("The door stays shut", message)
	hud.show_card("Nobody opens yet", "No server answers at %s. Start one in the folder of Soliloquy:" % world.address(),
		"npm start", "This door opens by itself as soon as it runs.")


func _on_connection_lost() -> void:
	hud.show_card("The lights went out", "The connection to the server is lost. You are let in again as soon as it is back.")


func _on_panel_opened(npc: SoliloquyNpc) -> void:
	var figure: Figure = npc.get_parent()
	player.can_walk = false
	player.look_towards(figure)
	if npc.addressed_npc.is_empty():
		figure.look_towards(player)
	view.focus = figure
	hud.make_room(true)
	_fit_window()


func _on_panel_closed() -> void:
	player.can_walk = true
	view.focus = null
	view.covered = 0.0
	hud.make_room(false)


## Text is as large as the window allows, and never too small to read.
func _fit_window() -> void:
	var window := get_window()
	var factor := clampf(minf(window.size.x / 1280.0, window.size.y / 720.0), 0.76, 3.0)
	window.content_scale_factor = factor
	var seen := Vector2(window.size) / factor
	var height := clampf(seen.y * 0.36, 190.0, 250.0)
	var width := minf(seen.x - 24.0, 940.0)
	panel.offset_top = -height - 12.0
	panel.offset_bottom = -12.0
	panel.offset_left = (seen.x - width) / 2.0
	panel.offset_right = -(seen.x - width) / 2.0
	view.covered = (height + 12.0) / seen.y if panel.npc != null else 0.0


func _place_bubbles() -> void:
	var seen := get_viewport_rect()
	if panel.npc != null:
		seen.size.y = panel.position.y
	for bubble: SoliloquySpeechBubble in get_tree().get_nodes_in_group(SoliloquySpeechBubble.GROUP):
		bubble.bounds = seen
