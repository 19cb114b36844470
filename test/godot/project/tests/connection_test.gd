extends SoliloquyTest
## A game against the real server: joining, talking, being refused.

var world: SoliloquyWorld
var mara: SoliloquyNpc


func before_each() -> void:
	world = SoliloquyWorld.new()
	world.server_url = server_url()
	world.player_name = "Ash"
	world.is_remembered = false
	mara = SoliloquyNpc.new()
	mara.persona = "mara"
	world.add_child(mara)


func after_each() -> void:
	world.queue_free()
	await get_tree().process_frame


func test_a_world_connects_and_shows_who_is_there() -> void:
	add_child(world)
	await until_emitted(world.connected)

	check_equal(world.state.title, "Testworld", "the title")
	check_equal(world.state.npcs.keys(), ["mara", "tom", "una"], "who is there")
	check_equal(mara.display_name, "Mara", "her name")
	check_equal(mara.location, "tavern", "her place")
	check_equal(world.state.npcs.mara.goal, "", "what a player may not see")


func test_what_is_said_is_answered() -> void:
	add_child(world)
	await until_emitted(world.connected)
	var pieces: Array[String] = []
	mara.text_received.connect(func(_turn: SoliloquyTurn, _span: int, layer: String, text: String) -> void: pieces.append(layer + ": " + text))

	var turn := await mara.say("Good evening.")

	check_equal(turn.status, "complete", "the status")
	check_equal(turn.speech, "Good evening to you.", "what she said")
	check_equal(turn.action, "wipes the bar", "what she did")
	check_equal(turn.plan + turn.thought, "", "what a player may not see")
	check("speech: " in " ".join(pieces), "it came in pieces")
