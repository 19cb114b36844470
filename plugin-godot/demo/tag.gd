extends VBoxContainer
## A name at somebody's feet, in letters of the same size however far the camera is.

const Letters := preload("letters.gd")

var anchor: Node2D
## The name.
var text := "":
	set(value):
		text = value
		_name.text = value

var _name := Label.new()


func _init() -> void:
	mouse_filter = Control.MOUSE_FILTER_IGNORE
	add_theme_constant_override(&"separation", -4)
	_write(_name, 15, Letters.LIGHT)


func _process(_delta: float) -> void:
	if is_instance_valid(anchor) and anchor.is_inside_tree():
		reset_size()
		var feet := anchor.get_global_transform_with_canvas().origin
		position = (feet + Vector2(-size.x / 2.0, 5.0)).round()


func _write(label: Label, font_size: int, color: Color) -> void:
	label.horizontal_alignment = HORIZONTAL_ALIGNMENT_CENTER
	label.size_flags_horizontal = Control.SIZE_SHRINK_CENTER
	Letters.dress(label, font_size, color, 6)
	add_child(label)
