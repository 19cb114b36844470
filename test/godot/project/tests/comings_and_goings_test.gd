extends SoliloquyTest
## Nodes that are added late, moved, or freed while a talk goes on with the real server.

var world: SoliloquyWorld
var mara: SoliloquyNpc


func before_each() -> void:
	world = make_world()
	mara = SoliloquyNpc.new()
	mara.persona = "mara"
	world.add_child(mara)


func after_each() -> void:
	await ask("let_go")
	for child in get_children():
		child.queue_free()
	await get_tree().process_frame


func make_world() -> SoliloquyWorld:
	var made := SoliloquyWorld.new()
	made.server_url = server_url()
	made.is_remembered = false
	made.instance_name = "test-%d" % Time.get_ticks_usec()
	return made


func enter(entered: SoliloquyWorld) -> void:
	var greetings: Array[SoliloquyTurn] = []
	entered.turn_finished.connect(greetings.append)
	add_child(entered)
	await until(func() -> bool: return not greetings.is_empty(), "the greeting")


## Has Mara begin a story that does not end.
func begin_story() -> void:
	await ask("hold_at_speech")
	var talk := func() -> void: await mara.say("Tell me a story.")
	talk.call()
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")


func test_an_npc_node_added_in_mid_reply_hears_all_of_it() -> void:
	await enter(world)
	await begin_story()
	var late := SoliloquyNpc.new()
	late.persona = "mara"
	var heard: Array[String] = []
	var states: Array[String] = []
	world.add_child(late)
	late.appeared.connect(func() -> void: states.append("appeared"))
	late.thinking_started.connect(func(_turn: SoliloquyTurn) -> void: states.append("thinking"))
	late.speaking_started.connect(func(_turn: SoliloquyTurn) -> void: states.append("speaking"))
	late.speech_received.connect(heard.append)
	check_equal([late.is_present, late.display_name, late.location], [true, "Mara", "tavern"], "what is known of her, at once")
	await until(func() -> bool: return states.size() == 3, "it learns of the reply")
	check_equal(late.turn, mara.turn, "the reply under way")
	await ask("let_go")
	await until(func() -> bool: return late.turn == null, "the reply ends")

	check_equal(states, ["appeared", "thinking", "speaking"], "in order")
	check_equal("".join(heard), "Once upon a time there was a bell.", "from its beginning")


func test_a_player_node_added_late_knows_where_it_is() -> void:
	await enter(world)
	var player := SoliloquyPlayer.new()
	var moves: Array[String] = []
	world.add_child(player)
	player.moved.connect(moves.append)
	check_equal(player.location, "tavern", "where it is, at once")
	await until(func() -> bool: return moves == ["tavern"], "and it is told so")
	check(await player.move_to("yard"), "it can go elsewhere")


func test_words_under_way_come_back_when_their_node_is_freed() -> void:
	await enter(world)
	await ask("hold_at_speech")
	var player := SoliloquyPlayer.new()
	world.add_child(player)
	var came_back: Array[SoliloquyTurn] = []
	var ask_mara := func() -> void: came_back.append(await mara.say("Tell me a story."))
	ask_mara.call()
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")
	var running := mara.turn
	mara.queue_free()
	await until(func() -> bool: return came_back.size() == 1, "the awaited say comes back")
	check_equal([came_back[0], came_back[0].is_finished], [running, false], "with what there is of the reply")

	var say_it := func() -> void: came_back.append(await player.say("Mara, are you there?"))
	say_it.call()
	player.free()
	check_equal(came_back.size(), 2, "so does one that the server has not answered")
	check_equal([came_back[1].status, came_back[1].code], ["refused", "node-freed"], "and says why")
	await ask("let_go")


func test_words_under_way_come_back_when_the_world_is_freed() -> void:
	await enter(world)
	await ask("hold_at_speech")
	var came_back: Array[String] = []
	var outside := SoliloquyNpc.new()
	outside.persona = "mara"
	outside.world = world
	add_child(outside)
	for npc: SoliloquyNpc in [mara, outside]:
		var say_it := func() -> void: came_back.append((await npc.say("Tell me a story.")).status)
		say_it.call()
	await until(func() -> bool: return outside.turn != null, "she thinks")
	world.queue_free()
	await until(func() -> bool: return came_back.size() == 2, "both come back")
	await get_tree().process_frame

	check_equal([outside.turn, outside.is_present], [null, false], "an NPC elsewhere knows that it is over")
	check_equal((await outside.say("Hello?")).code, "not-connected", "and says so")


func test_a_world_that_is_moved_within_the_tree_stays_joined() -> void:
	await enter(world)
	var losses: Array[String] = []
	world.disconnected.connect(func() -> void: losses.append("disconnected"))
	world.connection_lost.connect(func() -> void: losses.append("lost"))
	await begin_story()
	var turn := mara.turn
	var elsewhere := Node.new()
	add_child(elsewhere)
	world.reparent(elsewhere)
	await ask("let_go")
	await until(func() -> bool: return turn.is_finished, "the story goes on")

	check_equal(turn.status, "complete", "to its end")
	check_equal(losses, [], "nothing was lost")
	check_equal((await mara.say("Good evening.")).status, "complete", "the talk goes on")


func test_a_world_that_is_taken_out_leaves_and_comes_back_with_the_tree() -> void:
	await enter(world)
	var told: Array[String] = []
	world.disconnected.connect(func() -> void: told.append("disconnected"))
	world.connected.connect(func() -> void: told.append("connected"))
	remove_child(world)
	await until(func() -> bool: return told == ["disconnected"], "it leaves")
	check(not mara.is_present, "nobody is there any more")
	add_child(world)
	await until(func() -> bool: return told == ["disconnected", "connected"], "it is back")
	await until(func() -> bool: return mara.is_present, "so is she")
	check_equal((await mara.say("Good evening.")).status, "complete", "the talk goes on")


func test_an_npc_that_is_moved_within_the_tree_keeps_its_reply() -> void:
	await enter(world)
	await begin_story()
	var retractions: Array[String] = []
	mara.turn_retracted.connect(retractions.append)
	var starts: Array[String] = []
	mara.thinking_started.connect(func(turn: SoliloquyTurn) -> void: starts.append(turn.id))
	var turn := mara.turn
	var elsewhere := Node.new()
	world.add_child(elsewhere)
	mara.reparent(elsewhere)
	await get_tree().process_frame
	check_equal(mara.turn, turn, "it goes on")
	await ask("let_go")
	await until(func() -> bool: return mara.turn == null, "it ends")
	check_equal([retractions, starts], [[], []], "nothing of it was told twice, or taken back")


func test_an_npc_that_waits_for_a_world_finds_the_one_that_comes() -> void:
	world.remove_child(mara)
	add_child(mara)
	await enter(world)
	check(mara.is_present, "it found its world")
	check_equal((await mara.say("Good evening.")).status, "complete", "and talks")


func test_another_persona_takes_over_a_node_in_mid_reply() -> void:
	await enter(world)
	await begin_story()
	var told: Array[String] = []
	mara.turn_retracted.connect(func(_id: String) -> void: told.append("retracted"))
	mara.vanished.connect(func() -> void: told.append("vanished"))
	mara.appeared.connect(func() -> void: told.append("appeared"))
	mara.persona = "tom"
	check_equal([mara.turn, mara.display_name], [null, "Tom"], "Tom is silent")
	check_equal(told, ["retracted", "vanished", "appeared"], "what the scene was told")
	await ask("let_go")
	check_equal((await mara.say("Good evening.")).npc, "tom", "who answers now")


func test_with_two_worlds_the_panel_types_for_the_player_of_its_own() -> void:
	await enter(world)
	var own := SoliloquyPlayer.new()
	world.add_child(own)
	var other := make_world()
	other.connect_on_ready = false
	var stranger := SoliloquyPlayer.new()
	other.add_child(stranger)
	add_child(other)
	var panel := SoliloquyDialoguePanel.new()
	add_child(panel)
	panel.open(mara)
	var activities: Array[String] = []
	mara.activity_changed.connect(activities.append)
	panel._frame.line.text = "G"
	panel._frame.line.text_changed.emit("G")
	await until(func() -> bool: return "listening" in activities, "she looks up")
