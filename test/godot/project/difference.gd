extends RefCounted
## Says where two values differ. Numbers are compared by value (1 equals 1.0, as JSON knows only floats), text by its
## characters; all else must be of the same type.


## Empty when the two are equal, else a sentence with the place of the first difference.
static func between(actual: Variant, expected: Variant, place: String = "") -> String:
	var kind := typeof(expected)
	if _is_number(actual) and _is_number(expected):
		var is_equal: bool = actual == expected or (is_nan(actual) and is_nan(expected))
		return "" if is_equal else _sentence(actual, expected, place)
	if _is_text(actual) and _is_text(expected):
		return "" if String(actual) == String(expected) else _sentence(actual, expected, place)
	if typeof(actual) != kind:
		return _sentence(actual, expected, place)
	if kind == TYPE_DICTIONARY:
		return _between_dictionaries(actual, expected, place)
	if kind == TYPE_ARRAY or kind >= TYPE_PACKED_BYTE_ARRAY:
		return _between_arrays(actual, expected, place)
	return "" if actual == expected else _sentence(actual, expected, place)


static func _between_dictionaries(actual: Dictionary, expected: Dictionary, place: String) -> String:
	for key: Variant in expected:
		var inner := "%s[%s]" % [place, _shown(key)]
		if not actual.has(key):
			return "%s is missing; expected %s" % [inner, _shown(expected[key])]
		var found := between(actual[key], expected[key], inner)
		if not found.is_empty():
			return found
	for key: Variant in actual:
		if not expected.has(key):
			return "%s[%s] is not expected; it is %s" % [place, _shown(key), _shown(actual[key])]
	return ""


static func _between_arrays(actual: Variant, expected: Variant, place: String) -> String:
	var actual_size: int = actual.size()
	var expected_size: int = expected.size()
	for index in mini(actual_size, expected_size):
		var found := between(actual[index], expected[index], "%s[%d]" % [place, index])
		if not found.is_empty():
			return found
	if actual_size == expected_size:
		return ""
	return "%s has %d entries, expected %d: %s, expected %s" % [
		"it" if place.is_empty() else place, actual_size, expected_size, _shown(actual), _shown(expected)]


static func _sentence(actual: Variant, expected: Variant, place: String) -> String:
	return "%s is %s, expected %s" % ["it" if place.is_empty() else place, _shown(actual), _shown(expected)]


static func _shown(value: Variant) -> String:
	var text := var_to_str(value) if typeof(value) != TYPE_OBJECT else str(value)
	text = text.replace("\n", " ")
	return text if text.length() <= 300 else "%s … (%d characters)" % [text.left(300), text.length()]


static func _is_number(value: Variant) -> bool:
	return value is int or value is float


static func _is_text(value: Variant) -> bool:
	return value is String or value is StringName
