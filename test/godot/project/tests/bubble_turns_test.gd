extends "res://bubble_case.gd"
## Speech bubbles whose NPC, anchor or turn goes, or comes too early or too late.

const Shapes := preload("res://addons/soliloquy/ui/bubble_shapes.gd")


func test_a_reply_is_read_to_its_end_before_the_next_is_shown() -> void:
	var first := begin("t1")
	say(first, LONG)
	end(first)
	await until_being_read()
	for id: String in ["t2", "t3"]:
		var next := begin(id)
		say(next, SHORT)
		end(next)
	await until(func() -> bool: return read.size() == 3, "all three are read", 20.0)

	check_equal(read, ["t1", "t2", "t3"], "in order, none dropped")
	check_equal(bubble._reveal.visible_count(), SHORT.length(), "the last is there")
	await until_emitted(bubble.hidden_again)


func test_a_waiting_reply_that_comes_to_nothing_is_not_waited_for() -> void:
	var first := begin("t1")
	say(first, LONG)
	end(first)
	await until_being_read()
	end(begin("t2"), "failed")
	say(begin("t3"), "Taken back.")
	npc.retract_turn("t3")
	await until_emitted(bubble.hidden_again)

	check_equal(read, ["t1"], "what was read")


func test_the_last_words_can_be_read_before_a_waiting_reply_takes_their_place() -> void:
	var first := begin("t1")
	say(first, "One short line.")
	end(first)
	await until(func() -> bool: return bubble._reveal.visible_count() > 2, "the first is being read")
	var next := begin("t2")
	say(next, SHORT)
	end(next)
	await until(func() -> bool: return read == ["t1"], "the first is revealed")
	Engine.time_scale = 1.0
	await get_tree().process_frame
	await get_tree().process_frame

	check_equal(bubble._box.text.section.text, "One short line.", "it stands for a moment")


func test_the_bubble_goes_when_its_npc_is_freed_in_mid_reply() -> void:
	say(begin("t1"), LONG)
	await until_being_read()
	npc.queue_free()
	await until_emitted(bubble.hidden_again)

	var other := SoliloquyNpc.new()
	other.persona = "tam"
	add_child(other)
	bubble.npc = other
	var turn := SoliloquyTurn.new()
	turn.id = "t2"
	other.begin_turn(turn)
	check(bubble.is_showing(), "it serves another NPC after that")


func test_the_bubble_goes_when_the_persona_changes_in_mid_reply() -> void:
	say(begin("t1"), LONG)
	await until_being_read()
	npc.persona = "tam"

	check_equal(npc.turn, null, "it is silent")
	await until_emitted(bubble.hidden_again)


func test_a_bubble_that_comes_in_mid_reply_shows_it_from_its_beginning() -> void:
	var turn := begin("t1")
	say(turn, "There is a room. ")
	var late := SoliloquySpeechBubble.new()
	late.npc = npc
	stage.add_child(late)
	check(late.is_showing(), "it is there at once")
	say(turn, "Up the stair.")
	end(turn)
	await until_emitted(late.revealed)

	check_equal(late._box.text.section.text, "There is a room. Up the stair.", "the whole of it")


func test_a_turn_that_ends_within_its_own_signals_leaves_no_bubble() -> void:
	for name: StringName in [&"thinking_started", &"text_received"]:
		var own := SoliloquyNpc.new()
		add_child(own)
		var turn := SoliloquyTurn.new()
		turn.id = name
		# As a game that leaves the world over a word does, before the bubble hears of it.
		var leave := func() -> void:
			turn.end("failed")
			own.end_turn(turn)
		own.connect(name, leave.unbind(1 if name == &"thinking_started" else 4))
		var watching := SoliloquySpeechBubble.new()
		watching.npc = own
		stage.add_child(watching)
		own.begin_turn(turn)
		if name == &"text_received":
			turn.grow(1, SoliloquyTurn.SPEECH, SHORT)
			own.grow_turn(turn, 1, SoliloquyTurn.SPEECH, SHORT)
		await until(func() -> bool: return not watching.is_showing(), "the bubble goes after an end within %s" % name)
		check_equal(own.turn, null, "nobody speaks")


func test_a_bubble_whose_anchor_is_freed_stays_where_it_was() -> void:
	var anchor := Node2D.new()
	anchor.position = Vector2(400, 250)
	stage.add_child(anchor)
	bubble.anchor = anchor
	var turn := begin("t1")
	say(turn, LONG)
	await until_being_read()
	var before := bubble.get_bubble_rect().position
	anchor.free()
	for frame in 3:
		await get_tree().process_frame
	check_equal(bubble.get_bubble_rect().position, before, "its place")
	end(turn)
	await until_emitted(bubble.hidden_again)


func test_a_bubble_outlives_its_npc_and_takes_another() -> void:
	npc.free()
	for frame in 2:
		await get_tree().process_frame
	bubble.shows_name = true
	bubble.show_line("Nobody says this.")
	await until_emitted(bubble.revealed)
	npc = SoliloquyNpc.new()
	add_child(npc)
	bubble.npc = npc
	say(begin("t1"), SHORT)
	await until(func() -> bool: return bubble._box.text.section.text == SHORT, "the new one's words")


func test_a_tail_can_be_drawn_wherever_its_anchor_is() -> void:
	var random := RandomNumberGenerator.new()
	random.seed = 7
	var broken: Array[String] = []
	for turn in 3000:
		var box := Rect2(Vector2.ZERO, Vector2(random.randf_range(20, 400), random.randf_range(16, 200)))
		var far := pow(10.0, random.randf_range(0.0, 4.0))
		var tip := Vector2(random.randf_range(-far, far), random.randf_range(-far, far))
		var outline := Shapes.speech(box, random.randf_range(0, 24), tip)
		if Geometry2D.triangulate_polygon(outline).is_empty() and broken.size() < 5:
			broken.append("%s with its tail to %s" % [box, tip])
		for puff in Shapes.puffs(box, tip):
			if not box.grow(120.0).has_point(Vector2(puff.x, puff.y)) and broken.size() < 5:
				broken.append("%s with a puff at %s" % [box, puff])
	check_equal(broken, [], "outlines that cannot be drawn")


func test_a_bubble_floats_above_a_3d_character_and_hides_behind_the_camera() -> void:
	var camera := Camera3D.new()
	stage.add_child(camera)
	camera.current = true
	var head := Node3D.new()
	stage.add_child(head)
	head.position = Vector3(0, 0, -5)
	bubble.anchor = head
	say(begin("t1"), LONG)
	await until_being_read()
	var above := bubble.get_bubble_rect()
	check(absf(above.get_center().x - 320.0) < 2.0 and above.end.y < 180.0, "above the middle, not at %s" % above)

	head.position = Vector3(1, 0, -5)
	for frame in 2:
		await get_tree().process_frame
	check(bubble.get_bubble_rect().position.x > above.position.x + 20.0, "it goes along")
	head.position = Vector3(0, 0, 5)
	for frame in 2:
		await get_tree().process_frame
	check(not bubble._box.visible, "nothing of one who is behind the camera")
