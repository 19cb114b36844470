extends "res://bubble_case.gd"
## What a speech bubble does when it is interrupted, dismissed, taken away or copied, in whatever stage it is.


func test_an_interrupted_reply_that_waits_was_not_shown() -> void:
	reply("t1", LONG)
	await until_being_read()
	say(begin("t2"), SHORT)

	check_equal(npc.shown_so_far.call(), {"span": 0, "chars": 0}, "nothing of the one that is interrupted")
	await until(func() -> bool: return read == ["t1"], "the one being read goes on")


func test_a_dismissed_reply_was_shown_as_far_as_it_was_read() -> void:
	say(begin("t1"), LONG)
	await until_being_read()
	bubble.dismiss()
	await until_emitted(bubble.hidden_again)

	var so_far: Dictionary = npc.shown_so_far.call()
	check(so_far.get("span") == 1 and so_far.get("chars", 0) > 5 and so_far.get("chars", 0) < LONG.length(), "not all: %s" % so_far)


func test_what_is_dismissed_does_not_come_back() -> void:
	var thinking := begin("t1")
	bubble.dismiss()
	await until_emitted(bubble.hidden_again)
	end(thinking, "failed")
	check(not bubble.is_showing(), "an empty reply that ends later")

	reply("t2", LONG)
	await until_being_read()
	var waiting := begin("t3")
	say(waiting, "It waits. ")
	bubble.dismiss()
	say(waiting, "It goes on. ")
	await until_emitted(bubble.hidden_again)
	end(waiting)
	check(not bubble.is_showing(), "one that waited, when it ends")

	begin("t4")
	check(bubble.is_showing(), "the next reply is shown")


func test_a_bubble_that_fades_does_not_light_up_when_its_reply_is_retracted() -> void:
	reply("t1", SHORT)
	await until_emitted(bubble.revealed)
	bubble.linger_seconds = 0.0
	Engine.time_scale = 2.0
	await until(func() -> bool: return bubble._box.modulate.a < 0.7, "it fades")
	Engine.time_scale = 0.1
	var before := bubble._box.modulate.a
	npc.retract_turn("t1")
	await frames(2)

	check(bubble._box.modulate.a <= before, "it only gets fainter")


func test_a_bubble_out_of_the_tree_takes_what_comes_and_shows_it_later() -> void:
	reply("t1", LONG)
	await until_being_read()
	stage.remove_child(bubble)
	var second := begin("t2")
	say(second, SHORT)
	npc.retract_turn("t1")
	bubble.npc = null
	bubble.show_line("Nobody sees this yet.")
	bubble.npc = npc
	end(second)
	stage.add_child(bubble)
	await until_emitted(bubble.hidden_again)

	check_equal(read, ["", "t2"], "each once")


func test_a_line_waits_until_the_reply_before_it_is_read() -> void:
	var turn := begin("t1")
	say(turn, LONG)
	await until_being_read()
	bubble.show_line("Somebody knocks.")
	check(bubble._box.text.section.text == LONG, "the reply stands")
	end(turn)
	await until(func() -> bool: return read.size() == 2, "both are read", 12.0)

	check_equal(read, ["t1", ""], "one after the other")


func test_a_line_takes_the_place_of_the_line_before_it() -> void:
	bubble.show_line(LONG)
	await until_being_read()
	bubble.show_line("Wait!")
	await until_emitted(bubble.revealed)

	check_equal(bubble._box.text.section.text, "Wait!", "what is there")


func test_a_copied_character_has_a_bubble_of_its_own() -> void:
	var character := Node2D.new()
	var own := SoliloquyNpc.new()
	own.name = "Npc"
	character.add_child(own)
	var its := SoliloquySpeechBubble.new()
	its.name = "Bubble"
	character.add_child(its)
	stage.add_child(character)
	own.owner = character
	its.owner = character
	var copy: Node2D = character.duplicate()
	stage.add_child(copy)
	var copied: SoliloquyNpc = copy.get_node("Npc")
	var copied_bubble: SoliloquySpeechBubble = copy.get_node("Bubble")

	check(copied_bubble.npc == copied, "the copy shows the copy")
	check_equal(own.shown_so_far, its._stop_and_tell, "the first is asked by the first")
	check_equal(copied.shown_so_far, copied_bubble._stop_and_tell, "and the copy by the copy")


func test_thoughts_cut_before_the_speech_opens_are_not_shown_twice() -> void:
	var turn := begin("t1")
	grow(turn, 1, SoliloquyTurn.THOUGHT, "Not him again.")
	grow(turn, 2, SoliloquyTurn.SPEECH, "Goo")
	var openings: Array[SoliloquyTurn] = []
	bubble.reveal_started.connect(openings.append)
	await until(func() -> bool: return bubble._reveal.index == 1, "the thought is read")
	check_equal(npc.shown_so_far.call().span, 1, "only the thought was shown")
	turn.spans.pop_back()
	end(turn, "interrupted")
	await until_emitted(bubble.hidden_again)

	check_equal(openings.size(), 1, "how often it was opened")


func test_a_paused_game_and_one_whose_time_stands_still_keep_the_reply() -> void:
	reply("t1", SHORT)
	await until_being_read()
	get_tree().paused = true
	var before := bubble._reveal.count
	await frames(5)
	check_equal(bubble._reveal.count, before, "nothing moves while the game is paused")
	get_tree().paused = false
	Engine.time_scale = 0.0
	await frames(5)
	check(bubble.is_showing(), "nor where time stands still")
	Engine.time_scale = 12.0
	await until_emitted(bubble.hidden_again)


func test_a_bubble_given_to_another_npc_in_mid_reply_serves_that_one() -> void:
	say(begin("t1"), LONG)
	await until_being_read()
	var other := SoliloquyNpc.new()
	other.persona = "tam"
	add_child(other)
	bubble.npc = other
	check_equal(npc.shown_so_far, Callable(), "the first no longer asks it")
	npc = other
	reply("t2", SHORT)
	await until_emitted(bubble.hidden_again)

	check_equal(read, ["t2"], "what was read to its end")


func test_advance_shows_the_page_then_the_next_one_then_the_next_reply() -> void:
	bubble.lines_per_page = 2
	bubble.characters_per_second = 1.0
	reply("t1", LONG)
	reply("t2", SHORT)
	await until(func() -> bool: return bubble._reveal.count > 0.0, "it is being read")
	Engine.time_scale = 0.1
	var pages: Array[SoliloquyTurn] = []
	bubble.page_turned.connect(pages.append)
	bubble.advance()
	await frames(2)
	check_equal([int(bubble._reveal.count), pages.size()], [bubble._box.page_end(), 0], "all of the page")
	bubble.advance()
	await frames(2)
	check_equal(pages.size(), 1, "the next page")
	for press in 20:
		bubble.advance()
		await frames(2)
		if not read.is_empty():
			break
	bubble.advance()
	Engine.time_scale = 12.0
	await until(func() -> bool: return bubble._box.text.section.text == SHORT, "the next reply", 3.0)


func test_what_one_persona_said_does_not_stay_for_the_next() -> void:
	reply("t1", LONG)
	await until_being_read()
	npc.persona = "tam"
	await until_emitted(bubble.hidden_again)

	check_equal(read, [], "it was not read to its end")
