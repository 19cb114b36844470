extends SoliloquyTest
## Frames that no server should send: each is read, or ends the connection at once, with a code that says why. See
## test/wire/bad-frames.ts.

const Turns := preload("res://addons/soliloquy/core/turns.gd")
const Inbox := preload("res://addons/soliloquy/core/inbox.gd")

## Microseconds that one frame may take at most; none of them is larger than 64 KiB.
const SLOW := 2_000_000
## Bytes that the engine's heap may have grown by in the end: it never shrinks.
const GROWTH := 24 << 20

var _room: SoliloquyRoom
var _lead: Array
var _how_to_repeat: String
var _failures: Array[String] = []
## Takes in what messages say of turns, as a game would.
var _turns := Turns.new(SoliloquyRoom.new())
var _seen := 0


func before_each() -> void:
	var given: Dictionary = await ask("lead")
	_lead = given.frames.map(Marshalls.base64_to_raw)
	_how_to_repeat = given.how_to_repeat


func test_absurd_frames() -> void:
	_judge(await ask("absurd"))
	check(_seen > 60, "frames came")


func test_messages_cut_short() -> void:
	_judge(await ask("cut_messages"))
	check(_seen > 200, "frames came")


func test_frames_cut_short() -> void:
	_judge(await ask("cut_frames"))
	check(_seen > 1000, "frames came")


func test_changed_frames() -> void:
	seconds_allowed = 540.0
	_judge(await ask("changed"))
	var objects := Performance.get_monitor(Performance.OBJECT_COUNT)
	var bytes := _heap()
	var began := Time.get_ticks_usec()
	while true:
		var frames: Array = await ask("changed")
		if frames.is_empty() or failures.size() > 5:
			break
		_judge(frames)
	_room = null
	_turns = null
	await ask("tell", "%d frames, %d a second; objects %d -> %d, heap %d -> %d bytes" % [_seen, _seen * 1e6 / (Time.get_ticks_usec() - began),
			objects, Performance.get_monitor(Performance.OBJECT_COUNT), bytes, _heap()])
	check(CallCount.begun > _seen, "calls were counted")
	check(Performance.get_monitor(Performance.OBJECT_COUNT) <= objects, "no object is left behind")
	check(_heap() - bytes <= GROWTH, "the heap grew from %d to %d bytes" % [bytes, _heap()])


func _judge(frames: Array) -> void:
	for given: Dictionary in frames:
		_seen += 1
		var wrong := _wrong_with(Marshalls.base64_to_raw(given.frame), given)
		if not wrong.is_empty():
			fail("%s: %s: %s\n%s" % [given.what, wrong, given.frame.left(4000), _how_to_repeat])


## What is wrong with what became of a frame; empty where nothing is.
func _wrong_with(frame: PackedByteArray, given: Dictionary) -> String:
	var room := _room_for(given)
	var began := Time.get_ticks_usec()
	room.receive(frame)
	var took := Time.get_ticks_usec() - began
	if took > SLOW:
		return "it took %d ms" % (took / 1000.0)
	if CallCount.begun != CallCount.ended:
		CallCount.ended = CallCount.begun
		return "a function was left midway"
	if not _failures.is_empty():
		var code := _failures[0]
		var is_meant: bool = given.outcome == code or given.outcome == "either"
		return "" if is_meant and _failures.size() == 1 else "it ended in %s" % [_failures]
	if given.outcome != "read" and given.outcome != "either":
		return "it was read"
	return _wrong_with_reading(room, frame)


## What was read must have been read to its end.
func _wrong_with_reading(room: SoliloquyRoom, frame: PackedByteArray) -> String:
	var inbox: Inbox = room._inbox
	var code := frame[0] & 0x1f
	if code == 14 or code == 15:
		return "" if inbox._decoder._reader.left() == 0 else "its state was not read to the end"
	if code == 10:
		room.receive(PackedByteArray([14]))
		return "" if _failures.is_empty() and not room.state.is_empty() or inbox._reflection.root.fields.is_empty() else "its state cannot be made"
	if code in [13, 17, 22] and inbox._reader.left() > 0:
		return "it was not read to the end"
	return ""


## A client in the realm, or one of the frame's own. Goes on with the one before, as long as that is connected.
func _room_for(given: Dictionary) -> SoliloquyRoom:
	if given.has("lead"):
		var own := _new_room()
		for lead: String in given.lead:
			own.receive(Marshalls.base64_to_raw(lead))
		return own
	var is_gone := _room == null or _room.status == SoliloquyRoom.Status.CLOSED or _room.state.is_empty()
	if is_gone or given.outcome != "either":
		var reflection: RefCounted = _room._inbox._reflection if _room != null and given.outcome == "either" else null
		_room = _new_room()
		if reflection != null:
			# Reading it anew for each would take most of the time.
			_room._inbox._reflection = reflection
		else:
			_room.receive(_lead[0])
		_room.receive(_lead[1])
	return _room


func _new_room() -> SoliloquyRoom:
	_failures.clear()
	var room := SoliloquyRoom.new()
	room.status = SoliloquyRoom.Status.JOINING
	room.connection_failed.connect(func(code: String, _message: String) -> void: _failures.append(code))
	room.message_received.connect(func(type: String, payload: Variant) -> void:
		if payload is Dictionary and not _turns.take(type, payload) and payload.get("lines") is Array:
			_turns.recall(payload.lines))
	return room


func _heap() -> int:
	return JavaScriptBridge.eval("heapBytes()")
