@tool
class_name SoliloquyTurn
extends RefCounted
## One reply of an NPC, while it comes and when it is over: [code]var turn := await npc.say("Good evening.")[/code].

## Emitted once, when the turn is over.
signal finished

## Which names the server gives what is in a turn; on screens: plan, thought, action, speech.
const PLAN := "system_thinking"
const THOUGHT := "role_thinking"
const ACTION := "role_action"
const SPEECH := "speech"
const GAME_ACTION := "game_action"

var id := ""
## The persona that speaks, such as [code]mara[/code].
var npc := ""
## Who is answered: [code]player:…[/code] or [code]npc:…[/code]; empty where nobody in particular is.
var to := ""
var is_whisper := false
## It is said to somebody else than this player: to another player, or another NPC.
var is_overheard := false
## The turn that this one stands in for, where a designer had it said anew.
var replaces := ""
## [code]complete[/code], [code]fallback[/code] (the built-in model stood in), [code]failed[/code] (cut; what was said
## stands), [code]interrupted[/code], [code]retracted[/code], or [code]refused[/code] (see [member code]); empty while it runs.
var status := ""
var is_finished := false
## The NPC has begun to think about it; until then it waits for others to be done.
var has_started := false
## What was planned, thought, done and said, in order, as far as this client may see it: dictionaries with
## [code]span[/code], [code]layer[/code] and [code]text[/code].
var spans: Array[Dictionary] = []
## Why the server refused what was said, such as [code]out-of-earshot[/code]; empty where it did not.
var code := ""
## The same as a sentence that says what to do.
var message := ""

## What was said aloud.
var speech: String:
	get:
		return text_of(SPEECH)
## What was visibly done.
var action: String:
	get:
		return text_of(ACTION)
## What the NPC thought; empty where this client may not see it.
var thought: String:
	get:
		return text_of(THOUGHT)
## The persona of the NPC that is answered; empty where a player is, or nobody in particular.
var addressed_npc: String:
	get:
		return npc_of(to)
## How the model planned the reply; designers only.
var plan: String:
	get:
		return text_of(PLAN)


## A reply that the server, or this client, refused to begin.
static func refused(persona: String, why: String, sentence: String) -> SoliloquyTurn:
	var turn := SoliloquyTurn.new()
	turn.npc = persona
	turn.code = why
	turn.message = sentence
	turn.end("refused")
	return turn


## The persona that an address such as [code]npc:tam[/code] means; empty where it is no NPC's.
static func npc_of(address: String) -> String:
	return address.trim_prefix("npc:") if address.begins_with("npc:") else ""


## All text of one layer, with a space between its spans.
func text_of(layer: String) -> String:
	var texts := PackedStringArray()
	for span in spans:
		if span.layer == layer:
			texts.append(str(span.text))
	return " ".join(texts)


## True where the NPC answered, be it briefly.
func was_answered() -> bool:
	return status in ["complete", "fallback"] or (status in ["failed", "interrupted"] and not spans.is_empty())


## Adds text to its span. Spans come in order.
func grow(span: int, layer: String, text: String) -> void:
	if not spans.is_empty() and spans[-1].span == span:
		spans[-1].text += text
	else:
		spans.append({"span": span, "layer": layer, "text": text})


## Notes how it ended. Whoever made it emits [signal finished] once everybody else was told.
func end(how: String) -> void:
	status = how
	is_finished = true
