extends SoliloquyTest
## What the editor shows, run outside it: warnings, the dock, and the plugin against a stand-in of the editor's class.

const Settings := preload("res://addons/soliloquy/core/settings.gd")
const Dock := preload("res://addons/soliloquy/editor/connection_dock.gd")
const ConnectionTest := preload("res://addons/soliloquy/editor/connection_test.gd")


func after_each() -> void:
	for child in get_children():
		child.queue_free()
	await get_tree().process_frame


func test_an_npc_alone_in_a_scene_says_what_it_lacks() -> void:
	var npc := SoliloquyNpc.new()
	add_child(npc)

	var texts := "\n".join(npc._get_configuration_warnings())

	check(texts.contains("Pick a persona"), "the persona")
	check(texts.contains("no SoliloquyWorld in the scene"), "the world")
	await get_tree().process_frame
	check_equal(warnings().size(), 1, "the game says so, too")


func test_an_npc_with_a_persona_and_a_world_has_nothing_to_warn_of() -> void:
	var world := SoliloquyWorld.new()
	world.connect_on_ready = false
	var npc := SoliloquyNpc.new()
	npc.persona = "mara"
	var player := SoliloquyPlayer.new()
	world.add_child(npc)
	world.add_child(player)
	add_child(world)

	check_equal(npc._get_configuration_warnings(), PackedStringArray(), "the NPC")
	check_equal(player._get_configuration_warnings(), PackedStringArray(), "the player")
	check_equal(world._get_configuration_warnings(), PackedStringArray(), "the world")


func test_a_world_warns_of_what_would_not_work_or_not_be_safe() -> void:
	var world := SoliloquyWorld.new()
	world.connect_on_ready = false
	add_child(world)
	world.player_name = " "
	world.server_url = "not an address"
	world.token = "secret"

	var texts := "\n".join(world._get_configuration_warnings())

	for part: String in ["Give the player a name", "is no address of a server", "A token in a scene"]:
		check(texts.contains(part), part)


func test_addresses_are_told_from_what_is_none() -> void:
	for good: String in ["http://127.0.0.1:2567", "https://npc.example.com/game", "ws://localhost:2567", "npc.example.com", "127.0.0.1:2567/", "http://[::1]:2567"]:
		check_equal(Settings.problem_with_address(good), "", good)
	for bad: String in ["", "   ", "ftp://x", "http://", "two words", "http://a b", "http://host:port"]:
		check(Settings.problem_with_address(bad) != "", "\"%s\" is refused" % bad)


func test_the_button_says_who_lives_on_the_server() -> void:
	var dock := Dock.new()
	add_child(dock)
	dock.address_field.text = server_url()

	dock.test_button.pressed.emit()
	check(dock.test_button.disabled, "not twice at once")
	await until(func() -> bool: return not dock.test_button.disabled, "it answers")

	check_equal(dock.result_label.text, "✓ Connected to Testworld. 3 NPCs: Mara (mara), Tom (tom), Una (una).", "the answer")
	check_equal(await ask("people_in_main"), 0, "nobody was left behind where people play")


func test_the_button_says_what_is_wrong() -> void:
	var nobody := await ConnectionTest.run(get_tree(), "http://127.0.0.1:9")
	check(nobody.text.contains("npm start"), "a silent port: %s" % nobody.text)
	var nonsense := await ConnectionTest.run(get_tree(), "two words")
	check(nonsense.text.contains("no address of a server"), "no address: %s" % nonsense.text)
	var other := await ConnectionTest.run(get_tree(), argument("other"))
	check(not other.is_ok, "another server: %s" % other.text)


func test_the_plugin_comes_and_goes_without_a_trace() -> void:
	for _time in 2:
		var plugin: Node = load("res://addons/soliloquy/plugin.gd").new()
		add_child(plugin)
		check_equal(plugin.get("docks").size(), 1, "its dock")
		check(ProjectSettings.has_setting(Settings.ADDRESS), "its setting")
		remove_child(plugin)
		check_equal(plugin.get("docks").size(), 0, "no dock")
		plugin.free()
		await get_tree().process_frame


func test_every_export_and_signal_is_explained() -> void:
	for file: String in DirAccess.get_files_at("res://addons/soliloquy/nodes"):
		if not file.ends_with(".gd"):
			continue
		var lines := FileAccess.get_file_as_string("res://addons/soliloquy/nodes/" + file).split("\n")
		for index in lines.size():
			var line := lines[index]
			if line.begins_with("@export var") or (line.begins_with("func ") and not line.begins_with("func _")):
				check(lines[index - 1].begins_with("##"), "%s: %s has no ## text" % [file, line])
