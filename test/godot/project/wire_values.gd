extends RefCounted
## Reads the values of test/wire (see `plainValue` there), which JSON alone would not keep.


## The value that a tagged one stands for.
static func untag(tagged: Variant) -> Variant:
	if tagged is Array:
		return tagged.map(func(item: Variant) -> Variant: return untag(item))
	if not tagged is Dictionary:
		return tagged
	var made := {}
	for key: String in tagged:
		match key:
			"$int":
				return (tagged[key] as String).to_int()
			"$uint":
				continue
			"$float":
				return _double(tagged[key])
			"$utf8":
				return _text(tagged[key])
			"$bytes":
				return Marshalls.base64_to_raw(tagged[key])
			"$map":
				for entry: Array in tagged[key]:
					made[untag(entry[0])] = untag(entry[1])
			_:
				made[key] = untag(tagged[key])
	return made


static func _double(hex: String) -> float:
	var bytes := hex.hex_decode()
	bytes.reverse()
	return bytes.decode_double(0)


## The engine's texts hold no NUL: U+FFFD stands for it.
static func _text(base64: String) -> String:
	var shown := PackedByteArray()
	for byte in Marshalls.base64_to_raw(base64):
		shown.append_array([0xef, 0xbf, 0xbd] if byte == 0 else [byte])
	return shown.get_string_from_utf8()
