class_name CallCount
extends RefCounted
## Counts the functions that begin and those that come to their end, in scripts that `count-calls.ts` has rewritten. A release build
## leaves a function silently at some errors: then the two differ.

static var begun := 0
static var ended := 0


static func begin() -> void:
	begun += 1


static func end() -> void:
	ended += 1


static func end_with(value: Variant) -> Variant:
	ended += 1
	return value
