extends SoliloquyTest
## Proves the harness: what it promises to tests works in the real engine.

signal spoken(text: String, volume: int)

var _was_prepared: bool = false


func before_each() -> void:
	await get_tree().process_frame
	_was_prepared = true


func test_before_each_has_run_when_the_test_begins() -> void:
	check(_was_prepared, "before_each ran")


func test_equal_values_are_equal_whatever_their_depth() -> void:
	check_equal({"a": [1, {"b": "x"}], "c": NAN}, {"a": [1.0, {"b": &"x"}], "c": NAN}, "a nested value")
	check_equal(PackedByteArray([1, 2]), PackedByteArray([1, 2]), "bytes")


func test_a_difference_is_told_with_its_place() -> void:
	check_equal(Difference.between({"a": [1, 2]}, {"a": [1, 3]}), "[\"a\"][1] is 2, expected 3", "a changed entry")
	check_equal(Difference.between("1", 1), "it is \"1\", expected 1", "another type")
	check_equal(Difference.between([1], [1, 2]), "it has 1 entries, expected 2: [1], expected [1, 2]", "a short array")
	check_equal(Difference.between({}, {"a": null}), "[\"a\"] is missing; expected null", "a missing key")


func test_the_node_side_answers() -> void:
	check_equal(await ask("add", [1, 2]), 3, "a sum made by the Node side")


func test_the_node_side_takes_and_gives_megabytes() -> void:
	var text := "ä".repeat(1_500_000)
	var answer: Variant = await ask("echo", {"text": text})
	check(answer is Dictionary and answer.text == text, "three megabytes came back as they went")


func test_arguments_arrive() -> void:
	check_equal(server_url(), "http://127.0.0.1:1", "the server's address")


func test_a_signal_is_waited_for_with_its_arguments() -> void:
	spoken.emit.call_deferred("Stay.", 3)
	check_equal(await until_emitted(spoken), ["Stay.", 3], "the arguments")


func test_expected_errors_and_warnings_do_not_fail_a_test() -> void:
	expect_error("on purpose")
	push_error("an error on purpose")
	push_warning("a warning")
	check(warnings().size() == 1 and warnings()[0].contains("a warning (res://tests/harness_test.gd:"),
		"the warning with its place")


func test_every_script_of_the_plugin_parses() -> void:
	for path in _scripts_below("res://addons"):
		check(load(path) != null, "%s loads" % path)


func _scripts_below(folder: String) -> PackedStringArray:
	var found := PackedStringArray()
	if not DirAccess.dir_exists_absolute(folder):
		return found
	for file in DirAccess.get_files_at(folder):
		if file.ends_with(".gd"):
			found.append(folder.path_join(file))
	for inner in DirAccess.get_directories_at(folder):
		found.append_array(_scripts_below(folder.path_join(inner)))
	return found
