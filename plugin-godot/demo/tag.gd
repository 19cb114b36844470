extends Label
## A name at somebody's feet, in letters of the same size however far the camera is.

var anchor: Node2D


func _ready() -> void:
	add_theme_font_size_override(&"font_size", 15)
	add_theme_color_override(&"font_color", Color("f1e6d0"))
	add_theme_color_override(&"font_outline_color", Color("1d1310"))
	add_theme_constant_override(&"outline_size", 6)


func _process(_delta: float) -> void:
	if is_instance_valid(anchor) and anchor.is_inside_tree():
		var feet := anchor.get_global_transform_with_canvas().origin
		position = (feet + Vector2(-size.x / 2.0, 6.0)).round()
