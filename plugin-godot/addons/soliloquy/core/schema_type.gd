extends RefCounted
## One class of the server's state, learnt at run time from the handshake: its fields, ancestors' first.

## What a field, or an entry of a collection, holds.
enum Kind { PRIMITIVE, SCHEMA, MAP, ARRAY }


class Field:
	extends RefCounted
	var name: String
	var kind: Kind
	## Of a primitive: its name in the protocol, such as `uint16`.
	var primitive: String
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


var id: int
var fields: Array[Field]


## A fresh instance: every field by its name, at its default.
func make() -> Dictionary:
	var instance := {}
	for field in fields:
		instance[field.name] = field.default_value()
	return instance
