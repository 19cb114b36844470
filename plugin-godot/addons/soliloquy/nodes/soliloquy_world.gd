@tool
@icon("res://addons/soliloquy/icons/world.svg")
class_name SoliloquyWorld
extends Node
## The connection of a scene to a Soliloquy server: joins a world, keeps its state, and comes back when the connection is
## lost. Place one in a scene, and a [SoliloquyNpc] for each character in it.
##
## Works as it is against a server started with [code]npm start[/code].

## In the world: [member state] is there, and NPCs can be spoken to.
signal connected
## The connection was lost; it is being taken up again. Show the player that nobody hears just now.
signal connection_lost
## Back after [signal connection_lost]; what was missed is in [signal history_received].
signal reconnected
## It cannot connect: a code of docs/protocol.md, or [code]unreachable[/code], [code]bad-address[/code],
## [code]bad-frame[/code], and a sentence for a person. Goes on trying where that can help, and [member keeps_trying] is on.
signal connection_failed(code: String, message: String)
## Left by [method disconnect_from_server].
signal disconnected
## Something in [member state] changed.
signal state_changed
## Somebody came to be: a persona's id.
signal npc_appeared(persona: String)
signal npc_vanished(persona: String)
## Another player came into the world, by session id.
signal player_arrived(player_session: String, player_name: String)
signal player_left(player_session: String, player_name: String)
## Somebody in earshot spoke, this player included: [code]{ line, from, name, text, action?, to?, whisper?, ref? }[/code].
signal words_heard(heard: Dictionary)
## The last lines that this player perceived, after joining and after a reconnection.
signal history_received(lines: Array)
signal turn_started(turn: SoliloquyTurn)
signal turn_finished(turn: SoliloquyTurn)
## A turn was deleted, replaced, or will not be given after all.
signal turn_retracted(turn_id: String)
## The server refused a message that asked for no answer.
signal message_refused(code: String, message: String)
## Any message, for what this addon does not know.
signal message_received(type: String, payload: Variant)

const Client := preload("../core/client.gd")
const Cast := preload("cast.gd")
const PlayerId := preload("../core/player_id.gd")
const Settings := preload("../core/settings.gd")
const GROUP := &"soliloquy_worlds"
## The group of nodes that take part in a world, or wait for one.
const MEMBERS := &"soliloquy_world_members"

## Where the server is, such as [code]http://127.0.0.1:2567[/code] or [code]https://npc.example.com/game[/code]. Empty: the
## project setting [code]soliloquy/server/address[/code].
@export var server_url := "":
	set(value):
		server_url = value
		update_configuration_warnings()
## The world's folder name. Empty: the server's own.
@export var world_name := ""
## Separates copies of a world: one for each match, or each player's own.
@export var instance_name := "main"
## Joins as soon as the scene is ready. Otherwise call [method connect_to_server].
@export var connect_on_ready := true
## Goes on trying to join where the server cannot be reached yet, or was restarted.
@export var keeps_trying := true
## Asks for whole sentences as well ([signal SoliloquyNpc.sentence_spoken]), for a voice.
@export var wants_sentences := true
@export_group("Player")
## How others see this player; made unique by the server.
@export var player_name := "Traveller":
	set(value):
		player_name = value
		update_configuration_warnings()
## Where the player arrives: a location's id. Empty: where the world starts.
@export var start_location := ""
## NPCs remember this player across sessions, under an id kept in [code]user://[/code]. Off: a stranger each time.
@export var is_remembered := true
## Which player of this machine: a save slot's name, say.
@export var profile := "default"
## The player agrees that what they say may be exported to train models: turn it on only where they were asked. Counts from the
## next time the world is joined.
@export var agrees_to_training := false
## Only for servers that ask for one, and for designers and game hosts. Never ship a designer's or the game's token to players.
@export var token := "":
	set(value):
		token = value
		update_configuration_warnings()

## The world as this client may see it, by the names of docs/protocol.md: [code]state.npcs.mara.mood[/code],
## [code]state.facts[/code], [code]state.players[/code]. Empty until connected; do not keep parts of it, they are replaced
## after a reconnection.
var state: Dictionary:
	get:
		return _client.room.state
## This client's own session id; [code]player:<id>[/code] where somebody is addressed.
var session_id: String:
	get:
		return _client.room.session_id

var _client := Client.new()
var _cast := Cast.new()
## It was joined when it was taken out of the tree.
var _comes_back := false


## The world that a node belongs to: the nearest [SoliloquyWorld] among its ancestors and their children, or else any in
## the tree.
static func find_for(node: Node) -> SoliloquyWorld:
	var ancestor := node.get_parent()
	while ancestor != null:
		if ancestor is SoliloquyWorld:
			return ancestor
		for child in ancestor.get_children():
			if child is SoliloquyWorld:
				return child
		ancestor = ancestor.get_parent()
	return node.get_tree().get_first_node_in_group(GROUP) if node.is_inside_tree() else null


func _init() -> void:
	_client.connected.connect(connected.emit)
	_client.connection_lost.connect(connection_lost.emit)
	_client.reconnected.connect(reconnected.emit)
	_client.connection_failed.connect(connection_failed.emit)
	_client.state_changed.connect(_on_state_changed)
	_client.words_heard.connect(words_heard.emit)
	_client.history_received.connect(history_received.emit)
	_client.action_called.connect(_on_action_called)
	_client.message_refused.connect(message_refused.emit)
	_client.message_received.connect(message_received.emit)
	# A reply begins for the world first, and is over for its NPCs first.
	_client.turns.started.connect(turn_started.emit)
	_client.turns.started.connect(_cast.begin_turn)
	_client.turns.grew.connect(_cast.grow_turn)
	_client.turns.sentence_spoken.connect(_cast.speak_sentence)
	_client.turns.finished.connect(_cast.end_turn)
	_client.turns.finished.connect(turn_finished.emit)
	_client.turns.retracted.connect(_cast.retract_turn)
	_client.turns.retracted.connect(turn_retracted.emit)
	_client.roster.npc_appeared.connect(npc_appeared.emit)
	_client.roster.npc_vanished.connect(npc_vanished.emit)
	_client.roster.player_arrived.connect(player_arrived.emit)
	_client.roster.player_left.connect(player_left.emit)


func _enter_tree() -> void:
	add_to_group(GROUP)
	if Engine.is_editor_hint():
		return
	# In every frame, of a paused game too: the server drops a client that does not answer its pings.
	get_tree().process_frame.connect(_poll)
	get_tree().call_group(MEMBERS, &"find_world")
	if _comes_back:
		_comes_back = false
		connect_to_server.call_deferred()


func _ready() -> void:
	if connect_on_ready and not Engine.is_editor_hint():
		# After the scene's own _ready, which connects the signals.
		connect_to_server.call_deferred()


func _poll() -> void:
	_client.poll()


func _exit_tree() -> void:
	if not Engine.is_editor_hint():
		get_tree().process_frame.disconnect(_poll)
		# Not yet, when it is only moved to another place of the tree.
		_leave_unless_moved.call_deferred()


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE and not Engine.is_editor_hint():
		disconnect_from_server()
		_cast.dismiss()


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	if player_name.strip_edges().is_empty():
		warnings.append("Give the player a name: the server refuses players without one.")
	if Settings.problem_with_address(address()) != "":
		warnings.append(Settings.problem_with_address(address()))
	if not token.is_empty():
		warnings.append("A token in a scene can be read by everybody who has the game. Set it in code from where only you can read it, unless it is the server's PLAYER_TOKEN.")
	return warnings


## The server's address as it is used.
func address() -> String:
	return server_url if not server_url.strip_edges().is_empty() else Settings.address()


## Joins the world; ends in [signal connected] or [signal connection_failed]. Leaves the one it is in.
func connect_to_server() -> void:
	var options := {"protocol": 1, "name": player_name, "instance": instance_name, "sentences": wants_sentences}
	if not world_name.is_empty():
		options["world"] = world_name
	if not start_location.is_empty():
		options["location"] = start_location
	if agrees_to_training:
		options["consent"] = true
	if is_remembered:
		options["player"] = PlayerId.of(profile)
	disconnect_from_server()
	_client.connection.keeps_trying = keeps_trying
	_client.connection.open(address(), options, token)


## Leaves the world, for good.
func disconnect_from_server() -> void:
	_comes_back = false
	var was_there := _client.close()
	_cast.update_state({})
	if was_there:
		disconnected.emit()


## Whether NPCs can be spoken to now.
func is_connected_to_server() -> bool:
	return _client.connection.is_open()


## Sends a message of docs/protocol.md, such as [code]send("event", { "text": "A bell rings." })[/code].
func send(type: String, payload: Dictionary = {}) -> bool:
	return _client.room.send(type, payload)


## Sends a message and waits for what the server says to it: [code]var answer := await world.request("move", { … })[/code].
func request(type: String, payload: Dictionary = {}) -> SoliloquyAnswer:
	return await _client.room.request(type, payload)


## Says something to whoever is here, and waits for the reply; see [method SoliloquyNpc.say] for one NPC in particular.
## [param options]: [code]npc[/code], [code]action[/code] (what the player visibly does), [code]whisper[/code].
func say(text: String, options: Dictionary = {}) -> SoliloquyTurn:
	var turn := await begin_say(text, options)
	if not turn.is_finished:
		await turn.finished
	return turn


## The same, but comes back as soon as the server has named the turn that will answer.
func begin_say(text: String, options: Dictionary = {}) -> SoliloquyTurn:
	return await _client.begin_say(text, options)


## Tells the world that something happened, which NPCs there perceive; with [param prompts_reply] they react. Players may
## where the world allows it ([code]playersMay: [event][/code]).
func report_event(text: String, location: String = "", prompts_reply: bool = false) -> SoliloquyAnswer:
	var payload := {"text": text, "prompt": prompts_reply}
	if not location.is_empty():
		payload["location"] = location
	return await request("event", payload)


## What is known of an NPC, as [code]{ name, description, mood, activity, location, … }[/code]; empty where it is not there.
func npc_state(persona: String) -> Dictionary:
	return _client.npc_state(persona)


## The name behind an address such as [code]npc:mara[/code] or [code]player:…[/code]; empty where nobody of that address is there.
func name_of(whose: String) -> String:
	var id := whose.get_slice(":", 1)
	var known := _client.player_state(id) if whose.begins_with("player:") else _client.npc_state(id)
	return str(known.get("name", ""))


## The reply that an NPC is giving; null while it is silent.
func running_turn(persona: String) -> SoliloquyTurn:
	return _client.turns.running_of(persona)


## Where this player is; empty until connected.
func own_location() -> String:
	return str(_client.player_state(session_id).get("location", ""))


## The nodes that take part in this world.
func cast() -> Cast:
	return _cast


func _leave_unless_moved() -> void:
	if is_inside_tree():
		return
	var was_wanted := _client.connection.is_wanted()
	disconnect_from_server()
	_comes_back = was_wanted


func _on_state_changed() -> void:
	_cast.update_state(state)
	state_changed.emit()


func _on_action_called(called: Dictionary) -> void:
	send("action.result", await _cast.perform_action(called))
