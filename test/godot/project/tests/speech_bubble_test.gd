extends "res://bubble_case.gd"
## Speech bubbles: what they show of a reply as it comes.

const WINDOW := Vector2i(1920, 1080)


func before_each() -> void:
	super()
	seconds_allowed = 60.0
	stage.size = WINDOW


func test_a_long_text_is_shown_page_by_page_to_its_end() -> void:
	stage.size = Vector2i(640, 360)
	var watch := BubbleWatch.new(bubble)
	stage.add_child(watch)
	var pages: Array[int] = []
	bubble.page_turned.connect(func(_turn: SoliloquyTurn) -> void: pages.append(bubble._box.text.first_line))
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.SPEECH, STORY)
	end(turn, "complete")
	await until_emitted(bubble.revealed, 30.0)

	check(pages.size() >= 2, "400 characters take several pages; they took %d" % (pages.size() + 1))
	check_equal(bubble._reveal.visible_count(), STORY.length(), "all of it was revealed")
	check_equal(bubble._box.text.layout.lines[-1].end, STORY.length(), "the last line holds its end")
	check_equal(watch.problems, [], "what was wrong meanwhile")


func test_markup_is_shown_as_it_is() -> void:
	bubble.characters_per_second = 0.0
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.SPEECH, "[b]x[/b] <i>y</i>")
	end(turn, "complete")
	await until_emitted(bubble.revealed)

	check_equal(bubble._box.text.section.text, "[b]x[/b] <i>y</i>", "the text")
	var glyphs := 0
	for line: RefCounted in bubble._box.text.layout.lines:
		glyphs += line.glyphs.size()
	check_equal(glyphs, "[b]x[/b] <i>y</i>".length(), "a letter for each character")


func test_what_was_shown_is_told_when_the_player_interrupts() -> void:
	Engine.time_scale = 1.0
	check_equal(npc.shown_so_far.call(), {}, "nothing is under way")
	var turn := begin("t1")
	check_equal(bubble.shown(), {"span": 0, "chars": 0}, "nothing is shown yet")
	# Span 0 is a hidden plan, span 2 another.
	grow(turn, 1, SoliloquyTurn.ACTION, "wipes the bar")
	grow(turn, 3, SoliloquyTurn.SPEECH, "Ünder 👨‍👩‍👧 there is a cellar that nobody has seen for forty years and a day.")
	await until(func() -> bool: return bubble._reveal.shown().span == 3 and bubble._reveal.shown().chars > 12, "the middle of the speech")
	var told: Dictionary = npc.shown_so_far.call()
	var seen := bubble._reveal.visible_count()
	for frame in 5:
		await get_tree().process_frame

	check_equal(told.span, 3, "the span as the server numbers it")
	check_equal(told.chars, seen - "wipes the bar ".length(), "characters of that span alone")
	check_equal(bubble._reveal.visible_count(), seen, "what comes after it was not shown")

	turn.spans[1].text = turn.spans[1].text.left(told.chars)
	end(turn, "interrupted")
	await until_emitted(bubble.revealed)
	check_equal(bubble._reveal.visible_count(), seen, "the cut text is all of it")


func test_a_character_of_several_parts_is_shown_whole_or_not_at_all() -> void:
	Engine.time_scale = 0.5
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.SPEECH, "👨‍👩‍👧‍👦🇩🇪🇫🇷e\u0301👋🏽.")
	end(turn, "complete")
	var counts := {}
	while bubble.is_showing() and not bubble._reveal.is_all_revealed():
		counts[bubble._reveal.visible_count()] = true
		await get_tree().process_frame

	for count: int in counts:
		check(count in [0, 7, 9, 11, 13, 15, 16], "%d characters are no whole number of those a reader sees" % count)
	check(counts.size() > 3, "it came bit by bit")


func test_missed_text_is_healed_by_the_end_of_the_turn() -> void:
	var turn := begin("t1")
	grow(turn, 2, SoliloquyTurn.SPEECH, "There is ")
	turn.spans.assign([
		{"span": 1, "layer": SoliloquyTurn.ACTION, "text": "nods"},
		{"span": 2, "layer": SoliloquyTurn.SPEECH, "text": "There is a room."},
	])
	end(turn, "complete")
	await until_emitted(bubble.revealed)

	check_equal(bubble._box.text.section.text, "nods There is a room.", "all of it")

	var unheard := SoliloquyTurn.new()
	unheard.id = "t2"
	unheard.npc = "mara"
	unheard.spans.assign([{"span": 1, "layer": SoliloquyTurn.SPEECH, "text": "And another."}])
	end(unheard, "complete")
	await until_emitted(bubble.revealed)
	check_equal(bubble._box.text.section.text, "And another.", "a turn of which only the end was heard")


func test_a_reply_told_again_after_a_reconnection_does_not_begin_anew() -> void:
	Engine.time_scale = 1.0
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY)
	await until(func() -> bool: return bubble._reveal.visible_count() > 10, "ten letters")
	var before := bubble._reveal.visible_count()
	turn.spans.clear()
	npc.begin_turn(turn)
	grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY.left(4))
	await get_tree().process_frame
	check(bubble._reveal.visible_count() >= before, "what was shown is still there")
	grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY.substr(4))
	end(turn, "complete")
	Engine.time_scale = 12.0
	await until_emitted(bubble.revealed)
	check_equal(bubble._reveal.visible_count(), SIXTY.length(), "all of it")


func test_thoughts_have_a_bubble_of_their_own_before_the_speech() -> void:
	var kinds: Array[int] = []
	var turn := begin("t1")
	await get_tree().process_frame
	kinds.append(bubble._box.kind)
	grow(turn, 1, SoliloquyTurn.THOUGHT, "Not him. Breathe out.")
	grow(turn, 2, SoliloquyTurn.ACTION, "nods")
	grow(turn, 3, SoliloquyTurn.SPEECH, FIVE)
	end(turn, "complete")
	await until(func() -> bool: return bubble._box.text.visible, "the thought")
	kinds.append(bubble._box.kind)
	check_equal(bubble._box.text.section.text, "Not him. Breathe out.", "the thought")
	check(not bubble.is_speaking(), "a thought moves no mouth")
	await until_emitted(bubble.revealed)
	kinds.append(bubble._box.kind)
	check_equal(bubble._box.text.section.text, "nods Stay.", "what is done and said, together")
	check_equal(kinds, [0, 2, 1], "dots, a cloud, a box")

	bubble.shows_thoughts = false
	var next := begin("t2")
	grow(next, 1, SoliloquyTurn.THOUGHT, "Hidden.")
	grow(next, 2, SoliloquyTurn.SPEECH, FIVE)
	end(next, "complete")
	await until_emitted(bubble.revealed)
	check_equal(bubble._box.text.section.text, FIVE, "without thoughts where they are not wanted")


func test_it_goes_when_all_is_said_and_at_once_when_the_turn_is_retracted() -> void:
	var turn := begin("t1")
	check(bubble.is_showing(), "it shows that a reply is being thought of")
	grow(turn, 1, SoliloquyTurn.SPEECH, FIVE)
	end(turn, "complete")
	await until_emitted(bubble.revealed)
	await until_emitted(bubble.hidden_again)
	check(not bubble._box.visible, "it is gone")

	turn = begin("t2")
	grow(turn, 1, SoliloquyTurn.SPEECH, STORY)
	await until(func() -> bool: return bubble._reveal.visible_count() > 5, "some letters")
	npc.retract_turn("t2")
	await until_emitted(bubble.hidden_again)

	turn = begin("t3")
	end(turn, "failed")
	await until_emitted(bubble.hidden_again)


func test_reveal_all_shows_the_page_at_once() -> void:
	Engine.time_scale = 1.0
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY)
	end(turn, "complete")
	bubble.reveal_all()
	for frame in 3:
		await get_tree().process_frame
	check_equal(bubble._reveal.visible_count(), SIXTY.length(), "all of it")


func test_a_bubble_finds_its_npc_and_follows_its_character() -> void:
	var character := Node2D.new()
	character.position = Vector2(900, 600)
	stage.add_child(character)
	var own := SoliloquyNpc.new()
	own.persona = "tam"
	character.add_child(own)
	var its := SoliloquySpeechBubble.new()
	character.add_child(its)
	check(its.npc == own, "the NPC beside it")
	its.show_line("Here I am.")
	await until_emitted(its.revealed)
	var before := its.get_bubble_rect()
	check(absf(before.get_center().x - 900.0) < 2.0 and before.end.y < 600.0, "above the character, not at %s" % before)
	character.position += Vector2(-200, 50)
	await get_tree().process_frame
	await get_tree().process_frame
	check_equal(its.get_bubble_rect().position - before.position, Vector2(-200, 50), "it went along")
	character.position = Vector2(5, 5)
	await get_tree().process_frame
	await get_tree().process_frame
	check(Rect2(Vector2.ZERO, stage.size).encloses(its.get_bubble_rect()), "inside the window")


func test_a_bubble_without_an_npc_says_what_to_do() -> void:
	var its := SoliloquySpeechBubble.new()
	var lonely := Control.new()
	lonely.add_child(its)
	check(its._get_configuration_warnings().size() == 1, "a warning")
	lonely.free()
