extends RefCounted
## How the demo writes over its picture: light letters with a dark outline.

const LIGHT := Color("f1e6d0")
const INK := Color("1d1310")


## [param outline]: how far it goes around the letters, in pixels.
static func dress(label: Label, font_size: int, color: Color, outline: int) -> void:
	label.add_theme_font_size_override(&"font_size", font_size)
	label.add_theme_color_override(&"font_color", color)
	label.add_theme_color_override(&"font_outline_color", INK)
	label.add_theme_constant_override(&"outline_size", outline)
