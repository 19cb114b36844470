@tool
extends RefCounted
## The personas of the world that the editor was connected to last: the list to pick from in the inspector. Kept among the
## editor's own files, so that nothing of it is exported or committed.

const PATH := "res://.godot/soliloquy_personas.cfg"


static func read() -> PackedStringArray:
	if not Engine.is_editor_hint():
		return PackedStringArray()
	var file := ConfigFile.new()
	# Absent until the first connection.
	file.load(PATH)
	return PackedStringArray(file.get_value("world", "personas", []))


static func write(personas: PackedStringArray) -> void:
	var file := ConfigFile.new()
	file.set_value("world", "personas", personas)
	file.save(PATH)
