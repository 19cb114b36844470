class_name SoliloquyTest
extends Node
## A file of tests: each function `test_…` is one, run on an instance of its own that is in the tree. It may `await`.
##
## Checks do not end the test. The engine is a release build: it prints no runtime script error and drops `assert`, and goes
## on with `null`. What it does print (parse errors, `push_error`) fails the test, unless `expect_error` foresaw it.

const Difference := preload("res://difference.gd")

## How long one test may take, with its `before_each` and `after_each`.
var seconds_allowed: float = 15.0
## What failed so far.
var failures: Array[String] = []
## Parts of the errors that this test means to cause.
var expected_errors: Array[String] = []
## Set by the line that the pack adds at the end of each test.
var has_ended: bool = false

var _log: RefCounted


## Runs before each test; may `await`.
func before_each() -> void:
	pass


## Runs after each test; may `await`.
func after_each() -> void:
	pass


func check(condition: bool, what: String) -> void:
	if not condition:
		fail(what)


## Compares deeply; numbers by value, so that what came as JSON equals integers.
func check_equal(actual: Variant, expected: Variant, what: String) -> void:
	var difference := Difference.between(actual, expected)
	if not difference.is_empty():
		fail("%s: %s" % [what, difference])


func fail(what: String) -> void:
	_fail_at(_caller(), what)


## The test must cause an error whose text holds `part`; it does not fail for it.
func expect_error(part: String) -> void:
	expected_errors.append(part)


## Warnings pushed since this test began, each with its place.
func warnings() -> Array[String]:
	var seen: Array[String] = _log.warnings
	return seen


## Waits, frame by frame, until `holds` returns true. False when that took too long: then the test has failed, naming `what`.
func until(holds: Callable, what: String, seconds: float = 10.0) -> bool:
	# After the first wait the engine no longer knows who called.
	var caller := _caller()
	var deadline := Time.get_ticks_msec() + int(seconds * 1000.0)
	while not holds.call():
		if Time.get_ticks_msec() >= deadline:
			_fail_at(caller, "waited %s s for this: %s" % [seconds, what])
			return false
		await get_tree().process_frame
	return true


## Waits for the next emission of a signal and returns its arguments; fails, with none, when that takes too long.
func until_emitted(emitter: Signal, seconds: float = 10.0) -> Array:
	var emissions: Array[Array] = []
	var keep := func(...arguments: Array) -> void: emissions.append(arguments)
	emitter.connect(keep)
	await until(func() -> bool: return not emissions.is_empty(), "signal %s" % emitter.get_name(), seconds)
	emitter.disconnect(keep)
	return [] if emissions.is_empty() else emissions[0]


## Calls a function of the test's Node side, as given in its `control`, and returns what it returned.
func ask(control_name: String, body: Variant = null) -> Variant:
	var caller := _caller()
	var answers: Array[Array] = []
	var answered := JavaScriptBridge.create_callback(func(arguments: Array) -> void: answers.append(arguments))
	JavaScriptBridge.get_interface("window").ask(control_name, JSON.stringify(body, "", false, true), answered)
	if not await until(func() -> bool: return not answers.is_empty(), "the answer to %s" % control_name, seconds_allowed):
		return null
	var is_fine: bool = answers[0][0]
	var text: String = answers[0][1]
	if not is_fine:
		_fail_at(caller, "%s failed: %s" % [control_name, text])
		return null
	return JSON.parse_string(text)


## Of the user argument `--name=value`; empty when it was not given.
func argument(argument_name: String) -> String:
	var start := "--%s=" % argument_name
	for given in OS.get_cmdline_user_args():
		if given.begins_with(start):
			return given.trim_prefix(start)
	return ""


## Where the Soliloquy server is, as the test's Node side gave it in `--server=`.
func server_url() -> String:
	return argument("server")


func _fail_at(caller: String, what: String) -> void:
	failures.append("%s%s" % [what, caller])


## The line of the test file from which a failure came.
func _caller() -> String:
	for backtrace in Engine.capture_script_backtraces():
		for frame in backtrace.get_frame_count():
			var file := backtrace.get_frame_file(frame)
			if file != "res://test_case.gd":
				return " (%s:%d)" % [file.get_file(), backtrace.get_frame_line(frame)]
	return ""
