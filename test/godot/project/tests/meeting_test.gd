extends "res://world_case.gd"
## Two engines in one room: each runs this file.


func test_each_sees_and_hears_the_other() -> void:
	await until(func() -> bool: return world.state.players.size() == 2, "both are there", 20.0)
	var names: Array = world.state.players.values().map(func(player: Dictionary) -> String: return player.name)
	names.sort()
	check_equal(names, ["Ash", "Bo"], "who is there")
	var heard: Array[String] = []
	world.words_heard.connect(func(line: Dictionary) -> void: heard.append("%s: %s" % [line.name, line.text]))
	await ask("both_are_here", world.player_name)

	await world.say("This is %s." % world.player_name, {"npc": "mara"})
	await until(func() -> bool: return heard.size() >= 2, "both have spoken", 20.0)
	heard.sort()

	check_equal(heard, ["Ash: This is Ash.", "Bo: This is Bo."], "what each heard")
	await ask("both_are_here", world.player_name)
