@tool
extends VBoxContainer
## What a [SoliloquyDialoguePanel] is built of: its heading, the transcript, a notice, and the line to type into.

const Style := preload("ui_style.gd")

const COLORS := {
	"background_color": Color("1a1310"),
	"border_color": Color("8a6238"),
	"name_color": Color("f3c982"),
	"detail_color": Color("b39d80"),
	"player_color": Color("a9c4dd"),
	"overheard_color": Color("94836c"),
	"notice_color": Color("f0a37a"),
	"speech_color": Color("f4eadb"),
	"action_color": Color("bfa583"),
	"thought_color": Color("9fb0d0"),
}

const EDGE := 6

var line := LineEdit.new()
var entries := VBoxContainer.new()
var notice := Label.new()
## Off while the player has scrolled back to read.
var is_following := true

var _style: Style
var _name := Label.new()
var _mood := Label.new()
var _state := Label.new()
var _scroll := ScrollContainer.new()


func _init(style: Style) -> void:
	_style = style
	add_theme_constant_override(&"separation", 6)
	var heading := HBoxContainer.new()
	heading.add_theme_constant_override(&"separation", 10)
	_state.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_state.horizontal_alignment = HORIZONTAL_ALIGNMENT_RIGHT
	for label: Label in [_name, _mood, _state]:
		label.vertical_alignment = VERTICAL_ALIGNMENT_CENTER
		label.size_flags_vertical = Control.SIZE_SHRINK_END
		heading.add_child(label)
	add_child(heading)
	_scroll.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_scroll.horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	_scroll.gui_input.connect(_on_scroll_input)
	entries.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	entries.add_theme_constant_override(&"separation", 7)
	# The last line keeps clear of the edge that it is scrolled to.
	var room := MarginContainer.new()
	room.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	room.add_theme_constant_override(&"margin_bottom", EDGE)
	room.add_child(entries)
	_scroll.add_child(room)
	add_child(_scroll)
	notice.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	notice.hide()
	add_child(notice)
	line.max_length = 2000
	line.context_menu_enabled = false
	# Since Godot 4.4 a line is left at Enter, unless told otherwise.
	line.set(&"keep_editing_on_text_submit", true)
	add_child(line)


## Gives everything its colours and sizes, as the panel's theme says.
func dress(panel: PanelContainer) -> void:
	var font_size := _style.font_size()
	if not panel.has_theme_stylebox(&"panel", &"SoliloquyDialoguePanel"):
		panel.add_theme_stylebox_override(&"panel", _box(_style.color(&"background_color"), _style.color(&"border_color"), Vector2(20.0, 12.0), 10))
	_paint(_name, &"name_color", roundi(font_size * 1.2))
	_paint(_mood, &"detail_color", font_size)
	_mood.add_theme_font_override(&"font", _style.action_font())
	_paint(_state, &"detail_color", roundi(font_size * 0.9))
	_paint(notice, &"notice_color", font_size)
	var quiet := _style.color(&"border_color")
	quiet.a = 0.55
	line.add_theme_stylebox_override(&"normal", _box(Color(0, 0, 0, 0.35), quiet, Vector2(10.0, 5.0), 6))
	line.add_theme_stylebox_override(&"focus", _box(Color(0, 0, 0, 0.0), _style.color(&"name_color"), Vector2(10.0, 5.0), 6))
	line.add_theme_color_override(&"font_color", _style.color(&"speech_color"))
	line.add_theme_color_override(&"font_placeholder_color", _style.color(&"detail_color"))
	line.add_theme_color_override(&"caret_color", _style.color(&"name_color"))
	line.add_theme_font_override(&"font", _style.font())
	line.add_theme_font_size_override(&"font_size", font_size)


func describe(who: String, mood: String, state: String) -> void:
	_name.text = who
	_mood.text = mood
	_state.text = state


func notify_player(what: String) -> void:
	notice.text = what
	notice.visible = not what.is_empty()


func focus() -> void:
	is_following = true
	line.grab_focus()
	# Since Godot 4.4 a line with the focus is not yet one that is typed into.
	if line.has_method(&"edit"):
		line.call(&"edit")


## Keeps what is being revealed in sight.
func follow(bottom: float, seconds: float) -> void:
	if not is_following:
		return
	var target := maxf(0.0, bottom + EDGE - _scroll.size.y)
	var now := float(_scroll.scroll_vertical)
	_scroll.scroll_vertical = roundi(move_toward(now, target, maxf(2.0, absf(target - now) * 10.0 * seconds)))


func _on_scroll_input(event: InputEvent) -> void:
	var button := event as InputEventMouseButton
	if button == null or not button.pressed:
		return
	if button.button_index == MOUSE_BUTTON_WHEEL_UP:
		is_following = false
	elif button.button_index == MOUSE_BUTTON_WHEEL_DOWN:
		is_following = _scroll.scroll_vertical + _scroll.size.y >= entries.size.y - 40.0


func _paint(label: Label, color: StringName, font_size: int) -> void:
	label.add_theme_color_override(&"font_color", _style.color(color))
	label.add_theme_font_override(&"font", _style.font())
	label.add_theme_font_size_override(&"font_size", font_size)


static func _box(fill: Color, border: Color, margin: Vector2, radius: int) -> StyleBoxFlat:
	var box := StyleBoxFlat.new()
	box.bg_color = fill
	box.border_color = border
	box.set_border_width_all(2 if fill.a > 0.5 else 1)
	box.set_corner_radius_all(radius)
	box.content_margin_left = margin.x
	box.content_margin_right = margin.x
	box.content_margin_top = margin.y
	box.content_margin_bottom = margin.y
	box.anti_aliasing = true
	return box
