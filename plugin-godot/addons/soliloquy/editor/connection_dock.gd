@tool
extends VBoxContainer
## The dock "Soliloquy": where the server is, and a button that tries whether it answers.

const Settings := preload("../core/settings.gd")
const ConnectionTest := preload("connection_test.gd")

var address_field := LineEdit.new()
var test_button := Button.new()
var result_label := Label.new()

var _saved := Settings.address()


func _init() -> void:
	var title := Label.new()
	title.text = "Server address"
	add_child(title)
	address_field.placeholder_text = Settings.DEFAULT_ADDRESS
	address_field.tooltip_text = "The project setting %s: where scenes find the server that name none of their own." % Settings.ADDRESS
	address_field.text_changed.connect(Settings.set_address)
	# Not for every key: the project file is written.
	address_field.text_submitted.connect(_save.unbind(1))
	address_field.focus_exited.connect(_save)
	add_child(address_field)
	test_button.text = "Test connection"
	test_button.tooltip_text = "Joins the server as a player would, and lists who lives there: pick personas from that list in the inspector."
	test_button.pressed.connect(test_connection)
	add_child(test_button)
	result_label.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	result_label.size_flags_vertical = Control.SIZE_EXPAND_FILL
	add_child(result_label)


func _ready() -> void:
	address_field.text = Settings.address()


## Tries the address in the field and shows what came of it.
func test_connection() -> void:
	test_button.disabled = true
	result_label.text = "Asking %s …" % address_field.text
	var result := await ConnectionTest.run(get_tree(), address_field.text)
	result_label.text = ("✓ " if result.is_ok else "✗ ") + result.text
	test_button.disabled = false


func _save() -> void:
	var is_in_editor := Engine.is_editor_hint()
	if is_in_editor and Settings.address() != _saved:
		_saved = Settings.address()
		ProjectSettings.save()
