extends SoliloquyTest
## What a game goes through when the line is cut, or the server stopped and started again.

var world: SoliloquyWorld
var mara: SoliloquyNpc
var events: Array[String] = []


func before_each() -> void:
	seconds_allowed = 40.0
	await ask("begin")
	world = SoliloquyWorld.new()
	world.server_url = argument("line")
	world.player_name = "Ash"
	world.profile = "reconnection"
	mara = SoliloquyNpc.new()
	mara.persona = "mara"
	world.add_child(mara)
	world.connected.connect(func() -> void: events.append("connected"))
	world.connection_lost.connect(func() -> void: events.append("lost"))
	world.reconnected.connect(func() -> void: events.append("reconnected"))
	world.connection_failed.connect(func(code: String, _message: String) -> void: events.append(code))


func after_each() -> void:
	world.queue_free()
	await get_tree().process_frame


func enter() -> void:
	add_child(world)
	await until(world.is_connected_to_server, "in the world")


func test_a_cut_line_is_taken_up_again_and_the_turn_under_way_is_whole() -> void:
	await enter()
	var session := world.session_id
	await ask("hold")
	var turns: Array[SoliloquyTurn] = []
	mara.turn_finished.connect(func(turn: SoliloquyTurn) -> void: turns.append(turn))
	world.send("say", {"npc": "mara", "text": "Tell me a story."})
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")

	await ask("cut")
	await until(func() -> bool: return "reconnected" in events, "back again")
	check_equal(world.session_id, session, "the same session")
	await ask("let_go")
	await until(func() -> bool: return not turns.is_empty(), "the turn ends")

	check_equal(turns[-1].speech, "Once upon a time there was a bell.", "all of it")
	check_equal(turns.size(), 1, "one turn, not two")
	check_equal(events, ["connected", "lost", "reconnected"], "what the game was told")


func test_a_turn_that_ended_while_the_line_was_cut_is_ended_here_too() -> void:
	await enter()
	await ask("hold")
	var turns: Array[SoliloquyTurn] = []
	mara.turn_finished.connect(func(turn: SoliloquyTurn) -> void: turns.append(turn))
	world.send("say", {"npc": "mara", "text": "Tell me a story."})
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")

	await ask("close_line")
	await until(func() -> bool: return "lost" in events, "the line is cut")
	await ask("let_go")
	await ask("until_turn_ended")
	await ask("open_line")
	await until(func() -> bool: return not turns.is_empty(), "the turn ends")

	check_equal([turns[-1].status, turns[-1].speech], ["complete", "Once upon a time there was a bell."], "the end that was missed")


func test_a_state_that_changed_meanwhile_is_whole_again() -> void:
	await enter()
	await ask("close_line")
	await until(func() -> bool: return "lost" in events, "the line is cut")
	await ask("change_world")
	await ask("open_line")
	await until(func() -> bool: return "reconnected" in events, "back again")

	check_equal(world.state.weather, "hail", "the weather")
	check_equal(world.state.npcs.has("tom"), false, "Tom is gone")


func test_words_said_into_a_cut_line_are_refused_and_not_lost_in_silence() -> void:
	await enter()
	await ask("close_line")
	var turn := await mara.say("Hello?")
	check_equal(turn.status, "refused", "the status")
	check(turn.code in ["connection-lost", "not-connected"], "the code: %s" % turn.code)
	await ask("open_line")


func test_a_restarted_server_is_joined_anew_and_remembers_the_player() -> void:
	await enter()
	await mara.say("My name is Ash.")
	var session := world.session_id
	var lines: Array = []
	world.history_received.connect(func(told: Array) -> void: lines.append_array(told))

	await ask("restart")
	await until(func() -> bool: return "reconnected" in events, "back again", 20.0)
	await until(func() -> bool: return not lines.is_empty(), "the history comes")

	check(world.session_id != session, "another session")
	var said := lines.filter(func(line: Dictionary) -> bool: return line.kind == "say")
	check_equal(said[-1].spans[0].text, "My name is Ash.", "what was said before")
	var turn := await mara.say("Do you know me?")
	check_equal(turn.status, "complete", "the talk goes on")


func test_a_server_that_is_killed_and_comes_back_is_joined_anew() -> void:
	await enter()
	await ask("close_line")
	await until(func() -> bool: return "lost" in events, "the line is cut")
	await ask("restart")
	await ask("open_line")
	await until(func() -> bool: return "reconnected" in events, "back again", 20.0)

	var turn := await mara.say("Are you there?")
	check_equal(turn.status, "complete", "the talk goes on")


func test_a_panel_whose_reply_was_cut_off_with_the_players_seat_can_be_left() -> void:
	var stage := SubViewport.new()
	stage.size = Vector2i(640, 360)
	add_child(stage)
	var panel := SoliloquyDialoguePanel.new()
	stage.add_child(panel)
	await enter()
	panel.open(mara)
	var session := world.session_id
	await ask("hold")
	world.send("say", {"npc": "mara", "text": "Tell me a story."})
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")
	var story := mara.turn

	await ask("close_line")
	await until(func() -> bool: return "lost" in events, "the line is cut")
	await ask("restart")
	await ask("let_go")
	await ask("open_line")
	await until(func() -> bool: return "reconnected" in events, "back again", 20.0)
	await until(func() -> bool: return story.is_finished and mara.turn == null, "the story is over")
	await until(func() -> bool: return not panel.is_revealing(), "what was heard of it can be read")
	var escape := InputEventKey.new()
	escape.keycode = KEY_ESCAPE
	escape.physical_keycode = KEY_ESCAPE
	escape.pressed = true
	stage.push_input(escape)

	check(world.session_id != session, "another session")
	check(panel.npc == null, "Esc leaves")
	check(panel._entries.all(func(entry: Control) -> bool: return not entry.is_overheard), "it was said to this player")
	stage.queue_free()


func test_a_game_that_starts_before_its_server_connects_when_it_is_there() -> void:
	await ask("close_line")
	add_child(world)
	await until(func() -> bool: return "unreachable" in events, "it says what is wrong")
	await ask("open_line")
	await until(func() -> bool: return "connected" in events, "it connects all the same")

	check_equal(events, ["unreachable", "connected"], "each is told once")


func test_leaving_ends_what_is_awaited() -> void:
	await enter()
	await ask("hold")
	var turns: Array[SoliloquyTurn] = []
	var talk := func() -> void: turns.append(await mara.say("Tell me a story."))
	talk.call()
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")

	world.disconnect_from_server()
	await until(func() -> bool: return not turns.is_empty(), "the wait is over")

	check_equal(turns[0].status, "failed", "the status")
	check_equal(turns[0].speech, "Once upon a time", "what was heard")
	await ask("let_go")
