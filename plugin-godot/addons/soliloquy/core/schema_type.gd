@tool
extends RefCounted
## One class of the server's state, learnt at run time from the handshake: its fields, ancestors' first.

## What a field, or an entry of a collection, holds.
enum Kind { PRIMITIVE, SCHEMA, MAP, ARRAY }

## The protocol's primitives, and the functions of a reader that read them.
const READERS := {
	"string": &"string",
	"number": &"number",
	"boolean": &"boolean",
	"int8": &"int8",
	"uint8": &"uint8",
	"int16": &"int16",
	"uint16": &"uint16",
	"int32": &"int32",
	"uint32": &"uint32",
	"int64": &"int64",
	"uint64": &"uint64",
	"bigint64": &"int64",
	"biguint64": &"uint64",
	"float32": &"float32",
	"float64": &"float64",
}


class Field:
	extends RefCounted
	var name: String
	var kind: Kind
	## Of a primitive, or of a collection of them: its name in the protocol, such as `uint16`.
	var primitive: String:
		set(value):
			primitive = value
			reader = READERS[value]
	## The function of a reader that reads the primitive.
	var reader: StringName
	## What a schema field, or a collection of schemas, holds; null where that is primitive.
	var type: RefCounted

	## What an unset field reads as: the server does not send fields that were never set.
	func default_value() -> Variant:
		match kind:
			Kind.MAP:
				return {}
			Kind.ARRAY:
				return []
			Kind.SCHEMA:
				return null
		match primitive:
			"string":
				return ""
			"boolean":
				return false
			"float32", "float64":
				return 0.0
		return 0

	## Whether what was made for another field may stand in this one.
	func holds_what(other: Field) -> bool:
		return kind == other.kind and type == other.type and primitive == other.primitive


var id: int
## Its own id and those of its ancestors.
var lineage: Array[int]
var fields: Array[Field]
var _unset: Dictionary


## A fresh instance: every field by its name, at its default. The fields are complete by then.
func make() -> Dictionary:
	if _unset.is_empty():
		for field in fields:
			_unset[field.name] = field.default_value()
	return _unset.duplicate(true)


## Whether it is that class, or extends it.
func is_a(other: RefCounted) -> bool:
	return self == other or lineage.has(other.id)
