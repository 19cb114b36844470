extends RefCounted
## How moods look: the words that Soliloquy's NPCs feel by, and those that Ravenmoor's people feel as a rule.

const QUIET := Color("b3a284")
const WARM := Color("f0b95e")
const TENDER := Color("e79a86")
const COLD := Color("8fb4d6")
const SHARP := Color("d8cf9a")
const HOT := Color("ee7a50")


## How a face shows a mood.
class Look:
	extends RefCounted
	## Brows: below 0 troubled, above 0 stern; and how far they are raised, 0 to 1.
	var tilt := 0.0
	var lift := 0.0
	## Corners of the mouth: -1 down, 1 up.
	var smile := 0.0
	var color := QUIET

	func _init(brow_tilt: float, brow_lift: float, mouth: float, hue: Color) -> void:
		tilt = brow_tilt
		lift = brow_lift
		smile = mouth
		color = hue


static var _looks: Dictionary = {
	"calm": Look.new(0.0, 0.0, 0.3, QUIET), "serene": Look.new(-0.2, 0.2, 0.5, QUIET),
	"cheerful": Look.new(-0.1, 0.6, 1.0, WARM), "merry": Look.new(-0.2, 0.7, 1.0, WARM), "amused": Look.new(0.1, 0.5, 0.8, WARM),
	"proud": Look.new(0.3, 0.5, 0.6, WARM), "grateful": Look.new(-0.5, 0.4, 0.8, TENDER), "tender": Look.new(-0.6, 0.2, 0.7, TENDER),
	"hopeful": Look.new(-0.4, 0.7, 0.6, WARM), "curious": Look.new(-0.1, 1.0, 0.2, SHARP),
	"watchful": Look.new(0.5, 0.2, -0.1, SHARP), "wary": Look.new(0.6, 0.0, -0.3, SHARP),
	"tense": Look.new(0.5, 0.1, -0.4, SHARP), "grim": Look.new(0.9, 0.0, -0.7, SHARP),
	"uneasy": Look.new(-0.6, 0.3, -0.4, COLD), "afraid": Look.new(-1.0, 1.0, -0.7, COLD), "sad": Look.new(-1.0, 0.1, -0.9, COLD),
	"hurt": Look.new(-0.9, 0.2, -0.8, COLD), "ashamed": Look.new(-0.8, 0.0, -0.6, COLD),
	"annoyed": Look.new(0.8, 0.0, -0.6, HOT), "angry": Look.new(1.3, 0.0, -1.0, HOT),
}


## Of a word that nobody thought of, a face that says nothing.
static func look_of(mood: String) -> Look:
	return _looks.get(mood, Look.new(0.0, 0.0, 0.2, QUIET))
