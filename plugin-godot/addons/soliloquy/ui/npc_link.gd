@tool
extends RefCounted
## Connects what shows an NPC's replies to the NPC: its functions `_on_thinking_started`, `_on_text_received`,
## `_on_turn_finished`, `_on_turn_retracted`.

const SIGNALS: Array[StringName] = [&"thinking_started", &"text_received", &"turn_finished", &"turn_retracted"]


static func attach(npc: SoliloquyNpc, listener: Object) -> void:
	for name in SIGNALS:
		var listening := Callable(listener, "_on_" + name)
		if not npc.is_connected(name, listening):
			npc.connect(name, listening)


static func detach(npc: SoliloquyNpc, listener: Object) -> void:
	for name in SIGNALS:
		var listening := Callable(listener, "_on_" + name)
		if npc.is_connected(name, listening):
			npc.disconnect(name, listening)
