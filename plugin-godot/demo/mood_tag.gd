extends "tag.gd"
## An NPC's name at its feet, and below it how it feels: the stronger, the more colour the word has, and the longer the stroke under it.
## A new mood lights up, and grows quiet.

const Figure := preload("figures/figure.gd")
const Feelings := preload("feelings.gd")
## The stroke under the word: its height, and its distance from the letters.
const STROKE := 2.0
const GAP := 1.0
## How long a new mood stands out, in seconds.
const NEWS_SECONDS := 3.0

var npc: SoliloquyNpc

var _mood := Label.new()
var _color := Feelings.QUIET
## 0 to 1.
var _strength := 0.0
var _tween: Tween


func _init(of: SoliloquyNpc) -> void:
	super()
	npc = of
	anchor = npc.get_parent()
	# Its colour is that of the mood.
	_write(_mood, 13, Color.WHITE)
	_mood.add_theme_font_override(&"font", _slanted())
	_mood.draw.connect(_draw_stroke)


func _ready() -> void:
	npc.appeared.connect(_show_at_once)
	npc.mood_changed.connect(_on_mood_changed)
	npc.mood_intensity_changed.connect(_on_intensity_changed)
	_show_at_once()


func _process(delta: float) -> void:
	visible = anchor.is_visible_in_tree() and npc.is_present
	super(delta)


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
	text = npc.display_name
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
	_mood.draw_rect(stroke.grow(1.5), Color(Letters.INK, 0.9))
	_mood.draw_rect(stroke, Color.WHITE)


func _slanted() -> Font:
	var font := FontVariation.new()
	font.variation_transform = Transform2D(Vector2(1.0, 0.18), Vector2(0.0, 1.0), Vector2.ZERO)
	return font
