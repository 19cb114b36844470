@tool
extends RefCounted
## Keeps a game connected: a [SoliloquyRoom], joined anew where its seat is gone (the server was restarted, say), with
## longer and longer waits. What no further attempt can mend (a wrong token, an unknown world) ends it.

## In the world, with its state. [param is_again]: it had been before.
signal connected(is_again: bool)
## No longer in the world; it is being taken up again.
signal lost
## It cannot connect. [param will_retry]: it goes on trying, and [signal connected] may yet come.
signal failed(code: String, message: String, will_retry: bool)

const SHUTDOWN := 4001
## Refusals of a join that stay what they are however often one asks (docs/protocol.md).
const FINAL: Array[String] = [
	"bad-address", "bad-answer", "bad-token", "bad-join", "unknown-world", "unknown-location", "wrong-protocol",
	"payload-too-large", "not-allowed", "unsupported-state",
]

var room := SoliloquyRoom.new()
## Whether it joins anew by itself.
var keeps_trying := true
var _address := ""
var _options: Dictionary = {}
var _token := ""
var _failures := 0
var _next_attempt := 0
var _was_connected := false
var _is_lost := false


func _init() -> void:
	room.joined.connect(_on_joined)
	room.rejoined.connect(_on_joined)
	room.dropped.connect(_on_dropped)
	room.left.connect(_on_left)
	room.connection_failed.connect(_on_failed)


## Joins. Ends in [signal connected] or [signal failed].
func open(address: String, options: Dictionary, token: String) -> void:
	_address = address
	_options = options
	_token = token
	_failures = 0
	_next_attempt = 0
	_was_connected = false
	_is_lost = false
	room.join(address, options, token)


func close() -> void:
	_next_attempt = 0
	_was_connected = false
	room.leave()


func is_open() -> bool:
	return room.status == SoliloquyRoom.Status.JOINED


## Whether it is in a room, or on its way into one.
func is_wanted() -> bool:
	return room.status != SoliloquyRoom.Status.CLOSED or _next_attempt > 0


func poll() -> void:
	if _next_attempt > 0 and Time.get_ticks_msec() >= _next_attempt:
		_next_attempt = 0
		room.join(_address, _options, _token)
	room.poll()


func _on_joined() -> void:
	var is_again := _was_connected
	_was_connected = true
	_is_lost = false
	_failures = 0
	connected.emit(is_again)


func _on_left(close_code: int) -> void:
	if close_code == SoliloquyRoom.CLOSED_BY_LEAVING:
		return
	if close_code == SHUTDOWN:
		_on_failed("shutting-down", "The server was stopped.")
	else:
		_on_failed("closed-%d" % close_code, "The server closed the connection (%d)." % close_code)


func _on_failed(code: String, message: String) -> void:
	var is_final := FINAL.has(code) or code.begins_with("http-4") or code == "closed-4002" or code == "closed-1000"
	if is_final or not keeps_trying:
		_was_connected = false
		return failed.emit(code, message, false)
	if _was_connected:
		_lose()
	_next_attempt = Time.get_ticks_msec() + mini(5000, 250 << mini(_failures, 5))
	_failures += 1
	# Once while it is away: not for every attempt.
	if _failures == 1 or code == "bad-frame":
		failed.emit(code, message, true)


func _on_dropped(_close_code: int) -> void:
	_lose()


func _lose() -> void:
	if _is_lost:
		return
	_is_lost = true
	lost.emit()
