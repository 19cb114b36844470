@tool
extends RefCounted
## Looks up colours, fonts and sizes of a Control of this addon in its theme: under its own type variation, then under its
## class's name (such as `SoliloquySpeechBubble`); what the theme does not say is as given here.

const COLORS := {
	"background_color": Color("f8f0dd"),
	"border_color": Color("4a3626"),
	"speech_color": Color("2a1f16"),
	"action_color": Color("7d6449"),
	"thought_background_color": Color("e6ebf3"),
	"thought_border_color": Color("7c8aa5"),
	"thought_color": Color("4d5b76"),
	"name_color": Color("9a4a1c"),
	"shadow_color": Color(0, 0, 0, 0.22),
}
const CONSTANTS := {"padding": 14, "corner_radius": 12, "border_width": 2, "tail_length": 16}

## Whose theme is asked.
var control: Control
## The class's name in themes.
var type_name: StringName
## Stand in for [constant COLORS] where the theme is silent.
var own_colors: Dictionary = {}
## How large letters are beside the theme's.
var font_scale := 1.0
## Items that are looked up in the place of others.
var stand_ins: Dictionary = {}


func _init(of: Control, theme_type: StringName) -> void:
	control = of
	type_name = theme_type


func color(wanted: StringName) -> Color:
	var item: StringName = stand_ins.get(wanted, wanted)
	for type in _types():
		if control.has_theme_color(item, type):
			return control.get_theme_color(item, type)
	return own_colors.get(String(item), COLORS.get(String(item), Color.WHITE))


func constant(item: StringName) -> int:
	for type in _types():
		if control.has_theme_constant(item, type):
			return control.get_theme_constant(item, type)
	return CONSTANTS.get(String(item), 0)


func font() -> Font:
	return _font(&"font", control.get_theme_default_font())


## Of actions and thoughts: `action_font` of the theme, or else the usual one, slanted.
func action_font() -> Font:
	var slanted := FontVariation.new()
	slanted.base_font = font()
	slanted.variation_transform = Transform2D(Vector2(1.0, 0.18), Vector2(0.0, 1.0), Vector2.ZERO)
	return _font(&"action_font", slanted)


func font_size() -> int:
	for type in _types():
		if control.get_theme_font_size(&"font_size", type) != control.get_theme_default_font_size():
			return roundi(control.get_theme_font_size(&"font_size", type) * font_scale)
	return roundi(control.get_theme_default_font_size() * font_scale)


func color_of(layer: String) -> Color:
	match layer:
		SoliloquyTurn.THOUGHT:
			return color(&"thought_color")
		SoliloquyTurn.ACTION:
			return color(&"action_color")
	return color(&"speech_color")


## Themes answer for any font with their default one, so that asking whether they have it is of no use.
func _font(item: StringName, otherwise: Font) -> Font:
	for type in _types():
		if control.get_theme_font(item, type) != control.get_theme_default_font():
			return control.get_theme_font(item, type)
	return otherwise


func _types() -> Array[StringName]:
	var types: Array[StringName] = []
	if control.theme_type_variation != &"":
		types.append(control.theme_type_variation)
	types.append(type_name)
	return types
