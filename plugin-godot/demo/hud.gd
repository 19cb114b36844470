extends CanvasLayer
## What is written over the picture: where one is, what one can do, what has changed, and what is wrong.

const Letters := preload("letters.gd")
const HEADING := Color("f3d9a6")
const QUIET := Color("cbb794")

var _heading := VBoxContainer.new()
var _place := Label.new()
var _time := Label.new()
var _prompt := PanelContainer.new()
var _prompt_text := Label.new()
var _hint := Label.new()
var _news := Label.new()
var _veil := ColorRect.new()
var _card_title := Label.new()
var _card_text := Label.new()
var _card_command := Label.new()
var _card_afterwards := Label.new()
var _news_tween: Tween


func _ready() -> void:
	_heading.position = Vector2(24, 18)
	_heading.add_theme_constant_override(&"separation", -2)
	Letters.dress(_place, 26, HEADING, 5)
	Letters.dress(_time, 15, QUIET, 5)
	_heading.add_child(_place)
	_heading.add_child(_time)
	add_child(_heading)
	_add_prompt()
	Letters.dress(_hint, 15, QUIET, 5)
	_hint.text = "Arrow keys or WASD to walk"
	add_child(_hint)
	_hint.set_anchors_preset(Control.PRESET_BOTTOM_LEFT)
	_hint.offset_left = 24.0
	_hint.offset_top = -40.0
	_hint.offset_bottom = -16.0
	Letters.dress(_news, 19, HEADING, 5)
	_news.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	_news.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_news.modulate.a = 0.0
	add_child(_news)
	_news.set_anchors_preset(Control.PRESET_TOP_WIDE)
	_news.offset_left = 280
	_news.offset_right = -280
	_news.offset_top = 22
	_add_card()


## Where and when it is.
func show_place(place: String, time: String, weather: String) -> void:
	_place.text = place
	_time.text = "%s · %s" % [time, weather] if not weather.is_empty() else time


## What a key would do here; empty: nothing.
func show_prompt(what: String) -> void:
	_prompt.visible = not what.is_empty()
	_prompt_text.text = what


## What would stand in the way of a talk goes, and comes back after it.
func make_room(for_talk: bool) -> void:
	create_tween().tween_property(_heading, ^"modulate:a", 0.0 if for_talk else 1.0, 0.4)


func hide_hint() -> void:
	create_tween().tween_property(_hint, ^"modulate:a", 0.0, 0.6)


## Something of the world has changed.
func tell(what: String) -> void:
	_news.text = what
	if _news_tween != null:
		_news_tween.kill()
	_news_tween = create_tween()
	_news_tween.tween_property(_news, ^"modulate:a", 1.0, 0.5)
	_news_tween.tween_interval(5.0)
	_news_tween.tween_property(_news, ^"modulate:a", 0.0, 1.5)


## Covers the room with what has to be done before one can go on; an empty title takes it away.
func show_card(title: String, text: String = "", command: String = "", afterwards: String = "") -> void:
	_veil.visible = not title.is_empty()
	_card_title.text = title
	_card_text.text = text
	_card_command.text = command
	_card_afterwards.text = afterwards
	_card_command.visible = not command.is_empty()
	_card_afterwards.visible = not afterwards.is_empty()


func card() -> String:
	return "\n".join(PackedStringArray([_card_title.text, _card_text.text, _card_command.text, _card_afterwards.text])) if _veil.visible else ""


func _add_prompt() -> void:
	var row := HBoxContainer.new()
	row.add_theme_constant_override(&"separation", 10)
	var key := Label.new()
	Letters.dress(key, 15, Letters.INK, 0)
	key.text = " E "
	key.add_theme_stylebox_override(&"normal", _box(HEADING, Color("8a6238"), 5, Vector2(4, 0)))
	Letters.dress(_prompt_text, 17, Color("f4eadb"), 0)
	row.add_child(key)
	row.add_child(_prompt_text)
	_prompt.add_child(row)
	_prompt.add_theme_stylebox_override(&"panel", _box(Color("1a1310e6"), Color("8a6238"), 18, Vector2(16, 7)))
	_prompt.hide()
	var row_of_prompt := CenterContainer.new()
	row_of_prompt.mouse_filter = Control.MOUSE_FILTER_IGNORE
	row_of_prompt.set_anchors_preset(Control.PRESET_BOTTOM_WIDE)
	row_of_prompt.offset_top = -72.0
	row_of_prompt.offset_bottom = -20.0
	row_of_prompt.add_child(_prompt)
	add_child(row_of_prompt)


func _add_card() -> void:
	_veil.color = Color(0.03, 0.02, 0.03, 0.72)
	_veil.set_anchors_preset(Control.PRESET_FULL_RECT)
	var center := CenterContainer.new()
	center.set_anchors_preset(Control.PRESET_FULL_RECT)
	var panel := PanelContainer.new()
	panel.add_theme_stylebox_override(&"panel", _box(Color("1a1310fa"), Color("8a6238"), 12, Vector2(34, 26)))
	var column := VBoxContainer.new()
	column.add_theme_constant_override(&"separation", 12)
	Letters.dress(_card_title, 25, HEADING, 0)
	Letters.dress(_card_text, 17, Color("e6d9c2"), 0)
	Letters.dress(_card_command, 18, Color("f6efe2"), 0)
	Letters.dress(_card_afterwards, 17, QUIET, 0)
	_card_command.add_theme_stylebox_override(&"normal", _box(Color("0c0807"), Color("4a3626"), 6, Vector2(14, 8)))
	for label: Label in [_card_title, _card_text, _card_command, _card_afterwards]:
		label.custom_minimum_size.x = 500
		label.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
		column.add_child(label)
	panel.add_child(column)
	center.add_child(panel)
	_veil.add_child(center)
	# Above bubbles and panel, which are above the rest.
	var top := CanvasLayer.new()
	top.layer = 4
	top.add_child(_veil)
	add_child(top)
	_veil.hide()


static func _box(fill: Color, border: Color, radius: int, margin: Vector2) -> StyleBoxFlat:
	var box := StyleBoxFlat.new()
	box.bg_color = fill
	box.border_color = border
	box.set_border_width_all(2)
	box.set_corner_radius_all(radius)
	box.content_margin_left = margin.x
	box.content_margin_right = margin.x
	box.content_margin_top = margin.y
	box.content_margin_bottom = margin.y
	return box
