extends VBoxContainer
## An NPC's name at its feet, and below it how it feels: the stronger, the more colour the word has, and the longer the stroke under it.
## A new mood lights up, and grows quiet.

const Figure := preload("figures/figure.gd")
const Feelings := preload("feelings.gd")
const INK := Color("1d1310")
## The stroke under the word: its height, and its distance from the letters.
const STROKE := 2.0
const GAP := 1.0
## How long a new mood stands out, in seconds.
const NEWS_SECONDS := 3.0

var npc: SoliloquyNpc

var _name := Label.new()
var _mood := Label.new()
var _color := Feelings.QUIET
## 0 to 1.
var _strength := 0.0
var _tween: Tween


func _init(of: SoliloquyNpc) -> void:
	npc = of
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	add_theme_constant_override(&"separation", -4)
	_write(_name, 15, Color("f1e6d0"))
	# Its colour is that of the mood.
	_write(_mood, 13, Color.WHITE)
	_mood.add_theme_font_override(&"font", _slanted())
	_mood.draw.connect(_draw_stroke)


func _ready() -> void:
	npc.appeared.connect(_show_at_once)
	npc.mood_changed.connect(_on_mood_changed)
	npc.mood_intensity_changed.connect(_on_intensity_changed)
	_show_at_once()


func _process(_delta: float) -> void:
	var figure: Figure = npc.get_parent()
	visible = figure.is_visible_in_tree() and npc.is_present
	reset_size()
	var feet := figure.get_global_transform_with_canvas().origin
	position = (feet + Vector2(-size.x / 2.0, 5.0)).round()


func _show_at_once() -> void:
	_take_mood()
	_mood.modulate = _settled()


func _on_mood_changed(_word: String) -> void:
	_take_mood()
	if _tween != null:
		_tween.kill()
	_tween = create_tween()
	_tween.tween_property(_mood, ^"modulate", _color.lightened(0.25), 0.35)
	_tween.tween_interval(NEWS_SECONDS)
	_tween.tween_property(_mood, ^"modulate", _settled(), 1.5)


func _on_intensity_changed(_intensity: float) -> void:
	_take_mood()
	if _tween == null or not _tween.is_running():
		_mood.modulate = _settled()


func _take_mood() -> void:
	var figure: Figure = npc.get_parent()
	_name.text = npc.display_name
	_mood.text = npc.mood
	_strength = npc.mood_intensity
	_color = Feelings.look_of(npc.mood).color
	figure.feel(Feelings.look_of(npc.mood), _strength)
	_mood.queue_redraw()


func _settled() -> Color:
	return Feelings.QUIET.lerp(_color, 0.2 + 0.8 * _strength)


## A stroke under the word, as wide as the mood is strong; none in the usual mood.
func _draw_stroke() -> void:
	var width := _mood.size.x * _strength
	if width <= 0.0:
		return
	var stroke := Rect2((_mood.size.x - width) / 2.0, _mood.size.y + GAP, width, STROKE)
	_mood.draw_rect(stroke.grow(1.5), Color(INK, 0.9))
	_mood.draw_rect(stroke, Color.WHITE)


func _slanted() -> Font:
	var font := FontVariation.new()
	font.variation_transform = Transform2D(Vector2(1.0, 0.18), Vector2(0.0, 1.0), Vector2.ZERO)
	return font


func _write(label: Label, font_size: int, color: Color) -> void:
	label.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	label.size_flags_horizontal = Control.SIZE_SHRINK_CENTER
	label.add_theme_font_size_override(&"font_size", font_size)
	label.add_theme_color_override(&"font_color", color)
	label.add_theme_color_override(&"font_outline_color", INK)
	label.add_theme_constant_override(&"outline_size", 6)
	add_child(label)
