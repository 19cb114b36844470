@tool
extends RefCounted
## Requests that wait for the server's answer. Each is settled once: by the answer, by its deadline, or by the end of the
## connection.

## Milliseconds until an answer counts as lost.
const TIMEOUT_MS := 20_000

var _waiting: Dictionary = {}
var _last_id := 0


## Notes an answer that is awaited from now on. Returns the number of its request.
func add(answer: SoliloquyAnswer) -> int:
	_last_id = (_last_id + 1) & 0x7fffffff
	answer.deadline = Time.get_ticks_msec() + TIMEOUT_MS
	_waiting[_last_id] = answer
	return _last_id


func accept(id: int, value: Variant) -> void:
	var answer := _take(id)
	if answer != null:
		answer.accept(value)


## [param reason] is what the server gave: `{ code, message }`, or a failure's `{ name, message }`.
func refuse(id: int, reason: Variant) -> void:
	var answer := _take(id)
	if answer == null:
		return
	var given: Dictionary = reason if reason is Dictionary else {}
	var code := str(given.get("code", given.get("name", "internal")))
	answer.refuse(code, str(given.get("message", "The server refused without a word.")))


func refuse_all(code: String, message: String) -> void:
	for id: int in _waiting.keys():
		_refuse(id, code, message)


func expire(now: int) -> void:
	for id: int in _waiting.keys():
		if _waiting.has(id) and now > _waiting[id].deadline:
			_refuse(id, "timeout", "The server did not answer within %d seconds." % (TIMEOUT_MS / 1000.0))


func _refuse(id: int, code: String, message: String) -> void:
	var answer := _take(id)
	if answer != null:
		answer.refuse(code, message)


func _take(id: int) -> SoliloquyAnswer:
	var answer: SoliloquyAnswer = _waiting.get(id)
	_waiting.erase(id)
	return answer
