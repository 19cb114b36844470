extends "res://bubble_case.gd"
## Speech bubbles in every frame of a reply, in windows of several sizes: nothing of it is clipped, nothing that can be read moves.

const SIZES: Array[Vector2i] = [Vector2i(640, 360), Vector2i(1920, 1080)]

var texts := {
	"five": FIVE,
	"sixty": SIXTY,
	"four hundred": STORY,
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


func before_each() -> void:
	super()
	seconds_allowed = 60.0


func test_nothing_is_clipped_or_jumps_in_a_small_window() -> void:
	await _watch_all(SIZES[0], 7)


func test_nothing_is_clipped_or_jumps_in_a_large_window() -> void:
	await _watch_all(SIZES[1], 7)


func test_nothing_jumps_when_text_comes_letter_by_letter() -> void:
	await _watch_all(SIZES[0], 1)


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
		npcs.append(make_npc(persona))
		bubbles.append(make_bubble(npcs[-1], Vector2(window) * Vector2(0.5, 0.75) + Vector2(40 * npcs.size(), 0)))
		watches.append(BubbleWatch.new(bubbles[-1]))
		stage.add_child(watches[-1])
		turns.append(SoliloquyTurn.new())
		turns[-1].id = persona
		npcs[-1].begin_turn(turns[-1])
	for at in range(0, STORY.length() / 2, 9):
		for index in npcs.size():
			turns[index].grow(1, SoliloquyTurn.SPEECH, STORY.substr(at, 9))
			npcs[index].grow_turn(turns[index], 1, SoliloquyTurn.SPEECH, STORY.substr(at, 9))
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
		npcs.append(make_npc(title))
		var shown := make_bubble(npcs[-1], Vector2(window) * Vector2(0.5, 0.75))
		shown.revealed.connect(func(turn: SoliloquyTurn) -> void: done.append(turn))
		watches.append(BubbleWatch.new(shown))
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
