extends Node2D
## The fire: logs, flames, sparks and the light that all of it throws. Its place is the middle of the hearth's floor.

const Brush := preload("brush.gd")
const Part := preload("part.gd")
## The flames are drawn anew so many times a second.
const PICTURES := 14.0

const COLORS: Array[Color] = [Color("8f2208a0"), Color("d8480fe0"), Color("fb8420f0"), Color("ffbe55")]

var _light := Sprite2D.new()
var _near := Sprite2D.new()
var _flames := Node2D.new()
var _time := 0.0
var _next := 0.0


func _ready() -> void:
	var adding := CanvasItemMaterial.new()
	adding.blend_mode = CanvasItemMaterial.BLEND_MODE_ADD
	add_child(Part.new(Vector2.ZERO, _draw_logs))
	_near.texture = Brush.glow(Color(1.0, 0.34, 0.06, 0.45))
	_near.scale = Vector2(2.4, 2.0)
	_near.position = Vector2(0, -50)
	_light.texture = Brush.glow(Color(1.0, 0.42, 0.12, 0.3))
	_light.scale = Vector2(9.0, 6.4)
	_light.position = Vector2(30, -10)
	_light.z_index = 40
	for sprite: Sprite2D in [_near, _light]:
		sprite.material = adding
		add_child(sprite)
	_flames.draw.connect(_draw_flames)
	add_child(_flames)
	add_child(_sparks(adding))


func _process(delta: float) -> void:
	_time += delta
	var glow := 1.0 + 0.07 * sin(_time * 7.3) + 0.05 * sin(_time * 12.1 + 1.0) + 0.04 * sin(_time * 3.1)
	_light.modulate.a = glow * 0.85
	_near.modulate.a = glow * 0.9
	if _time >= _next:
		_next = _time + 1.0 / PICTURES
		_flames.queue_redraw()


func _draw_logs(brush: Brush) -> void:
	brush.shape(PackedVector2Array([Vector2(-62, 2), Vector2(62, 2), Vector2(44, -14), Vector2(-44, -14)]), Color("7a2a0c"), Color("e0601c"), 2.0)
	for wood: Array in [[Vector2(-50, -8), Vector2(34, -20)], [Vector2(50, -8), Vector2(-34, -22)], [Vector2(-30, -6), Vector2(30, -7)]]:
		brush.line(wood[0], wood[1], Brush.INK, 20.0)
		brush.line(wood[0], wood[1], Color("4a2818"), 16.0)
		brush.line((wood[0] as Vector2) + Vector2(0, -5), (wood[1] as Vector2) + Vector2(0, -5), Color("d0581c"), 3.0)


func _draw_flames() -> void:
	var brush := Brush.new()
	for layer in COLORS.size():
		var size := 1.0 - layer * 0.23
		for tongue in 5:
			var x := (tongue - 2) * 20.0 * size
			var sway := sin(_time * (5.0 + tongue) + tongue * 1.7 + layer) * 6.0
			var height := (88.0 - absf(tongue - 2.0) * 18.0) * size * (0.85 + 0.18 * sin(_time * (7.0 + tongue * 1.3) + tongue * 2.0))
			brush.blob(PackedVector2Array([Vector2(x - 13.0 * size, -12), Vector2(x - 10.0 * size + sway * 0.3, -12 - height * 0.45),
				Vector2(x + sway, -12 - height), Vector2(x + 11.0 * size + sway * 0.3, -12 - height * 0.42), Vector2(x + 13.0 * size, -12)]), COLORS[layer], Color.BLACK, 0.0)
	brush.put_on(_flames)


func _sparks(adding: CanvasItemMaterial) -> CPUParticles2D:
	var sparks := CPUParticles2D.new()
	sparks.material = adding
	sparks.amount = 14
	sparks.lifetime = 2.2
	sparks.preprocess = 2.0
	sparks.position = Vector2(0, -40)
	sparks.emission_shape = CPUParticles2D.EMISSION_SHAPE_RECTANGLE
	sparks.emission_rect_extents = Vector2(40, 8)
	sparks.direction = Vector2(0, -1)
	sparks.spread = 18.0
	sparks.gravity = Vector2(0, -22)
	sparks.initial_velocity_min = 20.0
	sparks.initial_velocity_max = 52.0
	sparks.scale_amount_min = 1.5
	sparks.scale_amount_max = 3.0
	sparks.color_ramp = Gradient.new()
	sparks.color_ramp.offsets = PackedFloat32Array([0.0, 0.6, 1.0])
	sparks.color_ramp.colors = PackedColorArray([Color("ffd27a"), Color("ff7a1fb0"), Color("ff3a0000")])
	return sparks
