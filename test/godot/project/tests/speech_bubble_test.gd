extends SoliloquyTest
## Speech bubbles: what they show of a reply as it comes, in every frame of it.

const SIZES: Array[Vector2i] = [Vector2i(640, 360), Vector2i(1920, 1080)]
const FIVE := "Stay."
const SIXTY := "Put your feet to the peat and tell me who is on the road."
const LONG := "Two nights ago he paid for his supper, asked for a lantern and walked down to the landing. His boat was found at dawn on the far side of the reeds, with one oar in it and the painter cut clean. The lantern stood on the jetty and was still burning. Nobody moors at the last post any more, and nobody says why; the watch asks everyone where they slept, writes it down, and asks again the next day, as if it had changed."
var texts := {
	"five": FIVE,
	"sixty": SIXTY,
	"four hundred": LONG,
	"Chinese": "两天前的夜里，他付了晚饭钱，要了一盏灯笼，走到码头去。黎明时分，人们在芦苇丛的另一边发现了他的船，船上只有一支桨，缆绳被割断了。灯笼还立在栈桥上，仍在燃烧。从那以后，再也没有人把船系在最后一根木桩上，也没有人说为什么。",
	"Japanese": "「二日前の夜、彼は夕食の代金を払い、ランタンを借りて、船着き場へ歩いて行った。」ボートは夜明けに、葦の向こう側で見つかった。櫂は一本だけ、もやい綱はすっぱり切られていた。",
	"Hebrew": "לפני שני לילות הוא שילם על ארוחת הערב, ביקש פנס והלך אל המזח. את הסירה מצאו עם שחר מעבר לקני הסוף, ובה משוט אחד וחבל חתוך. הפנס עמד על המזח ועוד דלק.",
	"Arabic with English": "قبل ليلتين دفع ثمن عشائه وطلب فانوسًا ومشى إلى المرسى. They call it The Sunken Bell here، ولا أحد يعرف لماذا. وُجد القارب عند الفجر وفيه مجداف واحد، 12 أو 13 خطوة من الشاطئ.",
	"English with Hebrew": "The old word for it is פעמון טבוע ישן, or so the monk says, and he reads שלום עולם from the book to whoever asks him twice.",
	"emoji": "A family 👨‍👩‍👧‍👦 under two flags 🇩🇪🇫🇷 waves 👋🏽, and the cat 🐈‍⬛ does not. " + "e\u0301a\u0308o\u0302n\u0303 ".repeat(12) + "❤️‍🔥",
	"one long word": "See https://example.com/" + "ravenmoor-the-drowned-bell/".repeat(8) + " for more.",
	"markup": "[b]Bold[/b] [color=red]red[/color] [img]res://x.png[/img] <i>no</i> {0} %s \\n [lb]",
	"line breaks": "First.\n\nSecond, after an empty line.\nThird.",
}

var stage: SubViewport
var npc: SoliloquyNpc


func before_each() -> void:
	seconds_allowed = 60.0
	Engine.time_scale = 12.0
	Engine.max_fps = 0
	stage = SubViewport.new()
	add_child(stage)
	npc = _make_npc("mara")


func after_each() -> void:
	Engine.time_scale = 1.0


func test_nothing_is_clipped_or_jumps_in_a_small_window() -> void:
	await _watch_all(SIZES[0], 7)


func test_nothing_is_clipped_or_jumps_in_a_large_window() -> void:
	await _watch_all(SIZES[1], 7)


func test_nothing_jumps_when_text_comes_letter_by_letter() -> void:
	await _watch_all(SIZES[0], 1)


func test_a_long_text_is_shown_page_by_page_to_its_end() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[0]
	var watch := BubbleWatch.new(bubble)
	stage.add_child(watch)
	var pages: Array[int] = []
	bubble.page_turned.connect(func(_turn: SoliloquyTurn) -> void: pages.append(bubble._box.text.first_line))
	var turn := _begin("t1")
	_grow(turn, 1, SoliloquyTurn.SPEECH, LONG)
	_end(turn, "complete")
	await until_emitted(bubble.revealed, 30.0)

	check(pages.size() >= 2, "400 characters take several pages; they took %d" % (pages.size() + 1))
	check_equal(bubble._reveal.visible_count(), LONG.length(), "all of it was revealed")
	check_equal(bubble._box.text.layout.lines[-1].end, LONG.length(), "the last line holds its end")
	check_equal(watch.problems, [], "what was wrong meanwhile")


func test_markup_is_shown_as_it_is() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	bubble.characters_per_second = 0.0
	var turn := _begin("t1")
	_grow(turn, 1, SoliloquyTurn.SPEECH, "[b]x[/b] <i>y</i>")
	_end(turn, "complete")
	await until_emitted(bubble.revealed)

	check_equal(bubble._box.text.section.text, "[b]x[/b] <i>y</i>", "the text")
	var glyphs := 0
	for line: RefCounted in bubble._box.text.layout.lines:
		glyphs += line.glyphs.size()
	check_equal(glyphs, "[b]x[/b] <i>y</i>".length(), "a letter for each character")


func test_what_was_shown_is_told_when_the_player_interrupts() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	Engine.time_scale = 1.0
	check_equal(npc.shown_so_far.call(), {}, "nothing is under way")
	var turn := _begin("t1")
	check_equal(bubble.shown(), {"span": 0, "chars": 0}, "nothing is shown yet")
	# Span 0 is a hidden plan, span 2 another.
	_grow(turn, 1, SoliloquyTurn.ACTION, "wipes the bar")
	_grow(turn, 3, SoliloquyTurn.SPEECH, "Ünder 👨‍👩‍👧 there is a cellar that nobody has seen for forty years and a day.")
	await until(func() -> bool: return bubble._reveal.shown().span == 3 and bubble._reveal.shown().chars > 12, "the middle of the speech")
	var told: Dictionary = npc.shown_so_far.call()
	var seen := bubble._reveal.visible_count()
	for frame in 5:
		await get_tree().process_frame

	check_equal(told.span, 3, "the span as the server numbers it")
	check_equal(told.chars, seen - "wipes the bar ".length(), "characters of that span alone")
	check_equal(bubble._reveal.visible_count(), seen, "what comes after it was not shown")

	turn.spans[1].text = turn.spans[1].text.left(told.chars)
	_end(turn, "interrupted")
	await until_emitted(bubble.revealed)
	check_equal(bubble._reveal.visible_count(), seen, "the cut text is all of it")


func test_a_character_of_several_parts_is_shown_whole_or_not_at_all() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	Engine.time_scale = 0.5
	var turn := _begin("t1")
	_grow(turn, 1, SoliloquyTurn.SPEECH, "👨‍👩‍👧‍👦🇩🇪🇫🇷e\u0301👋🏽.")
	_end(turn, "complete")
	var counts := {}
	while bubble.is_showing() and not bubble._reveal.is_all_revealed():
		counts[bubble._reveal.visible_count()] = true
		await get_tree().process_frame

	for count: int in counts:
		check(count in [0, 7, 9, 11, 13, 15, 16], "%d characters are no whole number of those a reader sees" % count)
	check(counts.size() > 3, "it came bit by bit")


func test_missed_text_is_healed_by_the_end_of_the_turn() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	var turn := _begin("t1")
	_grow(turn, 2, SoliloquyTurn.SPEECH, "There is ")
	turn.spans.assign([
		{"span": 1, "layer": SoliloquyTurn.ACTION, "text": "nods"},
		{"span": 2, "layer": SoliloquyTurn.SPEECH, "text": "There is a room."},
	])
	_end(turn, "complete")
	await until_emitted(bubble.revealed)

	check_equal(bubble._box.text.section.text, "nods There is a room.", "all of it")

	var unheard := SoliloquyTurn.new()
	unheard.id = "t2"
	unheard.npc = "mara"
	unheard.spans.assign([{"span": 1, "layer": SoliloquyTurn.SPEECH, "text": "And another."}])
	_end(unheard, "complete")
	await until_emitted(bubble.revealed)
	check_equal(bubble._box.text.section.text, "And another.", "a turn of which only the end was heard")


func test_a_reply_told_again_after_a_reconnection_does_not_begin_anew() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	Engine.time_scale = 1.0
	var turn := _begin("t1")
	_grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY)
	await until(func() -> bool: return bubble._reveal.visible_count() > 10, "ten letters")
	var before := bubble._reveal.visible_count()
	turn.spans.clear()
	npc.begin_turn(turn)
	_grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY.left(4))
	await get_tree().process_frame
	check(bubble._reveal.visible_count() >= before, "what was shown is still there")
	_grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY.substr(4))
	_end(turn, "complete")
	Engine.time_scale = 12.0
	await until_emitted(bubble.revealed)
	check_equal(bubble._reveal.visible_count(), SIXTY.length(), "all of it")


func test_thoughts_have_a_bubble_of_their_own_before_the_speech() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	var kinds: Array[int] = []
	var turn := _begin("t1")
	await get_tree().process_frame
	kinds.append(bubble._box.kind)
	_grow(turn, 1, SoliloquyTurn.THOUGHT, "Not him. Breathe out.")
	_grow(turn, 2, SoliloquyTurn.ACTION, "nods")
	_grow(turn, 3, SoliloquyTurn.SPEECH, FIVE)
	_end(turn, "complete")
	await until(func() -> bool: return bubble._box.text.visible, "the thought")
	kinds.append(bubble._box.kind)
	check_equal(bubble._box.text.section.text, "Not him. Breathe out.", "the thought")
	check(not bubble.is_speaking(), "a thought moves no mouth")
	await until_emitted(bubble.revealed)
	kinds.append(bubble._box.kind)
	check_equal(bubble._box.text.section.text, "nods Stay.", "what is done and said, together")
	check_equal(kinds, [0, 2, 1], "dots, a cloud, a box")

	bubble.shows_thoughts = false
	var next := _begin("t2")
	_grow(next, 1, SoliloquyTurn.THOUGHT, "Hidden.")
	_grow(next, 2, SoliloquyTurn.SPEECH, FIVE)
	_end(next, "complete")
	await until_emitted(bubble.revealed)
	check_equal(bubble._box.text.section.text, FIVE, "without thoughts where they are not wanted")


func test_it_goes_when_all_is_said_and_at_once_when_the_turn_is_retracted() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	var turn := _begin("t1")
	check(bubble.is_showing(), "it shows that a reply is being thought of")
	_grow(turn, 1, SoliloquyTurn.SPEECH, FIVE)
	_end(turn, "complete")
	await until_emitted(bubble.revealed)
	await until_emitted(bubble.hidden_again)
	check(not bubble._box.visible, "it is gone")

	turn = _begin("t2")
	_grow(turn, 1, SoliloquyTurn.SPEECH, LONG)
	await until(func() -> bool: return bubble._reveal.visible_count() > 5, "some letters")
	npc.retract_turn("t2")
	await until_emitted(bubble.hidden_again)

	turn = _begin("t3")
	_end(turn, "failed")
	await until_emitted(bubble.hidden_again)


func test_reveal_all_shows_the_page_at_once() -> void:
	var bubble := _make_bubble(npc, Vector2(320, 300))
	stage.size = SIZES[1]
	Engine.time_scale = 1.0
	var turn := _begin("t1")
	_grow(turn, 1, SoliloquyTurn.SPEECH, SIXTY)
	_end(turn, "complete")
	bubble.reveal_all()
	for frame in 3:
		await get_tree().process_frame
	check_equal(bubble._reveal.visible_count(), SIXTY.length(), "all of it")


func test_two_npcs_at_once_can_both_be_read() -> void:
	await _talk_at_once(SIZES[0], ["mara", "tam"])
	await _talk_at_once(SIZES[1], ["mara", "tam", "wren", "osric"])


func _talk_at_once(window: Vector2i, personas: Array[String]) -> void:
	stage.size = window
	var npcs: Array[SoliloquyNpc] = []
	var bubbles: Array[SoliloquySpeechBubble] = []
	var watches: Array[BubbleWatch] = []
	var turns: Array[SoliloquyTurn] = []
	var overlaps: Array[String] = []
	for persona in personas:
		npcs.append(_make_npc(persona))
		bubbles.append(_make_bubble(npcs[-1], Vector2(window) * Vector2(0.5, 0.75) + Vector2(40 * npcs.size(), 0)))
		watches.append(BubbleWatch.new(bubbles[-1]))
		stage.add_child(watches[-1])
		turns.append(SoliloquyTurn.new())
		turns[-1].id = persona
		npcs[-1].begin_turn(turns[-1])
	for at in range(0, LONG.length() / 2, 9):
		for index in npcs.size():
			turns[index].grow(1, SoliloquyTurn.SPEECH, LONG.substr(at, 9))
			npcs[index].grow_turn(turns[index], 1, SoliloquyTurn.SPEECH, LONG.substr(at, 9))
		await get_tree().process_frame
		_note_overlaps(bubbles, overlaps)
	for index in npcs.size():
		turns[index].end("complete")
		npcs[index].end_turn(turns[index])
	for frame in 30:
		await get_tree().process_frame
		_note_overlaps(bubbles, overlaps)

	check_equal(overlaps, [], "bubbles over each other at %s" % window)
	for index in npcs.size():
		check_equal(watches[index].problems, [], "%s at %s" % [personas[index], window])
		check(watches[index].compared > 0, "letters were watched")
		bubbles[index].queue_free()
		watches[index].queue_free()


func test_a_bubble_finds_its_npc_and_follows_its_character() -> void:
	stage.size = SIZES[1]
	var character := Node2D.new()
	character.position = Vector2(900, 600)
	stage.add_child(character)
	var own := SoliloquyNpc.new()
	own.persona = "tam"
	character.add_child(own)
	var bubble := SoliloquySpeechBubble.new()
	character.add_child(bubble)
	check(bubble.npc == own, "the NPC beside it")
	bubble.show_line("Here I am.")
	await until_emitted(bubble.revealed)
	var before := bubble.get_bubble_rect()
	check(absf(before.get_center().x - 900.0) < 2.0 and before.end.y < 600.0, "above the character, not at %s" % before)
	character.position += Vector2(-200, 50)
	await get_tree().process_frame
	await get_tree().process_frame
	check_equal(bubble.get_bubble_rect().position - before.position, Vector2(-200, 50), "it went along")
	character.position = Vector2(5, 5)
	await get_tree().process_frame
	await get_tree().process_frame
	check(Rect2(Vector2.ZERO, stage.size).encloses(bubble.get_bubble_rect()), "inside the window")


func test_a_bubble_without_an_npc_says_what_to_do() -> void:
	var bubble := SoliloquySpeechBubble.new()
	var lonely := Control.new()
	lonely.add_child(bubble)
	check(bubble._get_configuration_warnings().size() == 1, "a warning")
	lonely.free()


## All texts at once, each in a window of its own.
func _watch_all(window: Vector2i, piece: int) -> void:
	var watches: Array[BubbleWatch] = []
	var turns: Array[SoliloquyTurn] = []
	var npcs: Array[SoliloquyNpc] = []
	var done: Array[SoliloquyTurn] = []
	for title: String in texts:
		stage = SubViewport.new()
		stage.size = window
		add_child(stage)
		npcs.append(_make_npc(title))
		var bubble := _make_bubble(npcs[-1], Vector2(window) * Vector2(0.5, 0.75))
		bubble.revealed.connect(func(turn: SoliloquyTurn) -> void: done.append(turn))
		watches.append(BubbleWatch.new(bubble))
		stage.add_child(watches[-1])
		turns.append(SoliloquyTurn.new())
		turns[-1].id = title
		npcs[-1].begin_turn(turns[-1])
	var at := 0
	while turns.any(func(turn: SoliloquyTurn) -> bool: return not turn.is_finished):
		for index in turns.size():
			var text: String = texts[turns[index].id]
			if at < text.length():
				turns[index].grow(1, SoliloquyTurn.SPEECH, text.substr(at, piece))
				npcs[index].grow_turn(turns[index], 1, SoliloquyTurn.SPEECH, text.substr(at, piece))
			elif not turns[index].is_finished:
				turns[index].end("complete")
				npcs[index].end_turn(turns[index])
		at += piece
		await get_tree().process_frame
	await until(func() -> bool: return done.size() == turns.size(), "all are revealed", 30.0)

	for index in turns.size():
		var title := turns[index].id
		check_equal(watches[index].problems, [], title)
		check_equal(watches[index]._bubble._reveal.visible_count(), texts[title].length(), "%s: all of it" % title)
		check(watches[index].compared > 0, "%s: letters were watched" % title)


func _note_overlaps(bubbles: Array[SoliloquySpeechBubble], overlaps: Array[String]) -> void:
	for one in bubbles.size():
		for other in range(one + 1, bubbles.size()):
			var area := bubbles[one].get_bubble_rect().intersection(bubbles[other].get_bubble_rect()).get_area()
			if area > 1.0 and overlaps.size() < 3:
				overlaps.append("%d and %d by %d square pixels" % [one, other, int(area)])


func _make_npc(persona: String) -> SoliloquyNpc:
	var made := SoliloquyNpc.new()
	made.persona = persona
	# Without a world it warns, which is no failure.
	add_child(made)
	return made


func _make_bubble(whose: SoliloquyNpc, at: Vector2) -> SoliloquySpeechBubble:
	var bubble := SoliloquySpeechBubble.new()
	bubble.npc = whose
	bubble.position = at
	stage.add_child(bubble)
	return bubble


func _begin(id: String) -> SoliloquyTurn:
	var turn := SoliloquyTurn.new()
	turn.id = id
	turn.npc = npc.persona
	npc.begin_turn(turn)
	return turn


func _grow(turn: SoliloquyTurn, span: int, layer: String, text: String) -> void:
	turn.grow(span, layer, text)
	npc.grow_turn(turn, span, layer, text)


func _end(turn: SoliloquyTurn, status: String) -> void:
	turn.end(status)
	npc.end_turn(turn)
