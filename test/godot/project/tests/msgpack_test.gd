extends SoliloquyTest
## msgpack against the server's own: see test/wire/messages.ts.

const WireValues := preload("res://wire_values.gd")
const MsgpackReader := preload("res://addons/soliloquy/core/msgpack_reader.gd")
const MsgpackWriter := preload("res://addons/soliloquy/core/msgpack_writer.gd")


func test_messages_come_and_go_as_they_are() -> void:
	seconds_allowed = 100.0
	var verdict := ""
	while true:
		var next: Dictionary = await ask("messages", verdict)
		if next.has("end"):
			check(next.end.is_empty(), next.end)
			break
		verdict = JSON.stringify(_judge(next.case.messages))


func test_long_texts_and_lists() -> void:
	var judged := _judge(await ask("long"))
	check(judged.wrong.is_empty(), judged.wrong)
	check(judged.encodings.size() == 6, "all came")


func test_what_only_a_game_has_is_sent_as_what_a_server_knows() -> void:
	await _check_sent(&"a name", "a name")
	await _check_sent(NodePath("a/b"), "a/b")
	await _check_sent(Vector2(0.5, -1.0), {"x": 0.5, "y": -1})
	await _check_sent(Vector3i(1, 2, 3), {"x": 1, "y": 2, "z": 3})
	await _check_sent(PackedStringArray(["a", "b"]), ["a", "b"])
	await _check_sent(PackedFloat32Array([0.5]), [0.5])
	await _check_sent(PackedInt64Array([1, -1]), [1, -1])
	await _check_sent({1: "whole", 0.5: "half", &"name": true}, {"1": "whole", "0.5": "half", "name": true})


func test_integers_at_the_edges_are_sent_as_numbers() -> void:
	for value: int in [0, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, -1, -32, -33, -128, -129, -32768,
			-32769, -2147483648, -2147483649, 9007199254740991, -9007199254740991]:
		await _check_sent(value, value)
	await _check_sent(9223372036854775807, 9223372036854775808.0)


func test_what_cannot_be_sent_is_left_out_with_one_warning() -> void:
	await _check_sent([self, Color.RED, 1], [null, null, 1])
	var ring := {"name": "ring"}
	ring["a"] = ring
	ring["b"] = ring
	var bytes := MsgpackWriter.encode(ring)
	ring.clear()

	check(bytes.size() < 2 << 20, "a ring comes to an end")
	check(warnings().size() == 2, "one warning for each: %s" % [warnings()])


func test_texts_that_no_string_can_hold() -> void:
	var texts := {
		"610062": "a\ufffdb",
		"efbbbf61": "\ufeffa",
		"efbbbfefbbbf": "\ufeff\ufeff",
		"61eda08062": "a\ufffd\ufffd\ufffdb",
		"61ff62": "a\ufffdb",
		"c080": "\ufffd\ufffd",
		"e28062": "\ufffdb",
		"f09f98": "\ufffd",
		"f4908080": "\ufffd\ufffd\ufffd\ufffd",
		"f48fbfbf": String.chr(0x10ffff),
		"c3a9c3a9c3a9c3a9c3a9": "ééééé",
		"61616161616161610061": "aaaaaaaa\ufffda",
		"6161616161616161c3": "aaaaaaaa\ufffd",
	}
	for hex: String in texts:
		for padding in ["", "c0", "c0c0c0c0c0c0c0c0"]:
			var reader := MsgpackReader.new()
			reader.open(("%02x" % (0xa0 + hex.length() / 2) + hex + padding).hex_decode())
			check_equal(reader.value(), texts[hex], hex)


func _judge(messages: Array) -> Dictionary:
	var encodings: Array[String] = []
	for index in messages.size():
		var came: Array = []
		var room := SoliloquyRoom.new()
		room.status = SoliloquyRoom.Status.JOINED
		room.message_received.connect(func(type: String, payload: Variant) -> void: came.append_array([type, payload]))
		room.receive(Marshalls.base64_to_raw(messages[index].frame))
		var difference := Difference.between(came, ["echo", WireValues.untag(messages[index].payload)])
		if not difference.is_empty():
			return {"wrong": "message %d (%s): %s" % [index, messages[index].frame, difference]}
		encodings.append(Marshalls.raw_to_base64(MsgpackWriter.encode(came[1])))
	return {"wrong": "", "encodings": encodings}


func _check_sent(value: Variant, expected: Variant) -> void:
	var came: Variant = await ask("unpacked", Marshalls.raw_to_base64(MsgpackWriter.encode(value)))
	check_equal(WireValues.untag(came), expected, str(value))
