extends "res://demo/tavern.gd"
## The demo, telling the test what happens in it.

## Of so many frames one is drawn, where nobody looks: in software it takes longer than all else.
const DRAWN_EVERY := 60

var _told: Dictionary = {}
## What the bubble had shown when the player last spoke.
var _before: SoliloquyTurn
var _has_said := false
var _is_looked_at := "--looked-at" in OS.get_cmdline_user_args()


func _ready() -> void:
	super()
	if not _is_looked_at:
		Engine.max_fps = 30
	world.connected.connect(func() -> void: print("connected"))
	world.connection_lost.connect(func() -> void: print("lost"))
	panel.opened.connect(func(npc: SoliloquyNpc) -> void: print("talks to ", npc.persona))
	panel.closed.connect(func() -> void: print("talks to nobody"))
	panel.line_said.connect(func(text: String) -> void:
		_has_said = true
		_before = _bubble_of(panel.npc)._reading.turn
		print("said: ", text))
	panel.revealed.connect(func(turn: SoliloquyTurn) -> void: print("panel revealed: ", turn.speech))
	for bubble: SoliloquySpeechBubble in find_children("*", "SoliloquySpeechBubble"):
		bubble.appeared.connect(func() -> void: print("bubble of ", bubble.npc.persona, " appeared"))
		bubble.revealed.connect(func(turn: SoliloquyTurn) -> void: print("bubble revealed: ", turn.speech))


func _process(delta: float) -> void:
	super(delta)
	RenderingServer.render_loop_enabled = _is_looked_at or Engine.get_process_frames() % DRAWN_EVERY == 0
	var near := _npc_in_reach()
	_tell("near", near.persona if near != null else "nobody")
	_tell("card", hud.card().replace("\n", " ").strip_edges())
	_tell("others", ", ".join(PackedStringArray(others.names())))
	_tell("door", "open" if door.is_open else "shut")
	_tell("door swung", "%d%%" % roundi(door._opened * 100.0))
	for npc in _npcs:
		_tell("mood of " + npc.persona, "%s %d%%" % [npc.mood, roundi(npc.mood_intensity * 100.0)])
		_tell("%s looks" % npc.persona, "left" if (npc.get_parent() as Figure).facing < 0.0 else "right")
	for bubble in _bubbles:
		if bubble.is_speaking() and bubble._reveal.visible_count() > 12:
			_tell("bubble of " + bubble.npc.persona, bubble._box.speaker)
	for one in _bubbles:
		for other in _bubbles:
			if one != other and one.get_bubble_rect().intersects(other.get_bubble_rect()):
				_tell("covered", "%s and %s" % [one.npc.persona, other.npc.persona])
		if panel.npc != null and one.is_speaking() and one.get_bubble_rect().end.y > panel.position.y + 1.0:
			_tell("covered", "panel and " + one.npc.persona)
	for entry in panel._entries:
		if entry.is_overheard and not entry._texts.is_empty():
			_tell("overheard", entry._texts[0].section.text)
	if panel.npc != null:
		var bubble := _bubble_of(panel.npc)
		if _has_said and bubble._reading.turn != _before and bubble._box.kind == 1 and bubble._reveal.visible_count() > 24:
			_tell("answers", bubble.npc.persona)


func _tell(what: String, now: String) -> void:
	if _told.get(what) != now:
		_told[what] = now
		print(what, ": ", now)


func _bubble_of(npc: SoliloquyNpc) -> SoliloquySpeechBubble:
	for bubble: SoliloquySpeechBubble in find_children("*", "SoliloquySpeechBubble"):
		if bubble.npc == npc:
			return bubble
	return null
