extends "res://bubble_case.gd"
## NPCs that talk among themselves, as bubbles show it and as a panel takes it. The tests play the server.

const SchemaDecoder := preload("res://addons/soliloquy/core/schema_decoder.gd")

var world: SoliloquyWorld
var tam: SoliloquyNpc
var tam_bubble: SoliloquySpeechBubble
var panel: SoliloquyDialoguePanel


func before_each() -> void:
	super()
	world = SoliloquyWorld.new()
	world.connect_on_ready = false
	add_child(world)
	npc.world = world
	tam = SoliloquyNpc.new()
	tam.persona = "tam"
	tam.world = world
	add_child(tam)
	tam_bubble = SoliloquySpeechBubble.new()
	tam_bubble.npc = tam
	tam_bubble.position = Vector2(340, 300)
	for shown: SoliloquySpeechBubble in [bubble, tam_bubble]:
		shown.shows_name = true
	stage.add_child(tam_bubble)
	tam_bubble.revealed.connect(func(turn: SoliloquyTurn) -> void: read.append(turn.id))
	panel = SoliloquyDialoguePanel.new()
	stage.add_child(panel)
	world._client.room.session_id = "me"
	tell("idle", "")


func after_each() -> void:
	super()
	world.queue_free()
	tam.queue_free()
	await get_tree().process_frame


## The state as the server has it: what Mara does, and to whom.
func tell(activity: String, addressing: String, mood: String = "watchful", intensity: int = 0) -> void:
	var inbox := world._client.room._inbox
	inbox._decoder = SchemaDecoder.new()
	inbox._decoder.state = {
		"npcs": {"mara": {"name": "Mara Venn", "mood": mood, "moodIntensity": intensity, "activity": activity, "addressing": addressing}, "tam": {"name": "Tam Reddick"}},
		"players": {"me": {"name": "Ash"}, "other": {"name": "Wolf"}},
	}
	world._client._on_state_changed()


func start(id: String, who: String, to: String) -> SoliloquyTurn:
	world._client.turns.take("turn.start", {"turn": id, "npc": who, "to": to})
	return world._client.turns.of(id)


func speak(id: String, who: String, to: String, text: String, layer: String = SoliloquyTurn.SPEECH) -> SoliloquyTurn:
	var turn := start(id, who, to)
	world._client.turns.take("turn.delta", {"turn": id, "span": 1, "layer": layer, "text": text})
	world._client.turns.take("turn.end", {"turn": id, "npc": who, "status": "complete", "spans": [{"span": 1, "layer": layer, "text": text}]})
	return turn


func transcript() -> Array[String]:
	var lines: Array[String] = []
	for entry in panel._entries:
		for text in entry._texts:
			lines.append(text.section.text.left(int(text.shown)))
	return lines


func test_whom_it_speaks_to_is_told() -> void:
	var told: Array[String] = []
	npc.addressing_changed.connect(told.append)

	tell("thinking", "npc:tam")
	check_equal(npc.addressed_npc, "tam", "it speaks to an NPC")
	tell("speaking", "npc:tam")
	tell("idle", "")
	check_equal(npc.addressed_npc, "", "it is silent")
	tell("thinking", "player:me")

	check_equal(told, ["npc:tam", "", "player:me"], "each change, once")
	check_equal(npc.addressed_npc, "", "a player is no NPC")
	check_equal([world.name_of("npc:tam"), world.name_of("player:other"), world.name_of("player:gone"), world.name_of("")], ["Tam Reddick", "Wolf", "", ""], "names")
	check_equal(start("t1", "mara", "npc:tam").addressed_npc, "tam", "the turn says it, too")
	check(start("t2", "mara", "player:other").is_overheard and not start("t3", "mara", "player:me").is_overheard, "what is said to others is overheard")


func test_one_that_goes_away_speaks_to_nobody() -> void:
	var told: Array[String] = []
	tell("speaking", "npc:tam")
	npc.vanished.connect(told.append.bind("gone"))
	npc.addressing_changed.connect(told.append)

	world._client.room._inbox._decoder.state = {"npcs": {"tam": {"name": "Tam Reddick"}}, "players": {}}
	world._client._on_state_changed()
	check_equal(told, ["gone", ""], "once each")
	tell("idle", "")
	check_equal(told, ["gone", ""], "silent as she comes back")
	tell("speaking", "npc:tam")
	world.disconnect_from_server()

	check_equal(told.slice(2), ["npc:tam", "gone", ""], "where the world is left")


func test_a_mood_and_its_strength_are_told() -> void:
	var told: Array[String] = []
	npc.mood_changed.connect(told.append)
	npc.mood_intensity_changed.connect(func(intensity: float) -> void: told.append(str(intensity)))

	tell("idle", "", "angry", 70)
	tell("thinking", "player:me", "angry", 70)
	tell("idle", "", "angry", 30)
	tell("idle", "", "watchful", 0)

	check_equal(told, ["angry", "0.7", "0.3", "watchful", "0.0"], "each change, once")
	check_equal(npc.mood_intensity, 0.0, "her usual mood")


func test_a_bubble_names_whom_its_npc_speaks_to() -> void:
	start("t1", "mara", "npc:tam")
	world._client.turns.take("turn.delta", {"turn": "t1", "span": 1, "layer": "speech", "text": "He never paid."})
	await until_being_read()
	check_equal(bubble._box.speaker, "Mara Venn » Tam Reddick", "to another NPC")
	world._client.turns.take("turn.end", {"turn": "t1", "npc": "mara", "status": "complete", "spans": [{"span": 1, "layer": "speech", "text": "He never paid."}]})
	speak("t2", "mara", "player:me", "Good evening.")
	await until(func() -> bool: return read.has("t2"), "the player's reply")
	check_equal(bubble._box.speaker, "Mara Venn", "to this player")
	check(bubble._box._speaker_width() > 0.0 and bubble._box._style.font().has_char("»".unicode_at(0)), "the font has the arrow")


func test_npcs_take_turns_however_early_an_answer_is_there() -> void:
	speak("t1", "mara", "npc:tam", LONG)
	speak("t2", "tam", "npc:mara", "Cut clean?")
	speak("t3", "mara", "npc:tam", SHORT)
	await until_being_read()
	check(tam_bubble.is_showing() and not tam_bubble.is_speaking(), "he takes a breath meanwhile")
	await until(func() -> bool: return read.size() == 3, "all is read", 20.0)

	check_equal(read, ["t1", "t2", "t3"], "in turn")


func test_bubbles_of_a_pair_never_cover_each_other() -> void:
	speak("t1", "mara", "npc:tam", SHORT)
	await until(func() -> bool: return read == ["t1"], "hers is read")
	speak("t2", "tam", "npc:mara", LONG)
	while read.size() < 2:
		var both := bubble.get_bubble_rect().intersection(tam_bubble.get_bubble_rect())
		check(not both.has_area(), "they overlap: %s" % both)
		await get_tree().process_frame


func test_a_players_reply_takes_the_place_of_what_was_said_to_another_npc() -> void:
	speak("t1", "mara", "npc:tam", LONG)
	await until_being_read()
	speak("t2", "mara", "npc:tam", "And another thing.")
	speak("t3", "mara", "player:me", SHORT)
	await until_emitted(bubble.revealed)

	check_equal(read, ["t3"], "the player need not wait")


func test_what_an_npc_says_to_others_is_no_answer_in_the_panel() -> void:
	var answers: Array[String] = []
	panel.revealed.connect(func(turn: SoliloquyTurn) -> void: answers.append(turn.id))
	panel.open(npc)
	start("t1", "mara", "npc:tam")
	tell("speaking", "npc:tam")
	check_equal(transcript(), [], "nothing is awaited")
	check_equal(panel._frame._state.text, "talks to Tam Reddick   Esc: leave", "to whom she speaks")
	world._client.turns.take("turn.end", {"turn": "t1", "npc": "mara", "status": "complete", "spans": [
		{"span": 1, "layer": "role_thinking", "text": "He knows."}, {"span": 2, "layer": "speech", "text": "He never paid."}]})
	tell("idle", "")
	speak("t2", "tam", "npc:mara", "spits", SoliloquyTurn.ACTION)
	speak("t3", "mara", "player:other", "Not now.")
	speak("t4", "tam", "player:me", "Eh?")
	check(not panel.is_revealing(), "there is nothing to wait for")
	speak("t5", "mara", "player:me", "Good evening.")
	await until(func() -> bool: return answers == ["t5"], "her answer")

	check_equal(transcript(), ["Mara Venn » Tam Reddick: He never paid.", "Tam Reddick » Mara Venn: spits", "Mara Venn » Wolf: Not now.", "Good evening."], "the talk")
	var quiet: Color = panel._entries[0]._texts[0]._color_at(30)
	check_equal(quiet, panel._style.color(&"overheard_color"), "overheard words are quieter")
	panel.close()
	panel.open(npc)
	await frames(3)
	check_equal(transcript().size(), 4, "it is still there")


func test_esc_leaves_an_npc_that_speaks_to_another() -> void:
	world._client.room.status = SoliloquyRoom.Status.JOINED
	panel.open(npc)
	start("t1", "mara", "npc:tam")

	var event := InputEventKey.new()
	event.keycode = KEY_ESCAPE
	event.physical_keycode = KEY_ESCAPE
	event.pressed = true
	stage.push_input(event)

	check(panel.npc == null, "it is closed")
	world._client.room.status = SoliloquyRoom.Status.CLOSED


func test_a_theme_colours_what_each_says() -> void:
	var theme := Theme.new()
	theme.set_color(&"speech_color", &"SoliloquyDialoguePanel", Color.RED)
	theme.set_color(&"player_color", &"SoliloquyDialoguePanel", Color.GREEN)
	theme.set_color(&"overheard_color", &"SoliloquyDialoguePanel", Color.BLUE)
	panel.theme = theme

	check_equal([panel._style, panel._player_style, panel._quiet_style].map(func(style: RefCounted) -> Color: return style.color(&"speech_color")),
		[Color.RED, Color.GREEN, Color.BLUE], "hers, the player's, what is overheard")
