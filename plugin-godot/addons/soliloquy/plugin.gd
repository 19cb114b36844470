@tool
extends EditorPlugin
## The addon in the editor: its settings, and a dock with a button that tries the connection. Games run without it.

const Settings := preload("core/settings.gd")
const Dock := preload("editor/connection_dock.gd")

var _dock: Control


func _enter_tree() -> void:
	Settings.declare()
	_dock = Dock.new()
	_dock.name = "Soliloquy"
	add_control_to_dock(DOCK_SLOT_RIGHT_UL, _dock)


func _exit_tree() -> void:
	remove_control_from_docks(_dock)
	_dock.queue_free()
