@tool
extends RefCounted
## The id under which NPCs remember this player: made once, and kept in the game's own data.

const PATH := "user://soliloquy_player.cfg"
const SECTION := "player"


## The id that is kept; a new one where none is. One for each [param profile]: save slots, or several players at one machine.
static func of(profile: String = "default") -> String:
	var file := ConfigFile.new()
	# Absent at the first start.
	file.load(PATH)
	var id := str(file.get_value(SECTION, profile, ""))
	if not id.is_empty():
		return id
	id = Crypto.new().generate_random_bytes(16).hex_encode()
	file.set_value(SECTION, profile, id)
	if file.save(PATH) != OK:
		push_warning("Soliloquy: %s cannot be written; NPCs will not know this player again." % PATH)
	return id
