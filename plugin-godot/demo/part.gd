extends Node2D
## A part of a picture, painted once: it moves by being turned and shifted as a node.

const Brush := preload("brush.gd")

var _brush := Brush.new()


## [param paint] draws in the coordinates of the whole picture; the part turns about [param pivot].
func _init(pivot: Vector2, paint: Callable) -> void:
	position = pivot
	_brush.origin = -pivot
	paint.call(_brush)


func _draw() -> void:
	_brush.put_on(self)
