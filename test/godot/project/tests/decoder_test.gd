extends SoliloquyTest
## The state's decoder against the server's own encoder: see test/wire.

const WireValues := preload("res://wire_values.gd")


func test_every_state_is_what_the_official_decoder_holds() -> void:
	seconds_allowed = 150.0
	var verdict := ""
	while true:
		var next: Dictionary = await ask("session", verdict)
		if next.has("end"):
			check(next.end.is_empty(), next.end)
			break
		verdict = _judge(next.case)


## What was wrong with what a client sees of a session; empty where nothing was.
func _judge(sights: Array) -> String:
	for sight: Dictionary in sights:
		var wrong := _judge_sight(sight.steps)
		if not wrong.is_empty():
			return "%s, %s" % [sight.client, wrong]
	return ""


func _judge_sight(steps: Array) -> String:
	var room := SoliloquyRoom.new()
	room.status = SoliloquyRoom.Status.JOINING
	var failures: Array[String] = []
	room.connection_failed.connect(func(code: String, message: String) -> void: failures.append("%s: %s" % [code, message]))
	for index in steps.size():
		var step: Dictionary = steps[index]
		room.receive(Marshalls.base64_to_raw(step.frame))
		if not failures.is_empty():
			return "frame %d (%s): %s" % [index, step.frame, failures[0]]
		if not step.has("state"):
			continue
		var difference := Difference.between(room.state, WireValues.untag(step.state))
		if not difference.is_empty():
			return "frame %d (%s): %s" % [index, step.frame, difference]
		if room._inbox.ref_count() != int(step.refs):
			return "frame %d (%s): %d structures are kept, expected %d" % [index, step.frame, room._inbox.ref_count(), step.refs]
	return ""
