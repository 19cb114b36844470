extends SoliloquyTest
## What a game may do at the moment in which its connection is lost.


func test_whoever_waits_for_an_answer_may_leave() -> void:
	var room := _joined_room()
	var told: Array[String] = []
	room.left.connect(func(_code: int) -> void: told.append("left"))
	room.dropped.connect(func(_code: int) -> void: told.append("dropped"))
	room.connection_failed.connect(func(code: String, _message: String) -> void: told.append(code))
	_request(room, room.leave)

	room._on_closed(1006)

	check_equal(told, ["left"], "what it was told")
	check_equal(room.status, SoliloquyRoom.Status.CLOSED, "the status")


func test_whoever_waits_for_an_answer_may_join_elsewhere() -> void:
	var room := _joined_room()
	var told: Array[String] = []
	room.connection_failed.connect(func(code: String, _message: String) -> void: told.append(code))
	_request(room, room.join.bind("nowhere", {}))

	room._on_closed(1006)

	await until(func() -> bool: return not told.is_empty(), "the end of joining elsewhere")
	check_equal(told, ["unreachable"], "only what became of joining elsewhere")


func _joined_room() -> SoliloquyRoom:
	var room := SoliloquyRoom.new()
	room.status = SoliloquyRoom.Status.JOINED
	return room


## As if asked of the server; calls back when it is settled.
func _request(room: SoliloquyRoom, settled: Callable) -> void:
	var answer := SoliloquyAnswer.new()
	answer.settled.connect(settled)
	room._requests.add(answer)
