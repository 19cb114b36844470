@tool
extends RefCounted
## Tries whether a server can be joined, and says in words what it found: what the button "Test connection" does.

const Settings := preload("../core/settings.gd")
const KnownPersonas := preload("../core/known_personas.gd")

## Milliseconds until it gives up.
const TIMEOUT_MS := 15_000


class Result:
	extends RefCounted
	var is_ok := false
	## For a person: what was found, or what is wrong and what to do about it.
	var text := ""
	var personas := PackedStringArray()


## Joins as a player, looks, and leaves. [param tree] drives it: it works in the editor and in a game alike.
static func run(tree: SceneTree, address: String) -> Result:
	var result := Result.new()
	result.text = Settings.problem_with_address(address)
	if not result.text.is_empty():
		return result
	var room := SoliloquyRoom.new()
	var ends: Array[String] = []
	room.joined.connect(func() -> void: ends.append(""))
	room.connection_failed.connect(func(code: String, message: String) -> void: ends.append("%s (%s)" % [message, code]))
	room.left.connect(func(close_code: int) -> void: ends.append("The server closed the connection (%d)." % close_code))
	# An instance of its own: nobody is greeted, nothing is remembered of it where people play.
	room.join(address, {"protocol": 1, "name": "Connection test", "instance": "connection-test"})
	var deadline := Time.get_ticks_msec() + TIMEOUT_MS
	while ends.is_empty() and Time.get_ticks_msec() < deadline:
		await tree.process_frame
		room.poll()
	if ends.is_empty():
		ends.append("The server did not answer within %d seconds." % (TIMEOUT_MS / 1000.0))
	result.text = ends[0]
	if room.status == SoliloquyRoom.Status.JOINED:
		_describe(result, room.state)
	room.leave()
	await tree.process_frame
	room.poll()
	return result


static func _describe(result: Result, state: Dictionary) -> void:
	var names := PackedStringArray()
	for id: String in state.npcs:
		result.personas.append(id)
		names.append("%s (%s)" % [state.npcs[id].name, id])
	result.is_ok = true
	result.text = "Connected to %s. %d NPCs: %s." % [state.title, names.size(), ", ".join(names)]
	if Engine.is_editor_hint():
		KnownPersonas.write(result.personas)
