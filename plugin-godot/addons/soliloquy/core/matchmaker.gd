@tool
extends RefCounted
## Asks the server for a seat: the HTTP half of joining (Colyseus 0.18 match-making). Makes its own HTTPRequest; nothing
## has to be placed in a scene.

const Settings := preload("settings.gd")

## Seconds until a server that does not answer counts as out of reach.
const TIMEOUT := 10.0
const MAX_ANSWER_BYTES := 1 << 20


## What came of asking: a seat, or why there is none.
class Seat:
	extends RefCounted
	var room_id: String
	var session_id: String
	var process_id: String
	## Where the room's socket is: `ws://…`, with path prefix.
	var socket_url: String
	## Set when there is no seat: the server's own code, `unreachable` or `bad-answer`.
	var error_code: String
	var error_message: String
	## The HTTP status; 0 where nobody answered.
	var status: int


## The address as it is used: with `http://` in front where no scheme was given, and no slash behind.
static func http_url(address: String) -> String:
	var url := address.strip_edges()
	while url.ends_with("/"):
		url = url.left(-1)
	if url.begins_with("ws://") or url.begins_with("wss://"):
		return "http" + url.substr(2)
	return url if url.is_empty() or url.contains("://") else "http://" + url


## Joins or opens a room of the type `world`.
static func ask(address: String, options: Dictionary, token: String) -> Seat:
	return await _post(http_url(address), "joinOrCreate/world", options, token)


## Asks for the seat one had, within the time the server keeps it.
static func ask_again(address: String, room_id: String, reconnection_token: String, token: String) -> Seat:
	var body := {"reconnectionToken": reconnection_token}
	return await _post(http_url(address), "reconnect/" + room_id.uri_encode(), body, token)


static func _post(base: String, path: String, body: Dictionary, token: String) -> Seat:
	var seat := Seat.new()
	var problem := Settings.problem_with_address(base)
	if not problem.is_empty():
		# Never at once: whoever asks may not listen yet.
		await (Engine.get_main_loop() as SceneTree).process_frame
		_refuse(seat, "bad-address", problem)
		return seat
	var http := HTTPRequest.new()
	http.timeout = TIMEOUT
	http.body_size_limit = MAX_ANSWER_BYTES
	# A browser sets this header itself, and warns about everybody else who does.
	http.accept_gzip = not OS.has_feature("web")
	http.process_mode = Node.PROCESS_MODE_ALWAYS
	# Deferred: the tree may be busy with the scene that this is called from.
	(Engine.get_main_loop() as SceneTree).root.add_child.call_deferred(http)
	await http.ready
	var headers := PackedStringArray(["Content-Type: application/json", "Accept: application/json"])
	if not token.is_empty():
		headers.append("Authorization: Bearer " + token)
	var url := "%s/matchmake/%s" % [base, path]
	var error := http.request(url, headers, HTTPClient.METHOD_POST, JSON.stringify(body))
	if error == OK:
		var answer: Array = await http.request_completed
		_read_answer(seat, base, answer[0], answer[1], answer[3])
	else:
		_refuse(seat, "bad-address", "%s cannot be asked: %s." % [base, error_string(error)])
	http.queue_free()
	return seat


static func _read_answer(seat: Seat, base: String, result: int, status: int, body: PackedByteArray) -> void:
	if result != HTTPRequest.RESULT_SUCCESS or status == 0:
		return _refuse(seat, "unreachable", "No Soliloquy server answers at %s. Is it running (npm start), and is the address right?" % base)
	seat.status = status
	var parser := JSON.new()
	var is_json := parser.parse(body.get_string_from_utf8()) == OK
	var answer: Dictionary = parser.data if is_json and parser.data is Dictionary else {}
	if status < 200 or status > 299:
		return _read_refusal(seat, status, answer)
	if not (answer.get("roomId") is String and answer.get("sessionId") is String and answer.get("processId") is String):
		return _refuse(seat, "bad-answer", "What answers at %s is no Soliloquy server." % base)
	seat.room_id = answer.roomId
	seat.session_id = answer.sessionId
	seat.process_id = answer.processId
	var public_address: Variant = answer.get("publicAddress")
	var scheme := "wss://" if base.begins_with("https://") else "ws://"
	if public_address is String and not public_address.is_empty():
		seat.socket_url = scheme + public_address
	else:
		seat.socket_url = scheme + base.substr(base.find("://") + 3)


## A refusal reads `code: sentence`; Colyseus' own, and a proxy's, do not.
static func _read_refusal(seat: Seat, status: int, answer: Dictionary) -> void:
	var text := str(answer.get("error", ""))
	var colon := text.find(": ")
	if colon > 0 and not text.left(colon).contains(" "):
		return _refuse(seat, text.left(colon), text.substr(colon + 2))
	if status == 503:
		return _refuse(seat, "shutting-down", "The server is shutting down; try again in a moment.")
	_refuse(seat, "http-%d" % status, text if not text.is_empty() else "The server refused with HTTP status %d." % status)


static func _refuse(seat: Seat, code: String, message: String) -> void:
	seat.error_code = code
	seat.error_message = message
