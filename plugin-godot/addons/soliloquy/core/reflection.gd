@tool
extends RefCounted
## Learns the classes of the server's state from the handshake, so that no generated code is needed. The description is
## itself a state of a known class (@colyseus/schema 5, Reflection), and is read by the same decoder.

const SchemaDecoder := preload("schema_decoder.gd")
const SchemaType := preload("schema_type.gd")

const KINDS := {"ref": SchemaType.Kind.SCHEMA, "map": SchemaType.Kind.MAP, "array": SchemaType.Kind.ARRAY}
const ABSENT := -2
## A class has at most so many fields, its ancestors' among them (@colyseus/schema 5), and no more ancestors that tell
## something of it.
const MAX_FIELDS := 63
const MAX_CLASSES := 1024

## Classes by their id.
var types: Dictionary
## The class of the whole state.
var root: SchemaType


func _notification(what: int) -> void:
	if what == NOTIFICATION_PREDELETE:
		# Classes that hold each other would keep each other alive.
		for type: SchemaType in types.values():
			type.fields.clear()


## Reads the description in [param bytes]. Returns what was wrong with it, or an empty string.
func read(bytes: PackedByteArray) -> String:
	var decoder := SchemaDecoder.new()
	decoder.start(_description(), {})
	var error := decoder.apply(bytes, 0)
	if not error.is_empty():
		return error
	if decoder.state.types.size() > MAX_CLASSES:
		return "unsupported: it has more than %d classes" % MAX_CLASSES
	var described := {}
	for entry: Variant in decoder.state.types:
		if not entry is Dictionary:
			return "a state class is not described"
		described[entry.id] = entry
		var type := SchemaType.new()
		type.id = entry.id
		types[entry.id] = type
	for id: int in described:
		error = _fill(types[id], id, described)
		if not error.is_empty():
			return error
	root = types.get(decoder.state.rootType)
	return "" if root != null else "the state's own class is not described"


## Gives a class its fields, its ancestors' before its own: that is how the wire numbers them.
func _fill(type: SchemaType, id: int, described: Dictionary) -> String:
	while id != ABSENT:
		if type.lineage.has(id) or not described.has(id) or type.lineage.size() > MAX_FIELDS:
			return "a state class extends what is not described"
		type.lineage.push_front(id)
		id = described[id].extendsId
	for ancestor in type.lineage:
		for entry: Variant in described[ancestor].fields:
			if not entry is Dictionary:
				return "a field of the state is not described"
			var field := SchemaType.Field.new()
			field.name = entry.name
			var error := _fill_field(field, entry)
			if not error.is_empty():
				return error
			type.fields.append(field)
			if type.fields.size() > MAX_FIELDS:
				return "a state class has more than %d fields" % MAX_FIELDS
	return ""


func _fill_field(field: SchemaType.Field, entry: Dictionary) -> String:
	if entry.quantized != null:
		return "unsupported: the field %s is quantized" % field.name
	if entry.referencedType == ABSENT:
		if not SchemaType.READERS.has(entry.type):
			return "unsupported: the field %s is a %s" % [field.name, entry.type]
		field.kind = SchemaType.Kind.PRIMITIVE
		field.primitive = entry.type
		return ""
	if not KINDS.has(entry.type):
		return "unsupported: the field %s is a %s" % [field.name, entry.type]
	field.kind = KINDS[entry.type]
	if entry.referencedType == -1:
		if not SchemaType.READERS.has(entry.childPrimitive) or field.kind == SchemaType.Kind.SCHEMA:
			return "unsupported: the field %s holds a %s" % [field.name, entry.childPrimitive]
		field.primitive = entry.childPrimitive
		return ""
	if not types.has(entry.referencedType):
		return "the field %s holds a class that is not described" % field.name
	field.type = types[entry.referencedType]
	return ""


## The class that describes classes.
static func _description() -> SchemaType:
	var quantized := _type([_field("min", "float64"), _field("max", "float64"), _field("bits", "uint8"), _field("mode", "uint8")])
	var described_field := _type([
		_field("name", "string"), _field("type", "string"), _absent("referencedType"), _field("childPrimitive", "string"),
		_holding("quantized", SchemaType.Kind.SCHEMA, quantized),
	])
	var described_type := _type([
		_field("id", "number"), _absent("extendsId"), _holding("fields", SchemaType.Kind.ARRAY, described_field),
	])
	return _type([_holding("types", SchemaType.Kind.ARRAY, described_type), _field("rootType", "number")])


static func _type(fields: Array) -> SchemaType:
	var type := SchemaType.new()
	type.fields.assign(fields)
	return type


static func _field(name: String, primitive: String) -> SchemaType.Field:
	var field := SchemaType.Field.new()
	field.name = name
	field.kind = SchemaType.Kind.PRIMITIVE
	field.primitive = primitive
	return field


## A number that reads as ABSENT while it was not sent: 0 and -1 have meanings of their own.
static func _absent(name: String) -> SchemaType.Field:
	var field := AbsentField.new()
	field.name = name
	field.kind = SchemaType.Kind.PRIMITIVE
	field.primitive = "number"
	return field


static func _holding(name: String, kind: SchemaType.Kind, type: SchemaType) -> SchemaType.Field:
	var field := SchemaType.Field.new()
	field.name = name
	field.kind = kind
	field.type = type
	return field


class AbsentField:
	extends SchemaType.Field

	func default_value() -> Variant:
		return ABSENT
