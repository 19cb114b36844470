extends SoliloquyTest
## A stage with one NPC and its bubble, for tests that play the server: they begin, grow and end the NPC's replies.

const LONG := "Two nights ago he paid for his supper, asked for a lantern and walked down to the landing. His boat was found at dawn on the far side of the reeds, with one oar in it and the painter cut clean, and nobody says why."
const SHORT := "Ask the ferryman."
const FIVE := "Stay."
const SIXTY := "Put your feet to the peat and tell me who is on the road."
## Four hundred characters: several pages.
const STORY := "Two nights ago he paid for his supper, asked for a lantern and walked down to the landing. His boat was found at dawn on the far side of the reeds, with one oar in it and the painter cut clean. The lantern stood on the jetty and was still burning. Nobody moors at the last post any more, and nobody says why; the watch asks everyone where they slept, writes it down, and asks again the next day, as if it had changed."

var stage: SubViewport
var npc: SoliloquyNpc
var bubble: SoliloquySpeechBubble
## The replies that were revealed to their end, by id.
var read: Array[String] = []


func before_each() -> void:
	Engine.time_scale = 12.0
	Engine.max_fps = 0
	stage = SubViewport.new()
	stage.size = Vector2i(640, 360)
	add_child(stage)
	npc = make_npc("mara")
	bubble = make_bubble(npc, Vector2(320, 300))
	bubble.revealed.connect(func(turn: SoliloquyTurn) -> void: read.append(turn.id))


func after_each() -> void:
	Engine.time_scale = 1.0


func make_npc(persona: String) -> SoliloquyNpc:
	var made := SoliloquyNpc.new()
	made.persona = persona
	# Without a world it warns, which is no failure.
	add_child(made)
	return made


func make_bubble(whose: SoliloquyNpc, at: Vector2) -> SoliloquySpeechBubble:
	var made := SoliloquySpeechBubble.new()
	made.npc = whose
	made.position = at
	stage.add_child(made)
	return made


func begin(id: String) -> SoliloquyTurn:
	var turn := SoliloquyTurn.new()
	turn.id = id
	turn.npc = npc.persona
	npc.begin_turn(turn)
	return turn


func say(turn: SoliloquyTurn, text: String) -> void:
	grow(turn, 1, SoliloquyTurn.SPEECH, text)


func grow(turn: SoliloquyTurn, span: int, layer: String, text: String) -> void:
	turn.grow(span, layer, text)
	npc.grow_turn(turn, span, layer, text)


func end(turn: SoliloquyTurn, status: String = "complete") -> void:
	turn.end(status)
	npc.end_turn(turn)


## A whole reply at once.
func reply(id: String, text: String) -> SoliloquyTurn:
	var turn := begin(id)
	say(turn, text)
	end(turn)
	return turn


func until_being_read() -> void:
	await until(func() -> bool: return bubble._reveal.visible_count() > 5, "it is being read")


func frames(count: int) -> void:
	for frame in count:
		await get_tree().process_frame
