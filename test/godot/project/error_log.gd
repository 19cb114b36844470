extends Logger
## Keeps what the engine reports while a test runs.

var errors: Array[String] = []
var warnings: Array[String] = []


func clear() -> void:
	errors = []
	warnings = []


func _log_error(_function: String, file: String, line: int, code: String, rationale: String,
		_editor_notify: bool, error_type: int, backtraces: Array[ScriptBacktrace]) -> void:
	var text := code if rationale.is_empty() else rationale
	var place := "%s:%d" % [file, line]
	# Of an error in a script the engine knows the line; of one that a script pushed, only the stack does.
	for backtrace in backtraces:
		if not file.begins_with("res://") and backtrace.get_frame_count() > 0:
			place = "%s:%d" % [backtrace.get_frame_file(0), backtrace.get_frame_line(0)]
	var kept := warnings if error_type == ERROR_TYPE_WARNING else errors
	kept.append("%s (%s)" % [text, place])
