extends SoliloquyTest
## The dialogue panel, by keyboard: with the real server, and with a stand-in's turns.

var stage: SubViewport
var world: SoliloquyWorld
var mara: SoliloquyNpc
var una: SoliloquyNpc
var panel: SoliloquyDialoguePanel


func before_each() -> void:
	seconds_allowed = 30.0
	world = SoliloquyWorld.new()
	world.server_url = server_url()
	world.player_name = "Ash"
	world.start_location = "tavern"
	world.is_remembered = false
	mara = SoliloquyNpc.new()
	mara.persona = "mara"
	una = SoliloquyNpc.new()
	una.persona = "una"
	world.add_child(mara)
	world.add_child(una)
	stage = SubViewport.new()
	stage.size = Vector2i(640, 360)
	add_child(stage)
	panel = SoliloquyDialoguePanel.new()
	stage.add_child(panel)


func after_each() -> void:
	world.queue_free()
	await get_tree().process_frame


func test_what_is_typed_is_said_and_the_reply_is_shown() -> void:
	add_child(world)
	await until_emitted(world.connected)
	check(not panel.visible, "it is hidden until a talk begins")
	panel.open(mara)
	check(panel.visible and panel._frame.line.has_focus(), "it is there, to be typed into")
	_type("Good evening.")
	# Her greeting may come before it, or in between.
	await until(func() -> bool: return not _shown().is_empty() and _shown()[-1].ends_with("to you.") and not panel.is_revealing(), "the reply")

	var talk := _shown().filter(func(line: String) -> bool: return line != "Welcome, says Mara.")
	check_equal(talk, ["› Good evening.", "Not him.", "wipes the bar Good evening to you."], "the talk")
	check_equal(panel._frame.line.text, "", "the line is empty again")
	check_equal(panel.notice(), "", "nothing is wrong")
	await _check_inside()


func test_a_refused_line_is_told_to_the_player_as_a_sentence() -> void:
	add_child(world)
	await until_emitted(world.connected)
	panel.open(una)
	_type("Can you hear me?")
	await until(func() -> bool: return not panel.notice().is_empty(), "a notice")
	check(panel.notice().contains(" ") and panel._frame.notice.visible, "the server's sentence: %s" % panel.notice())
	await _check_inside()


func test_without_a_connection_the_line_is_kept_and_the_player_is_told() -> void:
	world.server_url = "http://127.0.0.1:1"
	add_child(world)
	panel.open(mara)
	check_equal(panel.notice(), "Connecting …", "while it connects")
	await until_emitted(world.connection_failed)
	check(not panel.notice().is_empty(), "a sentence")
	_type("Hello?")
	check_equal(panel._frame.line.text, "Hello?", "what was typed is still there")


func test_escape_stops_the_npc_then_shows_the_rest_then_leaves() -> void:
	world.connect_on_ready = false
	add_child(world)
	# Nobody is asked to stop where nobody hears.
	world._client.room.status = SoliloquyRoom.Status.JOINED
	panel.open(mara)
	var turn := SoliloquyTurn.new()
	turn.id = "t1"
	turn.npc = "mara"
	mara.begin_turn(turn)
	_grow(turn, 1, SoliloquyTurn.ACTION, "nods")
	_grow(turn, 3, SoliloquyTurn.SPEECH, "There is a cellar that nobody has seen for forty years and a day, and I keep the key to it.")
	await until(func() -> bool: return panel._entries[0].shown().span == 3 and panel._entries[0].shown().chars > 8, "the middle of the speech")
	_press(KEY_ESCAPE)
	var entry := panel._entries[0]
	check(entry.is_stopped, "it stopped revealing")
	var told := entry.shown()
	turn.spans[1].text = turn.spans[1].text.left(told.chars)
	turn.end("interrupted")
	mara.end_turn(turn)
	await until_emitted(panel.revealed)
	check_equal(_shown(), ["nods " + turn.spans[1].text], "what was heard of it")

	_press(KEY_ESCAPE)
	check(not panel.visible and panel.npc == null, "it is closed")


func test_the_bubble_is_asked_again_when_the_panel_is_closed() -> void:
	var bubble := SoliloquySpeechBubble.new()
	bubble.npc = mara
	stage.add_child(bubble)
	var asked := mara.shown_so_far
	panel.open(mara)
	check(mara.shown_so_far != asked, "the panel is asked while it is open")
	panel.close()
	check(mara.shown_so_far == asked, "the bubble again")


func test_a_long_talk_in_any_script_fits_and_follows_what_is_revealed() -> void:
	for window: Vector2i in [Vector2i(640, 360), Vector2i(1920, 1080)]:
		stage.size = window
		panel.open(mara)
		for index in 4:
			var turn := SoliloquyTurn.new()
			turn.id = "t%d-%d" % [window.x, index]
			turn.npc = "mara"
			mara.begin_turn(turn)
			_grow(turn, 1, SoliloquyTurn.THOUGHT, "[b]Not him.[/b]")
			_grow(turn, 2, SoliloquyTurn.SPEECH, ["两天前的夜里，他付了晚饭钱。", "לפני שני לילות הוא שילם. ", "👨‍👩‍👧‍👦 🇩🇪 e\u0301 ", "Two nights ago he paid for it. "][index].repeat(14))
			turn.end("complete")
			mara.end_turn(turn)
		panel.reveal_all()
		await until(func() -> bool: return not panel.is_revealing(), "all is revealed")
		for frame in 60:
			await get_tree().process_frame
		await _check_inside()
		var entries: Control = panel._frame.entries
		var view: ScrollContainer = panel._frame._scroll
		check(entries.size.x <= view.size.x + 0.5, "no line is wider than the panel")
		check(absf(view.scroll_vertical + view.size.y - entries.size.y) < 12.0, "the last line is in sight at %s" % window)
		panel.close()


func _grow(turn: SoliloquyTurn, span: int, layer: String, text: String) -> void:
	turn.grow(span, layer, text)
	mara.grow_turn(turn, span, layer, text)


func _shown() -> Array[String]:
	var shown: Array[String] = []
	for entry in panel._entries:
		for text in entry._texts:
			shown.append(text.section.text.left(int(text.shown)))
	return shown


func _check_inside() -> void:
	# Containers lay out what changed at the end of a frame.
	await get_tree().process_frame
	await get_tree().process_frame
	check(Rect2(Vector2.ZERO, stage.size).encloses(panel.get_global_rect()), "the panel is in the window: %s" % panel.get_global_rect())
	for part: Control in [panel._frame.line, panel._frame.notice, panel._frame._scroll]:
		check(not part.visible or panel.get_global_rect().encloses(part.get_global_rect()), "%s is in the panel" % part)


func _type(text: String) -> void:
	panel._frame.line.text = text
	panel._frame.line.caret_column = text.length()
	_press(KEY_ENTER)


func _press(key: Key) -> void:
	var event := InputEventKey.new()
	event.keycode = key
	event.physical_keycode = key
	event.pressed = true
	stage.push_input(event)


func test_the_panel_closes_when_its_npc_is_gone() -> void:
	add_child(world)
	await until_emitted(world.connected)
	panel.open(mara)

	mara.queue_free()
	await until_emitted(panel.closed)

	check(not panel.visible, "it is hidden")
	panel.open(una)
	check(panel.visible, "another talk can begin")
