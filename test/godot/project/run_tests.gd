extends Node
## Runs the tests in `res://tests`, or in the files given as `--only=<file>`, and prints one line of JSON for each.

const ErrorLog := preload("res://error_log.gd")

var _log := ErrorLog.new()
var _has_failed: bool = false


func _ready() -> void:
	OS.add_logger(_log)
	await get_tree().process_frame
	for file in _chosen_files():
		await _run_file(file)
	OS.remove_logger(_log)
	get_tree().quit(1 if _has_failed else 0)


func _chosen_files() -> PackedStringArray:
	var chosen := PackedStringArray()
	for argument in OS.get_cmdline_user_args():
		if argument.begins_with("--only="):
			chosen.append(argument.trim_prefix("--only="))
	if not chosen.is_empty():
		return chosen
	for file in DirAccess.get_files_at("res://tests"):
		if file.ends_with("_test.gd"):
			chosen.append(file)
	return chosen


func _run_file(file: String) -> void:
	var script := load("res://tests".path_join(file)) as GDScript
	if script == null or not script.can_instantiate():
		# The engine has printed why; the test's Node side reports it.
		_has_failed = true
		return
	for method in script.get_script_method_list():
		var test_name: String = method.name
		if test_name.begins_with("test_"):
			await _run_test(script, test_name)


func _run_test(script: GDScript, test_name: String) -> void:
	print("@@start ", JSON.stringify({name = test_name}))
	var began := Time.get_ticks_msec()
	_log.clear()
	var case: SoliloquyTest = script.new()
	case._log = _log
	add_child(case)
	var run := {is_over = false}
	_call(case, test_name, run)
	while not run.is_over:
		if Time.get_ticks_msec() - began > case.seconds_allowed * 1000.0:
			case.failures.append("did not end within %s s: it waits for what does not come, or it was stopped by "
				% case.seconds_allowed + "an error that a release build does not print")
			break
		await get_tree().process_frame
	_add_errors(case)
	if run.is_over and not case.has_ended and case.failures.is_empty():
		case.failures.append("stopped before its end: by a return, or by an error that a release build does not print")
	var failures := case.failures
	_has_failed = _has_failed or not failures.is_empty()
	case.queue_free()
	# What the test left behind in the tree is gone before the next one begins.
	await get_tree().process_frame
	print("@@test ", JSON.stringify({name = test_name, messages = failures, ok = failures.is_empty()}))


func _call(case: SoliloquyTest, test_name: String, run: Dictionary) -> void:
	await case.before_each()
	await case.call(test_name)
	await case.after_each()
	run.is_over = true


func _add_errors(case: SoliloquyTest) -> void:
	var missing := case.expected_errors.duplicate()
	for error in _log.errors:
		var is_expected := false
		for part in case.expected_errors:
			if error.contains(part):
				is_expected = true
				missing.erase(part)
		if not is_expected:
			case.failures.append(error)
	for part in missing:
		case.failures.append("expected an error that says \"%s\"; there was none" % part)
