extends Node
## The engine's side of test/bench/godot.ts: does what it is told, over and over, and says how long one frame took.

const NPCS := 100

var _world: SoliloquyWorld
var _heard := 0


func _ready() -> void:
	_world = SoliloquyWorld.new()
	_world.connect_on_ready = false
	for index in NPCS:
		var npc := SoliloquyNpc.new()
		npc.persona = "npc-%d" % index
		npc.text_received.connect(func(_turn: SoliloquyTurn, _span: int, _layer: String, text: String) -> void: _heard += text.length())
		_world.add_child(npc)
	add_child(_world)
	_world._client.room.status = SoliloquyRoom.Status.JOINED
	var figures: Variant = null
	while true:
		var task: Variant = await _next(figures)
		if task == null:
			break
		figures = {"cost": _measure(task)}
	if _heard == 0:
		push_error("No NPC said anything.")
	get_tree().quit()


## Hands in the figures of the last task, and waits for another.
func _next(figures: Variant) -> Variant:
	var answers: Array[String] = []
	var answered := JavaScriptBridge.create_callback(func(arguments: Array) -> void: answers.append(arguments[1]))
	JavaScriptBridge.get_interface("window").ask("next", JSON.stringify(figures), answered)
	while answers.is_empty():
		await get_tree().process_frame
	return JSON.parse_string(answers[0])


## Microseconds for each frame, or for each text of JSON.
func _measure(task: Dictionary) -> float:
	var frames: Array = task.frames.map(Marshalls.base64_to_raw)
	# What comes before: the beginning of a turn; or a description and a state, of which the first is read once in a connection.
	var lead := frames.slice(0, {"deltas": 1, "decode": 1, "patches": 2, "states": 1}.get(task.work, 0))
	frames = frames.slice(lead.size())
	_receive(lead)
	var took := 0
	var count := 0
	while took < task.ms * 1000.0:
		if task.work == "deltas":
			# A turn begins anew: its text does not grow for ever.
			_receive(lead)
		var began := Time.get_ticks_usec()
		match task.work:
			"json":
				count += _parse(task.jsons)
			"decode":
				count += _decode(frames)
			_:
				count += _receive(frames)
		took += Time.get_ticks_usec() - began
	return float(took) / count


func _receive(frames: Array) -> int:
	var room := _world._client.room
	for frame: PackedByteArray in frames:
		room.receive(frame)
	return frames.size()


func _decode(frames: Array) -> int:
	var inbox := _world._client.room._inbox
	for frame: PackedByteArray in frames:
		inbox.take(frame)
	return frames.size()


func _parse(texts: Array) -> int:
	for text: String in texts:
		JSON.parse_string(text)
	return texts.size()
