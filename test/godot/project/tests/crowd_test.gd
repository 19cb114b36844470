extends "res://world_case.gd"
## A world of a hundred characters.


func test_a_hundred_characters_are_there_and_follow_what_changes() -> void:
	check_equal(world.state.npcs.size(), 100, "how many")
	var nodes: Array[SoliloquyNpc] = []
	for id: String in world.state.npcs:
		var npc := SoliloquyNpc.new()
		npc.persona = id
		world.add_child(npc)
		nodes.append(npc)
	check_equal(nodes.filter(func(npc: SoliloquyNpc) -> bool: return npc.is_present).size(), 100, "each node knows its own")
	var moods: Array[String] = []
	for npc in nodes:
		npc.mood_changed.connect(moods.append)

	await ask("cheer_all")
	await until(func() -> bool: return moods.count("merry") >= 100, "all are cheered")

	check_equal(moods.count("merry"), 100, "each once")
	check_equal(world.state.npcs["npc-42"].mood, "merry", "in the state, too")
	check_equal(nodes[0].mood_intensity, 0.7, "how strongly a node says")
