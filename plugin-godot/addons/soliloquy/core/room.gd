@tool
class_name SoliloquyRoom
extends RefCounted
## A connection to one instance of a world: joins, keeps the state, carries messages, and comes back after the connection
## was lost. Needs no node; call [method poll] every frame. [SoliloquyWorld] does all of this for a scene.

## The server let us in, and the state is there.
signal joined
## A frame of the state was applied.
signal state_changed
## The server sent a message, such as `turn.delta`.
signal message_received(type: String, payload: Variant)
## The connection was lost, with a WebSocket close code; the room tries to take it up again.
signal dropped(close_code: int)
## The connection was taken up again: same session, and the state is whole.
signal rejoined
## It is over: a refused join, a seat that could not be taken up again, or a frame that made no sense.
signal connection_failed(code: String, message: String)
## We left, or the server closed the room, with a WebSocket close code.
signal left(close_code: int)

const Frames := preload("frames.gd")
const Matchmaker := preload("matchmaker.gd")
const Inbox := preload("inbox.gd")
const Requests := preload("requests.gd")

enum Status { CLOSED, JOINING, JOINED, DROPPED }

## The engine drops what does not fit, without a word: large enough for a world of hundreds of NPCs.
const INBOUND_BYTES := 4 << 20
const INBOUND_PACKETS := 8192
const OUTBOUND_BYTES := 1 << 18
## Milliseconds until a socket that does not open, or a handshake that does not come, counts as failed.
const HANDSHAKE_MS := 10_000
const ATTEMPTS := 15
## Close codes after which the seat is kept for a while (Colyseus 0.18).
const MAY_RETURN: Array[int] = [-1, 1001, 1005, 1006, 4010]
const CLOSED_BY_LEAVING := 4000
const SHUTDOWN := 4001

var status := Status.CLOSED
## The world's state: see docs/protocol.md. Replaced by a new one after a reconnection.
var state: Dictionary:
	get:
		return _inbox.state
var session_id := ""
var room_id := ""

var _address := ""
var _token := ""
var _socket: WebSocketPeer
## The socket of a seat that was given back, until the server has closed it.
var _leaving: WebSocketPeer
var _inbox := Inbox.new()
var _refusal: Array = []
var _requests := Requests.new()
var _deadline := 0
var _attempt := 0
var _next_attempt := 0
## Counts joins and leaves: what was awaited meanwhile and belongs to an earlier one is passed over.
var _epoch := 0


## Joins the server at [param address] with the options of a join; ends in [signal joined] or [signal connection_failed].
func join(address: String, options: Dictionary, token: String = "") -> void:
	_close()
	_address = address
	_token = token
	status = Status.JOINING
	var epoch := _epoch
	var seat: Matchmaker.Seat = await Matchmaker.ask(address, options, token)
	if epoch != _epoch:
		return
	if not seat.error_code.is_empty():
		return _fail(seat.error_code, seat.error_message)
	_open(seat, "")


## Leaves for good; ends in [signal left].
func leave() -> void:
	var was_open := status != Status.CLOSED
	if status == Status.JOINED and _socket != null:
		# The server closes the socket when it has read this. Closed from here, it would count as a lost connection, and
		# the seat be kept for a minute.
		_socket.send(Frames.leave())
		_socket.poll()
		_leaving = _socket
		_socket = null
	_close()
	if was_open:
		left.emit(CLOSED_BY_LEAVING)


## Sends a message. False where there is no connection, or the message is too large.
func send(type: String, payload: Variant = null) -> bool:
	return status == Status.JOINED and _send_frame(Frames.message(type, payload))


## Asks the server for something and waits for the answer, which always comes: at the latest as a refusal.
func request(type: String, payload: Variant = null) -> SoliloquyAnswer:
	var answer := SoliloquyAnswer.new()
	if status != Status.JOINED:
		answer.refuse("not-connected", "There is no connection to the server.")
		return answer
	var id := _requests.add(answer)
	var frame := Frames.request(id, type, payload)
	if frame.size() > Frames.MAX_BYTES:
		_requests.refuse(id, {"code": "payload-too-large", "message": "A message may hold %d bytes; this one has %d." % [Frames.MAX_BYTES, frame.size()]})
	elif _send_frame(frame):
		await answer.settled
	else:
		_requests.refuse(id, {"code": "connection-lost", "message": "The connection to the server is lost."})
	return answer


## Takes in what came, and keeps deadlines. To be called every frame, even while the game is paused: the server drops a
## client that does not answer its pings for some seconds.
func poll() -> void:
	var now := Time.get_ticks_msec()
	if _leaving != null:
		_leaving.poll()
		if _leaving.get_ready_state() == WebSocketPeer.STATE_CLOSED:
			_leaving = null
	if _socket != null:
		_poll_socket(now)
	elif status == Status.DROPPED and _next_attempt > 0 and now >= _next_attempt:
		_next_attempt = 0
		_return()
	# Last: the answer may have waited in the socket while the game stood still.
	_requests.expire(now)


## Takes in one frame. Public so that tests can hand in what no server would send.
func receive(frame: PackedByteArray) -> void:
	match _inbox.take(frame):
		Frames.ROOM_DATA, Frames.ROOM_DATA_BYTES:
			message_received.emit(_inbox.type, _inbox.payload)
		Frames.ROOM_STATE, Frames.ROOM_STATE_PATCH:
			_on_state()
		Frames.ROOM_RESPONSE:
			if _inbox.outcome == Frames.OK:
				_requests.accept(_inbox.request_id, _inbox.payload)
			else:
				_requests.refuse(_inbox.request_id, _inbox.payload)
		Frames.JOIN_ROOM:
			_send_frame(Frames.acknowledgement())
		Frames.ERROR:
			# The connection is closed next, unless it is only a word in passing.
			_refusal = ["server-%s" % _inbox.error_code, _inbox.error_message]
			if status == Status.JOINED:
				push_warning("Soliloquy: the server reports error %s: %s" % _refusal)
		Inbox.BROKEN:
			_fail(_inbox.problem_code, _inbox.problem)


func _on_state() -> void:
	_attempt = 0
	var before := status
	if before != Status.CLOSED:
		status = Status.JOINED
	match before:
		Status.JOINED:
			state_changed.emit()
		Status.JOINING:
			joined.emit()
		Status.DROPPED:
			rejoined.emit()


func _open(seat: Matchmaker.Seat, reconnection_token: String) -> void:
	room_id = seat.room_id
	session_id = seat.session_id
	var query := "sessionId=" + seat.session_id.uri_encode()
	if not reconnection_token.is_empty():
		query += "&reconnectionToken=%s&skipHandshake=1" % reconnection_token.uri_encode()
	if not _token.is_empty():
		query += "&_authToken=" + _token.uri_encode()
	_socket = WebSocketPeer.new()
	_socket.inbound_buffer_size = INBOUND_BYTES
	_socket.outbound_buffer_size = OUTBOUND_BYTES
	_socket.max_queued_packets = INBOUND_PACKETS
	_deadline = Time.get_ticks_msec() + HANDSHAKE_MS
	_refusal = []
	var path := "%s/%s/%s?%s" % [seat.socket_url, seat.process_id, seat.room_id, query]
	if _socket.connect_to_url(path) != OK:
		_socket = null
		_fail("unreachable", "The room's socket at %s cannot be opened." % seat.socket_url)


func _poll_socket(now: int) -> void:
	var socket := _socket
	socket.poll()
	var ready := socket.get_ready_state()
	var drained := 0
	var packets := 0
	# A listener may have left, or joined elsewhere, over a message.
	while socket == _socket and socket.get_available_packet_count() > 0:
		var frame := socket.get_packet()
		drained += frame.size()
		packets += 1
		if not socket.was_string_packet() and not frame.is_empty():
			receive(frame)
	if socket != _socket:
		return
	if ready == WebSocketPeer.STATE_CLOSED:
		_on_closed(socket.get_close_code())
	elif drained > INBOUND_BYTES / 2 or packets > INBOUND_PACKETS / 2:
		# The game stood still for so long that something may have been lost: the state is fetched whole.
		_on_closed(-1)
	elif status != Status.JOINED and now > _deadline:
		_on_closed(-1)


func _on_closed(close_code: int) -> void:
	var epoch := _epoch
	_discard_socket()
	_requests.refuse_all("connection-lost", "The connection to the server was lost before it answered.")
	if epoch != _epoch:
		# Whoever waited for an answer has left over it, or joined elsewhere.
		return
	if status == Status.JOINED and MAY_RETURN.has(close_code):
		status = Status.DROPPED
		_attempt = 0
		_plan_attempt()
		dropped.emit(close_code)
	elif status == Status.DROPPED and MAY_RETURN.has(close_code):
		_plan_attempt()
	elif status == Status.JOINED:
		_close()
		left.emit(close_code)
	else:
		var why := _refusal if not _refusal.is_empty() else ["closed-%d" % close_code, "The server closed the connection."]
		_fail(why[0], why[1])


## Waits longer each time: a tenth of a second, then twice that, up to five seconds (as Colyseus' own clients do).
func _plan_attempt() -> void:
	if _attempt >= ATTEMPTS:
		return _fail("connection-lost", "The connection to the server was lost and could not be taken up again.")
	_next_attempt = Time.get_ticks_msec() + mini(5000, 100 << _attempt)
	_attempt += 1


func _return() -> void:
	var epoch := _epoch
	var seat: Matchmaker.Seat = await Matchmaker.ask_again(_address, room_id, _inbox.reconnection_token, _token)
	if epoch != _epoch:
		return
	if seat.error_code.is_empty():
		_open(seat, _inbox.reconnection_token)
	elif seat.status == 0 or seat.status == 503:
		_plan_attempt()
	else:
		_fail("seat-lost", "The server no longer keeps this seat: %s" % seat.error_message)


func _send_frame(frame: PackedByteArray) -> bool:
	if frame.size() > Frames.MAX_BYTES:
		push_warning("Soliloquy: a message of %d bytes was not sent; the server takes %d." % [frame.size(), Frames.MAX_BYTES])
		return false
	return _socket != null and _socket.send(frame) == OK


func _fail(code: String, message: String) -> void:
	if status == Status.CLOSED:
		return
	_close()
	connection_failed.emit(code, message)


func _close() -> void:
	_epoch += 1
	status = Status.CLOSED
	_next_attempt = 0
	_discard_socket()
	_requests.refuse_all("connection-lost", "The connection to the server was closed before it answered.")


func _discard_socket() -> void:
	if _socket != null and _socket.get_ready_state() <= WebSocketPeer.STATE_OPEN:
		_socket.close()
	_socket = null
