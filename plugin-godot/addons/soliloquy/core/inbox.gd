@tool
extends RefCounted
## Reads what the server sends: keeps the state, and holds what else a frame said until the next one.
##
## A frame that cannot be read, or does not fit the state, is told as [constant BROKEN], with [member problem_code] and
## [member problem]; the state is given up then, since it may be wrong.

const Frames := preload("frames.gd")
const MsgpackReader := preload("msgpack_reader.gd")
const Reflection := preload("reflection.gd")
const SchemaDecoder := preload("schema_decoder.gd")

const BROKEN := -1
## Begins what is wrong with a frame that may be right, but that this addon does not support.
const UNSUPPORTED := "unsupported: "

## The server's state; empty while there is none.
var state: Dictionary:
	get:
		return _decoder.state if _decoder != null else {}
## Of a handshake: what the seat can be taken up again with.
var reconnection_token := ""
## Of a message.
var type := ""
## Of a message, or of an answer.
var payload: Variant
## Of an answer: which request it is for, and how that ended (a constant of [code]frames.gd[/code]).
var request_id := 0
var outcome := 0
## Of an error: its number and a sentence.
var error_code: Variant
var error_message := ""
## Of a broken frame: [code]bad-frame[/code] or [code]unsupported-state[/code], and a sentence.
var problem_code := ""
var problem := ""

var _reader := MsgpackReader.new()
var _reflection: Reflection
var _decoder: SchemaDecoder


## Reads one frame. Returns its code (a constant of [code]frames.gd[/code]), or [constant BROKEN].
func take(frame: PackedByteArray) -> int:
	_reader.open(frame)
	var first := _reader.uint8()
	if first & Frames.TIMED:
		_reader.raw(8)
	if first & Frames.UNRELIABLE:
		_reader.raw(2)
	var code := first & Frames.CODE_MASK
	match code:
		Frames.ROOM_DATA:
			_read_message()
		Frames.ROOM_STATE_PATCH:
			_apply(frame)
		Frames.ROOM_STATE:
			_start_state()
			_apply(frame)
		Frames.ROOM_RESPONSE:
			_read_answer()
		Frames.JOIN_ROOM:
			_read_handshake()
		Frames.ERROR:
			error_code = _reader.number()
			error_message = _reader.string()
		Frames.ROOM_DATA_BYTES:
			_read_type()
			payload = _reader.raw(_reader.left())
	if _reader.error.is_empty():
		return code
	var is_unsupported := _reader.error.begins_with(UNSUPPORTED)
	problem_code = "unsupported-state" if is_unsupported else "bad-frame"
	problem = "The server sent what cannot be read: %s." % _reader.error.trim_prefix(UNSUPPORTED)
	return BROKEN


## How many structures of the state are kept: what tests of memory look at.
func ref_count() -> int:
	return _decoder.ref_count() if _decoder != null else 0


func _read_handshake() -> void:
	var token := _reader.utf8(_reader.uint8())
	var serializer := _reader.utf8(_reader.uint8())
	var description := _reader.raw(_reader.count())
	# Sections that say more than a client must know.
	while _reader.has_more():
		_reader.uint8()
		_reader.raw(_reader.count())
	if not _reader.error.is_empty():
		return
	if serializer != "schema":
		return _give_up(UNSUPPORTED + "its state comes as \"%s\"" % serializer)
	# A handshake that comes after a reconnection may leave the description out: it is still the same.
	if not description.is_empty():
		var reflection := Reflection.new()
		var reason := reflection.read(description)
		if not reason.is_empty():
			return _give_up(reason)
		_reflection = reflection
	elif _reflection == null:
		return _give_up("its state is not described")
	reconnection_token = token
	_decoder = null


func _start_state() -> void:
	if _reflection == null:
		return _reader.fail("a state comes before its description")
	_decoder = SchemaDecoder.new()
	_decoder.start(_reflection.root, _reflection.types)


func _apply(frame: PackedByteArray) -> void:
	if _decoder == null:
		return _reader.fail("a change comes before the state")
	if _reader.error.is_empty():
		_give_up(_decoder.apply(frame, _reader.at))
	if not _reader.error.is_empty():
		_decoder = null


func _read_type() -> void:
	var first := _reader.peek()
	var is_named := (first > 0xa0 and first < 0xc0) or (first >= 0xd9 and first <= 0xdb)
	type = _reader.string() if is_named else str(_reader.number())


func _read_message() -> void:
	_read_type()
	_read_rest()


func _read_answer() -> void:
	request_id = _reader.count()
	outcome = _reader.uint8()
	_read_rest()


func _read_rest() -> void:
	payload = _reader.value() if _reader.has_more() else null
	if _reader.has_more():
		_reader.fail("something follows the end")


## Ends the frame with what is wrong, if anything is.
func _give_up(reason: String) -> void:
	if not reason.is_empty():
		_reader.error = reason
