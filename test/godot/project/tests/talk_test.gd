extends SoliloquyTest
## A game against the real server: joining, talking, whispering, interrupting, being refused.

var world: SoliloquyWorld
var mara: SoliloquyNpc
var player: SoliloquyPlayer


func before_each() -> void:
	world = make_world("Ash")
	mara = world.get_node("Mara")
	player = world.get_node("Player")


func after_each() -> void:
	await ask("let_go")
	if not world.is_inside_tree():
		world.queue_free()
	for child in get_children():
		child.queue_free()
	await get_tree().process_frame


func make_world(player_name: String) -> SoliloquyWorld:
	var made := SoliloquyWorld.new()
	made.server_url = server_url()
	made.player_name = player_name
	made.is_remembered = false
	made.instance_name = "test-%d" % Time.get_ticks_usec() if world == null or not world.is_inside_tree() else world.instance_name
	var npc := SoliloquyNpc.new()
	npc.name = "Mara"
	npc.persona = "mara"
	made.add_child(npc)
	var body := SoliloquyPlayer.new()
	body.name = "Player"
	made.add_child(body)
	return made


func enter(entered: SoliloquyWorld) -> void:
	var greetings: Array[SoliloquyTurn] = []
	entered.turn_finished.connect(greetings.append)
	add_child(entered)
	await until(entered.is_connected_to_server, "%s is in the world" % entered.player_name)
	# Whoever is there welcomes a player who is new: what a test looks at comes after it.
	if entered.token.is_empty() and not entered.is_remembered:
		await until(func() -> bool: return not greetings.is_empty(), "%s is greeted" % entered.player_name)


func test_the_state_shows_who_is_there_and_where() -> void:
	await enter(world)

	check_equal(world.state.title, "Testworld", "the title")
	check_equal(world.state.npcs.keys(), ["mara", "tom", "una"], "who is there")
	check_equal(mara.display_name, "Mara", "her name")
	check_equal(mara.location, "tavern", "her place")
	check(mara.is_present, "she is there")
	check_equal(player.location, "tavern", "the player's own place")
	check_equal(world.state.players[world.session_id].name, "Ash", "the player's own name")


func test_a_player_has_agreed_to_training_only_where_the_game_says_so() -> void:
	await enter(world)
	check_equal(await ask("has_agreed", world.session_id), false, "nobody has said so")
	world.disconnect_from_server()

	world.agrees_to_training = true
	world.connect_to_server()
	await until(world.is_connected_to_server, "the player is back")

	check_equal(await ask("has_agreed", world.session_id), true, "now the game has")


func test_what_is_said_is_answered_in_pieces_and_in_order() -> void:
	await enter(world)
	var seen: Array[String] = []
	mara.thinking_started.connect(func(_turn: SoliloquyTurn) -> void: seen.append("thinking"))
	mara.speaking_started.connect(func(_turn: SoliloquyTurn) -> void: seen.append("speaking"))
	mara.text_received.connect(func(_turn: SoliloquyTurn, _span: int, layer: String, _text: String) -> void:
		if seen[-1] != layer:
			seen.append(layer))
	mara.sentence_spoken.connect(func(text: String, _span: int) -> void: seen.append(text))
	mara.turn_finished.connect(func(turn: SoliloquyTurn) -> void: seen.append(turn.status))

	var turn := await mara.say("Good evening.")

	check_equal(turn.status, "complete", "the status")
	check(turn.was_answered(), "it was answered")
	check_equal(turn.speech, "Good evening to you. Sit.", "what she said")
	check_equal(turn.action, "wipes the bar", "what she did")
	check_equal(turn.plan + turn.thought, "", "what a player may not see")
	check_equal(turn.npc, "mara", "who spoke")
	check_equal(turn.to, "player:" + world.session_id, "to whom")
	check_equal(seen, ["thinking", "speaking", "role_action", "speech", "Good evening to you.", "Sit.", "complete"], "the order")


func test_a_greeting_comes_as_a_turn_like_any_other() -> void:
	world.start_location = "yard"
	var una := SoliloquyNpc.new()
	una.persona = "una"
	world.add_child(una)
	var greeted: Array[String] = []
	una.turn_finished.connect(func(turn: SoliloquyTurn) -> void: greeted.append(turn.speech))

	await enter(world)
	await until(func() -> bool: return not greeted.is_empty(), "Una greets")

	check_equal(greeted, ["Welcome, says Una."], "her greeting")


func test_a_player_walks_and_is_refused_where_there_is_no_way() -> void:
	await enter(world)
	var refusals: Array[String] = []
	player.move_refused.connect(func(code: String, _message: String) -> void: refusals.append(code))

	check(await player.move_to("yard"), "the yard is there")
	await until(func() -> bool: return player.location == "yard", "the player is in the yard")
	check(not await player.move_to("moon"), "the moon is not")
	check_equal(refusals, ["unknown-location"], "why")
	var turn := await mara.say("Do you hear me?")
	check_equal([turn.status, turn.code], ["refused", "out-of-earshot"], "she is too far away")
	check(turn.message.contains("Mara"), "the sentence names her")


func test_what_cannot_be_said_comes_back_as_a_refusal() -> void:
	var early := await mara.say("Hello?")
	check_equal([early.status, early.code], ["refused", "not-connected"], "before the world is there")

	await enter(world)
	var empty := await mara.say("")
	check_equal([empty.status, empty.code], ["refused", "bad-message"], "nothing at all")
	var long := await mara.say("a".repeat(2001))
	check_equal([long.status, long.code], ["refused", "bad-message"], "too much")
	var huge := await mara.say("a".repeat(70000))
	check_equal([huge.status, huge.code], ["refused", "payload-too-large"], "more than a frame holds")
	var ghost := SoliloquyNpc.new()
	ghost.persona = "ghost"
	world.add_child(ghost)
	check_equal((await ghost.say("Boo.")).code, "unknown-npc", "nobody of that name")
	check_equal(ghost.is_present, false, "it is not there")
	var answer := await world.request("npc.patch", {"npc": "mara", "mood": "gone"})
	check_equal(answer.code, "not-allowed", "what a player may not do")
	check(world.is_connected_to_server(), "still in the world")


func test_a_whisper_reaches_nobody_else() -> void:
	await enter(world)
	var other := make_world("Bo")
	await enter(other)
	var heard: Array[String] = []
	other.words_heard.connect(func(line: Dictionary) -> void: heard.append(str(line.text)))
	other.turn_started.connect(func(turn: SoliloquyTurn) -> void: heard.append("turn to " + turn.to))

	var turn := await mara.whisper("The silver is in the well.")
	await mara.say("Aloud now.")
	await until(func() -> bool: return "Aloud now." in heard, "Bo hears what is said aloud")

	check(turn.is_whisper, "the reply is a whisper")
	check_equal(heard[0], "Aloud now.", "the first that Bo heard")


func test_two_players_hear_the_same_reply_and_see_each_other() -> void:
	await enter(world)
	var other := make_world("Bo")
	var arrived: Array[String] = []
	world.player_arrived.connect(func(_id: String, player_name: String) -> void: arrived.append(player_name))
	var left: Array[String] = []
	world.player_left.connect(func(_id: String, player_name: String) -> void: left.append(player_name))
	await enter(other)
	await until(func() -> bool: return arrived == ["Bo"], "Ash sees Bo arrive")
	var overheard: Array[String] = []
	other.get_node("Mara").turn_finished.connect(func(turn: SoliloquyTurn) -> void: overheard.append(turn.speech))

	await mara.say("Good evening.")
	await until(func() -> bool: return not overheard.is_empty(), "Bo hears it")

	check_equal(overheard[-1], "Good evening to you. Sit.", "what Bo heard")
	other.queue_free()
	await until(func() -> bool: return left == ["Bo"], "Ash sees Bo leave, at once")


func test_an_interrupted_reply_is_cut_where_it_was_shown() -> void:
	await enter(world)
	await ask("hold_at_speech")
	mara.shown_so_far = func() -> Dictionary: return {"span": 3, "chars": 4}
	var turns: Array[SoliloquyTurn] = []
	mara.turn_finished.connect(func(turn: SoliloquyTurn) -> void: turns.append(turn))
	var talk := func() -> void: await mara.say("Tell me a story.")
	talk.call()
	await until(func() -> bool: return mara.turn != null and not mara.turn.speech.is_empty(), "she speaks")

	mara.interrupt()
	await until(func() -> bool: return not turns.is_empty(), "the turn ends")

	check_equal(turns[0].status, "interrupted", "the status")
	check_equal(turns[0].speech, "Once", "what was shown of it")
	check_equal(mara.turn, null, "she is silent")


func test_the_activity_follows_the_talk() -> void:
	await enter(world)
	await ask("hold_at_speech")
	var activities: Array[String] = []
	mara.activity_changed.connect(func(activity: String) -> void: activities.append(activity))
	player.notify_typing(mara)
	await until(func() -> bool: return "listening" in activities, "she looks up")
	var talk := func() -> void: await mara.say("Tell me a story.")
	talk.call()
	await until(func() -> bool: return activities.has("speaking"), "she speaks")
	await ask("let_go")
	await until(func() -> bool: return mara.activity == "idle", "she is done")

	check(activities.find("thinking") < activities.find("speaking"), "she thinks before she speaks")


func test_an_action_is_done_by_the_game_and_the_npc_knows_how_it_came_out() -> void:
	await enter(world)
	var given: Array[Dictionary] = []
	mara.register_action("open-door", func(arguments: Dictionary) -> Variant:
		given.append(arguments)
		await get_tree().process_frame
		return "It creaks open.")

	var turn := await mara.say("Open the door.")
	await until(func() -> bool: return world.state.facts.has("door"), "the world knows")
	await mara.say("And now?")

	check_equal(turn.speech, "Mind your head.", "what she said with it")
	check_equal(given, [{"wide": true}], "what it was called with")
	check_equal(world.state.facts.door, "The door stands open.", "what everybody knows")
	check(str(await ask("last_asked")).contains("It creaks open."), "what she knows")


func test_an_action_that_fails_is_told_with_its_reason() -> void:
	await enter(world)
	mara.register_action("open-door", func(_arguments: Dictionary) -> Variant:
		return SoliloquyNpc.ActionFailure.new("It is jammed."))
	await mara.say("Open the door.")
	var jammed := ""
	while not jammed.contains("It is jammed."):
		await mara.say("And now?")
		jammed = str(await ask("last_asked"))

	check(not world.state.facts.has("door"), "it stays shut")
	mara.unregister_action("open-door")
	await mara.say("Open the door.")
	var unknown := ""
	while not unknown.contains("does not know the action"):
		await mara.say("And now?")
		unknown = str(await ask("last_asked"))
	check_equal(warnings().size(), 1, "the developer is told, too")


func test_the_director_finds_who_is_meant() -> void:
	await enter(world)

	var turn := await player.say("Tom, a word with you.")

	check_equal(turn.npc, "tom", "who answers")


func test_what_happened_while_nobody_was_there_is_history() -> void:
	world.is_remembered = true
	world.profile = "history-%d" % Time.get_ticks_usec()
	await enter(world)
	await mara.say("Remember me.")
	world.disconnect_from_server()
	check(not world.is_connected_to_server(), "left")
	var later := make_world("Ash")
	later.instance_name = world.instance_name
	later.is_remembered = true
	later.profile = world.profile
	var lines: Array = []
	later.history_received.connect(func(told: Array) -> void: lines.append_array(told))

	await enter(later)
	await until(func() -> bool: return lines.size() > 0, "the history comes")

	var said := lines.filter(func(line: Dictionary) -> bool: return line.kind == "say")
	check_equal(said.map(func(line: Dictionary) -> String: return line.spans[0].text), ["Remember me."], "what was said")


func test_no_hidden_byte_reaches_a_player() -> void:
	await enter(world)
	var everything: Array[String] = []
	world.message_received.connect(func(type: String, payload: Variant) -> void: everything.append(type + JSON.stringify(payload)))

	await mara.say("Good evening.")
	everything.append(JSON.stringify(world.state))

	check(everything.size() > 3, "something came")
	for hidden: String in ["the plan", "the thought", "MOTIVE", "SECRET", "system_thinking", "role_thinking"]:
		check(not "".join(everything).contains(hidden), "nothing of \"%s\"" % hidden)


func test_a_designer_sees_every_layer_in_order() -> void:
	world.token = argument("designer")
	await enter(world)

	var turn := await mara.say("Good evening.")

	check_equal(turn.spans.map(func(span: Dictionary) -> String: return span.layer), ["system_thinking", "role_thinking", "role_action", "speech"], "the layers")
	check_equal([turn.plan, turn.thought], ["the plan", "the thought"], "what is hidden from players")
	check(not str(world.state.npcs.mara.goal).is_empty(), "her goal")


func test_a_wrong_token_is_refused_with_a_sentence() -> void:
	world.token = "wrong"
	var failures_seen: Array = []
	world.connection_failed.connect(func(code: String, message: String) -> void: failures_seen.append([code, message]))
	add_child(world)
	await until(func() -> bool: return not failures_seen.is_empty(), "it is refused")

	check_equal(failures_seen[0][0], "bad-token", "the code")
	check(failures_seen[0][1].contains("token"), "the sentence: %s" % failures_seen[0][1])
	check(not world.is_connected_to_server(), "not in the world")


func test_an_unknown_world_a_bad_address_and_a_silent_port_are_told_apart() -> void:
	var expected := {"unknown-world": func() -> void: world.world_name = "atlantis", "bad-address": func() -> void: world.server_url = "ht tp://?", "unreachable": func() -> void: world.server_url = "127.0.0.1:9"}
	world.connect_on_ready = false
	world.keeps_trying = false
	add_child(world)
	for code: String in expected:
		world.world_name = ""
		world.server_url = server_url()
		expected[code].call()
		world.connect_to_server()
		var emitted := await until_emitted(world.connection_failed)
		check_equal(emitted[0] if not emitted.is_empty() else "", code, "the code")


func test_the_game_may_tell_what_happened() -> void:
	await enter(world)
	var answer := await world.report_event("The roof falls in.", "", true)
	check(answer.is_ok, "players may, in this world: %s" % answer.message)
	await until(func() -> bool: return mara.turn != null or mara.activity != "idle", "she reacts")


func test_the_players_own_id_stays_the_same() -> void:
	const PlayerId := preload("res://addons/soliloquy/core/player_id.gd")
	var first := PlayerId.of("one")
	check_equal(PlayerId.of("one"), first, "the same again")
	check(PlayerId.of("two") != first, "another for another profile")
	check_equal(first.length(), 32, "its length")


func test_a_paused_game_keeps_its_seat() -> void:
	await enter(world)
	get_tree().paused = true
	var turn := await mara.say("Good evening.")
	get_tree().paused = false

	check_equal(turn.status, "complete", "the talk goes on")
