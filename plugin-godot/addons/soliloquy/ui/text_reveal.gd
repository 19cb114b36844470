@tool
extends RefCounted
## How far a reply has been revealed: what a speech bubble and a dialogue panel have in common, without any drawing.
##
## A reply is cut into sections, each either thought or what can be heard and seen; a section's text is that of its spans,
## with one space between neighbours. Counts are Unicode characters.

const Characters := preload("characters.gd")

## Beyond so many characters that wait, they come faster, up to [constant MOST_HASTE] times.
const FAR_BEHIND := 240.0
const MOST_HASTE := 4.0


## One span within a section.
class Piece:
	extends RefCounted
	var span := 0
	var layer := ""
	var text := ""
	## Where it begins in the section's text.
	var start := 0


class Section:
	extends RefCounted
	var is_thought := false
	var pieces: Array[Piece] = []
	var text := ""
	## Nothing more will come to it.
	var is_whole := false


## Whether thoughts are shown where the server sends them.
var shows_thoughts := true
var sections: Array[Section] = []
## The section that is being revealed.
var index := 0
## How much of it has been; the fraction is of the character that is fading in.
var count := 0.0
## The server has said how the reply ended: [member sections] are all there is.
var is_over := false


func reset() -> void:
	sections = []
	index = 0
	count = 0.0
	is_over = false


## Takes in a reply as far as it is known. What had been shown stays shown, also where text before it was missed.
func update(spans: Array[Dictionary], now_over: bool) -> void:
	var known := _sections_of(spans, now_over)
	# Told anew after a reconnection, from its beginning: what is here already is more.
	if not now_over and _length_of(known) < _length_of(sections):
		return
	var before := shown()
	var was_at := Vector2(index, count)
	sections = known
	is_over = now_over
	index = int(was_at.x)
	count = was_at.y
	if index >= sections.size() or count > current().text.length() or shown() != before:
		_go_to(before)


## The section that is being revealed; null before any text is known.
func current() -> Section:
	return sections[index] if index < sections.size() else null


## Reveals more of the current section, at most up to [param limit]. Zero characters a second: all of it.
func advance(seconds: float, characters_per_second: float, limit: int) -> void:
	if count >= limit:
		return
	var haste := clampf(_waiting() / FAR_BEHIND, 1.0, MOST_HASTE)
	var pace := characters_per_second * haste * seconds if characters_per_second > 0.0 else INF
	count = minf(count + pace, limit)


## Goes on to the next section.
func go_on() -> void:
	index += 1
	count = 0.0


## Reveals all that is known.
func reveal_all() -> void:
	if sections.is_empty():
		return
	index = sections.size() - 1
	count = current().text.length()


func is_section_revealed() -> bool:
	var section := current()
	return section != null and section.is_whole and count >= section.text.length()


func is_all_revealed() -> bool:
	return is_over and (sections.is_empty() or (index == sections.size() - 1 and is_section_revealed()))


## Whether enough of the current section is known to show it in a box of the right size.
func has_sentence() -> bool:
	var section := current()
	return section.is_whole or section.text.length() > 60 or section.text.rstrip("\"'”’)").right(1) in [".", "!", "?", "…", "。", "！", "？"]


## How many characters can be seen: never part of what a reader takes for one character.
func visible_count() -> int:
	var section := current()
	return Characters.whole_before(section.text, int(count)) if section != null else 0


## How far it has been shown, as the protocol's `interrupt` takes it: `chars` characters of span `span`.
func shown() -> Dictionary:
	var found := {"span": 0, "chars": 0}
	for at in mini(index + 1, sections.size()):
		for piece in sections[at].pieces:
			var length := piece.text.length()
			var chars := length if at < index else clampi(visible_count() - piece.start, 0, length)
			if chars > 0:
				found = {"span": piece.span, "chars": chars}
	return found


func _go_to(mark: Dictionary) -> void:
	index = 0
	count = 0.0
	var mark_span: int = mark.span
	var mark_chars: int = mark.chars
	if mark_chars == 0:
		return
	for at in sections.size():
		for piece in sections[at].pieces:
			if piece.span > mark_span:
				return
			index = at
			count = piece.start + (mini(mark_chars, piece.text.length()) if piece.span == mark_span else piece.text.length())


func _waiting() -> float:
	var waiting := -count
	for at in range(index, sections.size()):
		waiting += sections[at].text.length()
	return waiting


func _sections_of(spans: Array[Dictionary], now_over: bool) -> Array[Section]:
	var made: Array[Section] = []
	for span in spans:
		var layer := str(span.get("layer", ""))
		var text := str(span.get("text", ""))
		var is_thought := layer == SoliloquyTurn.THOUGHT
		if text.is_empty() or not (layer in [SoliloquyTurn.SPEECH, SoliloquyTurn.ACTION] or (is_thought and shows_thoughts)):
			continue
		if made.is_empty() or made[-1].is_thought != is_thought:
			if not made.is_empty():
				made[-1].is_whole = true
			made.append(Section.new())
			made[-1].is_thought = is_thought
		var section := made[-1]
		var piece := Piece.new()
		piece.span = int(span.get("span", 0))
		piece.layer = layer
		piece.text = text
		if not section.text.is_empty():
			section.text += " "
		piece.start = section.text.length()
		section.text += text
		section.pieces.append(piece)
	if not made.is_empty() and now_over:
		made[-1].is_whole = true
	return made


static func _length_of(some: Array[Section]) -> int:
	var length := 0
	for section in some:
		length += section.text.length()
	return length
