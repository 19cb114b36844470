@tool
class_name SoliloquyAnswer
extends RefCounted
## What the server answered to a request: a value, or why it was refused.

## Emitted once, when the answer is there.
signal settled

## False while it is awaited, and where the request was refused.
var is_ok := false
## What the server returned: a [Dictionary] for most requests.
var value: Variant
## Why it was refused, such as [code]out-of-earshot[/code]; see the table of errors in the documentation.
var code := ""
## The same as a sentence that says what to do.
var message := ""
## When it counts as lost, in milliseconds of [method Time.get_ticks_msec].
var deadline := 0


func accept(answered: Variant) -> void:
	is_ok = true
	value = answered
	settled.emit()


func refuse(why: String, sentence: String) -> void:
	code = why
	message = sentence
	settled.emit()
