@tool
extends RefCounted
## What text layout must know of characters, by code point. The engine knows more where it has ICU's data, which web exports
## lack: there it neither finds the characters that a reader sees, nor where text without spaces may break.

const _JOINER := 0x200D
## Ranges of what attaches itself to the character before it: accents, vowel signs, variation selectors, skin tones, tags.
const _ATTACHED: Array[Vector2i] = [
	Vector2i(0x300, 0x36F), Vector2i(0x483, 0x489), Vector2i(0x591, 0x5BD), Vector2i(0x5BF, 0x5BF), Vector2i(0x5C1, 0x5C2),
	Vector2i(0x5C4, 0x5C5), Vector2i(0x5C7, 0x5C7), Vector2i(0x610, 0x61A), Vector2i(0x64B, 0x65F), Vector2i(0x670, 0x670),
	Vector2i(0x6D6, 0x6DC), Vector2i(0x6DF, 0x6E4), Vector2i(0x6E7, 0x6E8), Vector2i(0x6EA, 0x6ED), Vector2i(0xE31, 0xE31),
	Vector2i(0xE34, 0xE3A), Vector2i(0xE47, 0xE4E), Vector2i(0xEB1, 0xEB1), Vector2i(0xEB4, 0xEBC), Vector2i(0xEC8, 0xECE),
	Vector2i(0x1160, 0x11FF), Vector2i(0x1AB0, 0x1AFF), Vector2i(0x1DC0, 0x1DFF), Vector2i(0x200C, 0x200D),
	Vector2i(0x20D0, 0x20FF), Vector2i(0x302A, 0x302F), Vector2i(0x3099, 0x309A), Vector2i(0xFE00, 0xFE0F),
	Vector2i(0xFE20, 0xFE2F), Vector2i(0x1F3FB, 0x1F3FF), Vector2i(0xE0020, 0xE007F), Vector2i(0xE0100, 0xE01EF),
]
const _RIGHT_TO_LEFT: Array[Vector2i] = [
	Vector2i(0x590, 0x8FF), Vector2i(0x200F, 0x200F), Vector2i(0xFB1D, 0xFDFF), Vector2i(0xFE70, 0xFEFF),
	Vector2i(0x10800, 0x10FFF), Vector2i(0x1E800, 0x1EFFF),
]
## Scripts that put no spaces between words, and emoji.
const _UNSPACED: Array[Vector2i] = [
	Vector2i(0xE00, 0xEFF), Vector2i(0x1000, 0x109F), Vector2i(0x1780, 0x17FF), Vector2i(0x2E80, 0x9FFF),
	Vector2i(0xA000, 0xA4CF), Vector2i(0xAC00, 0xD7AF), Vector2i(0xF900, 0xFAFF), Vector2i(0xFE30, 0xFE4F),
	Vector2i(0xFF00, 0xFFEF), Vector2i(0x1F000, 0x1FAFF), Vector2i(0x20000, 0x3FFFF),
]
## What may not begin a line, and what may not end one.
const _CLOSING := "!%),.:;?]}»’”…‰、。〉》」』】〕〗〙〛〜・！％），．：；？］｝～ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ｡｣､･"
const _OPENING := "([{«‘“〈《「『【〔〖〘〚（［｛｢"


## Whether the character at [param index] belongs to the one before it, so that a reader sees one: an accent, one flag of
## two letters, one family of several people.
static func is_attached(text: String, index: int) -> bool:
	if index <= 0 or index >= text.length():
		return false
	var code := text.unicode_at(index)
	if code < 0x300:
		return false
	if _is_in(code, _ATTACHED) or _is_indic_sign(code) or text.unicode_at(index - 1) == _JOINER:
		return true
	if not _is_flag_letter(code):
		return false
	var letters := 0
	while index - 1 - letters >= 0 and _is_flag_letter(text.unicode_at(index - 1 - letters)):
		letters += 1
	return letters % 2 == 1


## The last place, at most [param index], at which text can be cut without cutting what a reader sees as one character.
static func whole_before(text: String, index: int) -> int:
	var at := clampi(index, 0, text.length())
	while is_attached(text, at):
		at -= 1
	return at


## Whether a line may end before the character at [param index].
static func may_break_before(text: String, index: int) -> bool:
	if index <= 0 or index >= text.length():
		return false
	var before := text.unicode_at(index - 1)
	var after := text.unicode_at(index)
	if is_space(after) or is_attached(text, index):
		return false
	if is_space(before):
		return true
	if before == 0x2D or before == 0x2013 or before == 0x2014:
		return index > 1 and not is_space(text.unicode_at(index - 2)) and not _CLOSING.contains(String.chr(after))
	if not _is_in(before, _UNSPACED) and not _is_in(after, _UNSPACED):
		return false
	return not _CLOSING.contains(String.chr(after)) and not _OPENING.contains(String.chr(before))


static func is_space(code: int) -> bool:
	return code == 0x20 or code == 0x09 or code == 0x0A or code == 0x200B or code == 0x3000 or (code >= 0x2000 and code <= 0x200A and code != 0x2007)


static func is_right_to_left(code: int) -> bool:
	return code >= 0x590 and _is_in(code, _RIGHT_TO_LEFT)


## Whether a character has a direction of its own; digits, spaces and signs take that of what is around them.
static func is_left_to_right(code: int) -> bool:
	if code < 0xC0:
		return (code >= 0x41 and code <= 0x5A) or (code >= 0x61 and code <= 0x7A)
	var is_sign := (code >= 0x2000 and code <= 0x2BFF) or (code >= 0x3000 and code <= 0x3004) or (code >= 0x3008 and code <= 0x3020)
	var is_wide_sign := (code >= 0xFF01 and code <= 0xFF20) or code >= 0x1F000 and code <= 0x1FAFF
	return not is_sign and not is_wide_sign and not is_right_to_left(code) and not _is_in(code, _ATTACHED)


static func _is_flag_letter(code: int) -> bool:
	return code >= 0x1F1E6 and code <= 0x1F1FF


## The Indic blocks have their signs in the same places.
static func _is_indic_sign(code: int) -> bool:
	if code < 0x900 or code > 0xDFF:
		return false
	var place := code % 0x80
	return place <= 0x03 or (place >= 0x3A and place <= 0x4F and place != 0x3D) or (place >= 0x51 and place <= 0x57) or place == 0x62 or place == 0x63


static func _is_in(code: int, ranges: Array[Vector2i]) -> bool:
	for range_of_codes in ranges:
		if code < range_of_codes.x:
			return false
		if code <= range_of_codes.y:
			return true
	return false
