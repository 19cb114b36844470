@tool
extends RefCounted
## What is said to somebody else than this player: to another NPC, while they talk among themselves, or to another player.


## To whom an NPC speaks just now, by name, where that is not this player; else empty.
static func listener_of(npc: SoliloquyNpc) -> String:
	var world := npc.get_soliloquy_world()
	return "" if world == null or npc.addressing == "player:" + world.session_id else world.name_of(npc.addressing)


## Who speaks, and to whom where that is not this player: [code]Mara Venn » Tam Reddick[/code].
static func caption(world: SoliloquyWorld, turn: SoliloquyTurn) -> String:
	var known := world.name_of("npc:" + turn.npc)
	var speaker := turn.npc.capitalize() if known.is_empty() else known
	if not turn.is_overheard:
		return speaker
	var listener := world.name_of(turn.to)
	return speaker if listener.is_empty() else "%s » %s" % [speaker, listener]
