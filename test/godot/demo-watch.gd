extends "res://demo/tavern.gd"
## The demo, telling the test what happens in it.

var _told: Dictionary = {}


func _ready() -> void:
	super()
	world.connected.connect(func() -> void: print("connected"))
	world.connection_lost.connect(func() -> void: print("lost"))
	panel.opened.connect(func(npc: SoliloquyNpc) -> void: print("talks to ", npc.persona))
	panel.closed.connect(func() -> void: print("talks to nobody"))
	panel.line_said.connect(func(text: String) -> void: print("said: ", text))
	panel.revealed.connect(func(turn: SoliloquyTurn) -> void: print("panel revealed: ", turn.speech))
	for bubble: SoliloquySpeechBubble in find_children("*", "SoliloquySpeechBubble"):
		bubble.appeared.connect(func() -> void: print("bubble of ", bubble.npc.persona, " appeared"))
		bubble.revealed.connect(func(turn: SoliloquyTurn) -> void: print("bubble revealed: ", turn.speech))


func _process(delta: float) -> void:
	super(delta)
	var near := _npc_in_reach()
	_tell("near", near.persona if near != null else "nobody")
	_tell("card", hud.card().replace("\n", " ").strip_edges())
	_tell("others", ", ".join(PackedStringArray(others.names())))
	_tell("door", "open" if door.is_open else "shut")
	_tell("door swung", "%d%%" % roundi(door._opened * 100.0))
	for bubble: SoliloquySpeechBubble in find_children("*", "SoliloquySpeechBubble"):
		if bubble._reveal.visible_count() > 24:
			_tell("half a bubble", "%s %s" % [bubble.npc.persona, bubble._turn.id])


func _tell(what: String, now: String) -> void:
	if _told.get(what) != now:
		_told[what] = now
		print(what, ": ", now)
