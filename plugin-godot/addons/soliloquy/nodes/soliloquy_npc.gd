@tool
@icon("res://addons/soliloquy/icons/npc.svg")
class_name SoliloquyNpc
extends "world_member.gd"
## A character that talks. Place one for each character, pick its persona, and call [method say]; what it thinks, does and
## says comes as signals while it is being made.
##
## Needs a [SoliloquyWorld] in the scene.

## It takes a breath: the player's words arrived, and a reply is being thought of. Show it within the same frame.
signal thinking_started(turn: SoliloquyTurn)
## The first word or gesture of a reply is there.
signal speaking_started(turn: SoliloquyTurn)
## A piece of a reply, in the order of what happened: [param layer] is one of [SoliloquyTurn]'s constants.
signal text_received(turn: SoliloquyTurn, span: int, layer: String, text: String)
## A piece of what it says aloud.
signal speech_received(text: String)
## A piece of what it visibly does: [code]wipes the bar[/code].
signal action_received(text: String)
## A piece of what it thinks, where the world lets players know ([code]innerVoice: true[/code]).
signal thought_received(text: String)
## A piece of the model's hidden plan; designers only.
signal plan_received(text: String)
## A whole spoken sentence, ready for a voice.
signal sentence_spoken(text: String, span: int)
## A reply is over: see [member SoliloquyTurn.status].
signal turn_finished(turn: SoliloquyTurn)
## A turn was deleted, will not be given, or is another's now ([member persona] changed, or this node was taken out of the
## scene in mid-reply); take it off the screen if it is there.
signal turn_retracted(turn_id: String)
## It feels otherwise than before.
signal mood_changed(mood: String)
## It feels the same more strongly, or less: 0 to 1, see [member mood_intensity]. Told with each new mood, too.
signal mood_intensity_changed(intensity: float)
## [code]idle[/code], [code]listening[/code], [code]thinking[/code], [code]speaking[/code] or [code]paused[/code].
signal activity_changed(activity: String)
signal location_changed(location: String)
## It speaks to somebody else than before: [code]player:…[/code] or [code]npc:…[/code]; empty when it is silent, or gone.
## For a head that turns.
signal addressing_changed(addressing: String)
## It is in the world, and can be spoken to.
signal appeared
## It is not, or no longer, in the world.
signal vanished
## It does something in the game; answered by what was registered under that name ([method register_action]).
signal action_called(action_name: String, arguments: Dictionary)


## What an action returns to say that it could not be done: [code]return SoliloquyNpc.ActionFailure.new("It is jammed.")[/code]
class ActionFailure:
	extends RefCounted
	var reason: String

	func _init(why: String) -> void:
		reason = why


const PendingAction := preload("pending_action.gd")

## Who this is: the name of a file in the world's [code]personas[/code] folder, such as [code]mara[/code].
@export var persona := "":
	set(value):
		if value == persona:
			return
		persona = value
		update_configuration_warnings()
		_drop_turn()
		update_state({})
		if _world != null:
			catch_up()

## How far a reply has been shown, for [method interrupt]: [code]func() -> Dictionary[/code] with [code]span[/code] and
## [code]chars[/code] (Unicode characters of that span), or an empty dictionary. A [SoliloquySpeechBubble] sets itself here.
var shown_so_far := Callable()
## Its name, as the world knows it.
var display_name: String:
	get:
		return str(_state.get("name", persona.capitalize()))
## What anyone can see of it.
var description: String:
	get:
		return str(_state.get("description", ""))
var mood: String:
	get:
		return str(_state.get("mood", ""))
## How strongly it feels so, 0 to 1 in steps of 0.1; 0 where it is in its usual mood. Moods fade by themselves.
var mood_intensity: float:
	get:
		return float(_state.get("moodIntensity", 0)) / 100.0
var activity: String:
	get:
		return str(_state.get("activity", ""))
var location: String:
	get:
		return str(_state.get("location", ""))
## Whom it is answering: [code]player:…[/code] or [code]npc:…[/code]; empty while it is silent or whispers.
var addressing: String:
	get:
		return str(_state.get("addressing", ""))
## The persona of the NPC that it speaks to, while NPCs talk among themselves; empty where it speaks to no NPC.
var addressed_npc: String:
	get:
		return SoliloquyTurn.npc_of(addressing)
## Whether it is in the world, and can be spoken to.
var is_present: bool:
	get:
		return not _state.is_empty()
## The reply under way; null while it is silent.
var turn: SoliloquyTurn

var _state: Dictionary = {}
## What was told of it last, by copy: the state's own dictionaries change in place.
var _told: Dictionary = {}
var _actions: Dictionary = {}
var _is_speaking := false


func _validate_property(property: Dictionary) -> void:
	if property.name == "persona":
		property.hint = PROPERTY_HINT_ENUM_SUGGESTION
		property.hint_string = ",".join(preload("../core/known_personas.gd").read())


func _get_configuration_warnings() -> PackedStringArray:
	var warnings := PackedStringArray()
	if persona.is_empty():
		warnings.append("Pick a persona: the name of a file in the world's \"personas\" folder, such as \"mara\".")
	warnings.append_array(super())
	return warnings


## Says something to it and waits for its reply: [code]var turn := await npc.say("Is there a room?")[/code]. Always comes
## back: at the latest with a turn whose [member SoliloquyTurn.status] is [code]refused[/code], and with what there is of the
## reply when this node is freed in mid-reply.
## [param options]: [code]action[/code] (what the player visibly does), [code]whisper[/code] (nobody else hears either).
func say(text: String, options: Dictionary = {}) -> SoliloquyTurn:
	return await _say(text, options.merged({"npc": persona}, true))


## Says something that nobody else hears, and waits for the reply, which nobody else hears either.
func whisper(text: String) -> SoliloquyTurn:
	return await say(text, {"whisper": true})


## Stops its reply; does nothing while there is no connection. It remembers having said what [member shown_so_far] says was shown.
func interrupt() -> void:
	# Unheard, it would only stop what is being shown.
	if _world == null or turn == null or not _world.is_connected_to_server():
		return
	var message := {"npc": persona}
	var shown: Variant = shown_so_far.call() if shown_so_far.is_valid() else null
	if shown is Dictionary and shown.has_all(["span", "chars"]):
		message["shown"] = {"span": shown.span, "chars": shown.chars}
	_world.send("interrupt", message)


## Lets it do something in the game: [param callable] takes the arguments as a [Dictionary], may [code]await[/code], and
## returns what came of it (text or data, which the NPC learns of), or an [SoliloquyNpc.ActionFailure]. The world's file declares the
## action by the same name.
func register_action(action_name: String, callable: Callable) -> void:
	_actions[action_name] = callable


## Takes back what [method register_action] gave; the NPC is then told that this game does not know the action.
func unregister_action(action_name: String) -> void:
	_actions.erase(action_name)


## Whether an action of that name is registered here.
func can_perform(called: Dictionary) -> bool:
	return _actions.has(str(called.get("name", "")))


## Called by the [SoliloquyWorld] with what the server has this NPC do. Returns `{ ok, result?, error? }`; also when this node
## is freed before it is done.
func perform_action(called: Dictionary) -> Dictionary:
	var action_name := str(called.get("name", ""))
	var arguments: Dictionary = called.args if called.get("args") is Dictionary else {}
	action_called.emit(action_name, arguments)
	var callable: Callable = _actions.get(action_name, Callable())
	if not callable.is_valid():
		push_warning("Soliloquy: %s was to do \"%s\", but no such action is registered." % [persona, action_name])
		return {"ok": false, "error": "This game does not know the action \"%s\"." % action_name}
	var doing := PendingAction.new()
	_pending.append(doing)
	doing.begin(callable, arguments)
	if doing.outcome.is_empty():
		await doing.done
	_pending.erase(doing)
	return doing.outcome


## Called by the [SoliloquyWorld] when the state changed.
func update_state(now: Dictionary) -> void:
	# A change of the state is most often one of somebody else.
	if is_same(now, _state) and _told == _what_is_told():
		return
	var before := _told
	_state = now
	_told = {} if now.is_empty() else _what_is_told()
	if before.is_empty() != _told.is_empty():
		if _told.is_empty():
			vanished.emit()
		else:
			appeared.emit()
	if _told.is_empty():
		# Whoever turned to the one it spoke to turns back.
		if before.get("addressing", "") != "":
			addressing_changed.emit("")
		return
	if before.get("location") != location:
		location_changed.emit(location)
	if before.get("mood") != mood:
		mood_changed.emit(mood)
	if before.get("mood") != mood or before.get("mood_intensity") != mood_intensity:
		mood_intensity_changed.emit(mood_intensity)
	if before.get("activity") != activity:
		activity_changed.emit(activity)
	if before.get("addressing", "") != addressing:
		addressing_changed.emit(addressing)


## Called by the [SoliloquyWorld] for a node that is new there: tells what is so already.
func catch_up() -> void:
	if _world == null:
		return
	update_state(_world.npc_state(persona))
	var running := _world.running_turn(persona)
	if running == null or running == turn:
		return
	begin_turn(running)
	for span in running.spans.duplicate():
		grow_turn(running, span.span, span.layer, span.text)


## Called by the [SoliloquyWorld].
func begin_turn(begun: SoliloquyTurn) -> void:
	# Whoever heard of it first may have left the world over it.
	if begun.is_finished:
		return
	turn = begun
	_is_speaking = false
	thinking_started.emit(begun)


## Called by the [SoliloquyWorld].
func grow_turn(grown: SoliloquyTurn, span: int, layer: String, text: String) -> void:
	if grown != turn:
		return
	if not _is_speaking and layer in [SoliloquyTurn.SPEECH, SoliloquyTurn.ACTION]:
		_is_speaking = true
		speaking_started.emit(grown)
	text_received.emit(grown, span, layer, text)
	match layer:
		SoliloquyTurn.SPEECH:
			speech_received.emit(text)
		SoliloquyTurn.ACTION:
			action_received.emit(text)
		SoliloquyTurn.THOUGHT:
			thought_received.emit(text)
		SoliloquyTurn.PLAN:
			plan_received.emit(text)


## Called by the [SoliloquyWorld].
func speak_sentence(spoken: SoliloquyTurn, span: int, text: String) -> void:
	if spoken == turn:
		sentence_spoken.emit(text, span)


## Called by the [SoliloquyWorld].
func end_turn(ended: SoliloquyTurn) -> void:
	if turn == ended:
		turn = null
	turn_finished.emit(ended)


## Called by the [SoliloquyWorld].
func retract_turn(turn_id: String) -> void:
	if turn != null and turn.id == turn_id:
		turn = null
	turn_retracted.emit(turn_id)


func _take_part() -> void:
	_state = _world.npc_state(persona)
	_world.cast().add_npc(self)


func _let_go() -> void:
	if _world != null:
		_world.cast().remove_npc(self)
	super()
	_drop_turn()


func _leave_unless_moved() -> void:
	super()
	if _world == null:
		update_state({})


func _what_is_told() -> Dictionary:
	return {"mood": mood, "mood_intensity": mood_intensity, "activity": activity, "location": location, "addressing": addressing}


func _drop_turn() -> void:
	if turn != null:
		retract_turn(turn.id)
