extends CanvasLayer
## What is written over the picture: where one is, what one can do, what has changed, and what is wrong.

const HEADING := Color("f3d9a6")
const QUIET := Color("cbb794")

var _place := Label.new()
var _time := Label.new()
var _prompt := PanelContainer.new()
var _prompt_text := Label.new()
var _hint := Label.new()
var _news := Label.new()
var _veil := ColorRect.new()
var _card_title := Label.new()
var _card_text := Label.new()
var _news_tween: Tween


func _ready() -> void:
	var heading := VBoxContainer.new()
	heading.position = Vector2(24, 18)
	heading.add_theme_constant_override(&"separation", -2)
	_write(_place, 26, HEADING)
	_write(_time, 15, QUIET)
	heading.add_child(_place)
	heading.add_child(_time)
	add_child(heading)
	_add_prompt()
	_write(_hint, 15, QUIET)
	_hint.text = "Arrow keys or WASD to walk"
	_pin(_hint, Control.PRESET_BOTTOM_LEFT, Vector2(24, -40))
	_write(_news, 19, HEADING)
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
	_time.text = " · ".join(PackedStringArray([time, weather]).duplicate()).trim_suffix(" · ")


## What a key would do here; empty: nothing.
func show_prompt(what: String) -> void:
	_prompt.visible = not what.is_empty()
	_prompt_text.text = what


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
func show_card(title: String, text: String = "") -> void:
	_veil.visible = not title.is_empty()
	_card_title.text = title
	_card_text.text = text


func card() -> String:
	return "%s\n%s" % [_card_title.text, _card_text.text] if _veil.visible else ""


func _add_prompt() -> void:
	var row := HBoxContainer.new()
	row.add_theme_constant_override(&"separation", 10)
	var key := Label.new()
	_write(key, 15, Color("1d1310"), 0)
	key.text = " E "
	key.add_theme_stylebox_override(&"normal", _box(HEADING, Color("8a6238"), 5, Vector2(4, 0)))
	_write(_prompt_text, 17, Color("f4eadb"), 0)
	row.add_child(key)
	row.add_child(_prompt_text)
	_prompt.add_child(row)
	_prompt.add_theme_stylebox_override(&"panel", _box(Color("1a1310e6"), Color("8a6238"), 18, Vector2(16, 7)))
	_prompt.hide()
	_pin(_prompt, Control.PRESET_CENTER_BOTTOM, Vector2(0, -58))


func _add_card() -> void:
	_veil.color = Color(0.03, 0.02, 0.03, 0.72)
	_veil.set_anchors_preset(Control.PRESET_FULL_RECT)
	var center := CenterContainer.new()
	center.set_anchors_preset(Control.PRESET_FULL_RECT)
	var panel := PanelContainer.new()
	panel.add_theme_stylebox_override(&"panel", _box(Color("1a1310fa"), Color("8a6238"), 12, Vector2(34, 26)))
	var column := VBoxContainer.new()
	column.add_theme_constant_override(&"separation", 12)
	_write(_card_title, 25, HEADING, 0)
	_write(_card_text, 17, Color("e6d9c2"), 0)
	_card_text.custom_minimum_size.x = 520
	_card_text.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	column.add_child(_card_title)
	column.add_child(_card_text)
	panel.add_child(column)
	center.add_child(panel)
	_veil.add_child(center)
	add_child(_veil)
	_veil.hide()


func _write(label: Label, font_size: int, color: Color, outline: int = 5) -> void:
	label.add_theme_font_size_override(&"font_size", font_size)
	label.add_theme_color_override(&"font_color", color)
	label.add_theme_color_override(&"font_outline_color", Color("140c09"))
	label.add_theme_constant_override(&"outline_size", outline)


func _pin(control: Control, corner: Control.LayoutPreset, offset: Vector2) -> void:
	add_child(control)
	control.set_anchors_preset(corner)
	control.grow_horizontal = Control.GROW_DIRECTION_BOTH if corner == Control.PRESET_CENTER_BOTTOM else Control.GROW_DIRECTION_END
	control.grow_vertical = Control.GROW_DIRECTION_BEGIN
	control.offset_left = offset.x
	control.offset_right = offset.x
	control.offset_top = offset.y
	control.offset_bottom = offset.y + 30.0


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
