extends SoliloquyTest
## Nodes of a scene that change hands, go within each other's signals, or go with their scene. The tests play the server.

signal never

var world: SoliloquyWorld
var mara: SoliloquyNpc


func before_each() -> void:
	world = make_world()
	mara = make_npc()
	world.add_child(mara)
	add_child(world)
	await get_tree().process_frame


func make_world() -> SoliloquyWorld:
	var made := SoliloquyWorld.new()
	made.connect_on_ready = false
	return made


func make_npc() -> SoliloquyNpc:
	var made := SoliloquyNpc.new()
	made.persona = "mara"
	return made


func begin(id: String) -> void:
	world._client.turns.take("turn.start", {"turn": id, "npc": "mara"})


func say(id: String, text: String) -> void:
	world._client.turns.take("turn.delta", {"turn": id, "span": 1, "layer": "speech", "text": text})


func test_an_npc_whose_world_is_gone_takes_another() -> void:
	var outside := make_npc()
	outside.world = world
	add_child(outside)
	check_equal(outside.get_soliloquy_world(), world, "the one it was given")
	world.free()
	check_equal(outside.get_soliloquy_world(), null, "it is gone")
	world = make_world()
	add_child(world)
	check_equal(outside.get_soliloquy_world(), world, "the one that comes")

	var other := make_world()
	add_child(other)
	world.free()
	await get_tree().process_frame
	check_equal(outside.get_soliloquy_world(), other, "the one that is left")


func test_an_npc_that_moves_to_another_world_belongs_there() -> void:
	var other := make_world()
	add_child(other)
	begin("t1")
	var told: Array[String] = []
	mara.turn_retracted.connect(func(_id: String) -> void: told.append("retracted"))
	mara.reparent(other)

	check_equal(mara.get_soliloquy_world(), other, "its world")
	check_equal([mara.turn, told], [null, ["retracted"]], "what it said in the other one")


func test_the_world_of_a_node_can_be_changed_in_mid_reply() -> void:
	var other := make_world()
	add_child(other)
	begin("t1")
	mara.world = other
	say("t1", "Not for her.")
	check_equal([mara.get_soliloquy_world(), mara.turn], [other, null], "it is the other's")
	mara.world = null
	await get_tree().process_frame
	check_equal([mara.get_soliloquy_world(), mara.turn.speech], [world, "Not for her."], "and back, told of all")


func test_an_action_whose_node_is_freed_is_answered_at_once() -> void:
	mara.register_action("open-door", func(_arguments: Dictionary) -> Variant:
		await never
		return null)
	var outcomes: Array[Dictionary] = []
	var perform := func() -> void: outcomes.append(await world.cast().perform_action({"call": "c1", "npc": "mara", "name": "open-door", "args": {}}))
	perform.call()
	check_equal(outcomes.size(), 0, "it is being done")
	mara.queue_free()
	await until(func() -> bool: return outcomes.size() == 1, "the answer", 2.0)

	check_equal([outcomes[0].call, outcomes[0].ok], ["c1", false], "it was not done")


func test_a_listener_may_free_another_node_of_the_same_character() -> void:
	var second := make_npc()
	var third := make_npc()
	world.add_child(second)
	world.add_child(third)
	await get_tree().process_frame
	mara.thinking_started.connect(func(_turn: SoliloquyTurn) -> void: second.free())
	begin("t1")
	check(third.turn != null, "the others hear of the reply")

	var fourth := make_npc()
	world.add_child(fourth)
	await get_tree().process_frame
	mara.turn_finished.connect(func(_turn: SoliloquyTurn) -> void: third.free())
	world._client.turns.take("turn.end", {"turn": "t1", "npc": "mara", "status": "complete", "spans": []})
	check_equal(fourth.turn, null, "and of its end")


func test_a_listener_may_make_another_node_somebody_else() -> void:
	var second := make_npc()
	world.add_child(second)
	await get_tree().process_frame
	mara.thinking_started.connect(func(_turn: SoliloquyTurn) -> void: second.persona = "tom")
	begin("t1")

	check_equal(second.turn, null, "Tom says nothing of Mara's")


func test_a_scene_with_bubbles_can_be_changed_in_mid_reply() -> void:
	var scene := make_scene()
	get_tree().root.add_child(scene)
	await get_tree().process_frame
	for id: String in ["t1", "t2", "t3"]:
		begin(id)
		say(id, "A sentence that takes a while to be read, and then some more.")
		await get_tree().process_frame
		if id != "t3":
			world._client.turns.take("turn.end", {"turn": id, "npc": "mara", "status": "complete", "spans": world._client.turns.of(id).spans})
	# As change_scene_to_packed does it; by itself it makes this runtime complain at its end of a page in use.
	get_tree().root.remove_child(scene)
	scene.queue_free()
	await get_tree().process_frame
	scene = make_scene()
	get_tree().root.add_child(scene)
	await get_tree().process_frame
	var npc: SoliloquyNpc = scene.get_node("Npc")
	var bubble: SoliloquySpeechBubble = scene.get_node("Bubble")

	check_equal([npc.turn.id, bubble.is_showing()], ["t3", true], "the reply under way is told in the next scene")
	say("t3", " And on.")
	check(npc.turn.speech.ends_with("And on."), "and goes on there")
	scene.free()


func make_scene() -> Node2D:
	var scene := Node2D.new()
	var npc := make_npc()
	npc.name = "Npc"
	var bubble := SoliloquySpeechBubble.new()
	bubble.name = "Bubble"
	scene.add_child(bubble)
	scene.add_child(npc)
	npc.owner = scene
	bubble.owner = scene
	return scene


func test_a_panel_stays_open_when_its_npc_is_moved_and_gives_back_what_it_took() -> void:
	var bubble := SoliloquySpeechBubble.new()
	bubble.npc = mara
	add_child(bubble)
	var panel := SoliloquyDialoguePanel.new()
	add_child(panel)
	panel.open(mara)
	var elsewhere := Node.new()
	world.add_child(elsewhere)
	mara.reparent(elsewhere)
	await get_tree().process_frame
	check_equal(panel.npc, mara, "the talk goes on")

	panel.free()
	check_equal(mara.shown_so_far, bubble._stop_and_tell, "a freed panel leaves the bubble's answer")
	panel = SoliloquyDialoguePanel.new()
	add_child(panel)
	panel.open(mara)
	mara.free()
	await get_tree().process_frame
	check_equal([panel.visible, typeof(panel.npc)], [false, TYPE_NIL], "without an NPC it closes")


func test_a_world_that_was_told_to_leave_while_it_was_out_does_not_come_back() -> void:
	world._client.room.status = SoliloquyRoom.Status.JOINED
	remove_child(world)
	await get_tree().process_frame
	world.disconnect_from_server()
	add_child(world)
	await get_tree().process_frame

	check(not world._client.connection.is_wanted(), "it stays away")


func test_a_panel_opened_again_knows_what_ended_meanwhile() -> void:
	var panel := SoliloquyDialoguePanel.new()
	add_child(panel)
	panel.open(mara)
	for id: String in ["t1", "t2"]:
		begin(id)
		say(id, "A room?")
		panel.close()
		if id == "t1":
			world._client.turns.take("turn.end", {"turn": id, "npc": "mara", "status": "complete", "spans": world._client.turns.of(id).spans})
		else:
			world._client.turns.take("turn.retracted", {"turn": id})
		panel.open(mara)

	await until(func() -> bool: return not panel.is_revealing(), "all of it is read, so that Esc leaves", 4.0)
	check_equal(panel._entries.size(), 1, "and what was taken back is gone")


func test_an_interruption_by_the_panel_stops_the_bubble_too() -> void:
	var bubble := SoliloquySpeechBubble.new()
	bubble.npc = mara
	add_child(bubble)
	var panel := SoliloquyDialoguePanel.new()
	add_child(panel)
	panel.open(mara)
	begin("t1")
	say("t1", "A room? For how many nights?")
	await until(func() -> bool: return bubble.shown().chars > 3, "it is being read")
	var told: Dictionary = mara.shown_so_far.call()
	var before := bubble.shown()
	for frame in 20:
		await get_tree().process_frame

	check_equal(bubble.shown(), before, "the bubble stands still")
	check_equal(told.span, 1, "the panel's answer counts")


func test_without_a_connection_nothing_is_interrupted_and_the_panel_can_be_left() -> void:
	var bubble := SoliloquySpeechBubble.new()
	bubble.npc = mara
	add_child(bubble)
	begin("t1")
	say("t1", "A room? For how many nights?")
	mara.interrupt()
	await until(func() -> bool: return bubble.shown().get("chars", 0) > 20, "the bubble reads on", 4.0)

	var panel := SoliloquyDialoguePanel.new()
	panel.characters_per_second = 0.0
	add_child(panel)
	panel.open(mara)
	for press in 2:
		var escape := InputEventAction.new()
		escape.action = &"ui_cancel"
		escape.pressed = true
		panel._input(escape)
		await get_tree().process_frame
	check(not panel.visible, "Esc leaves")
