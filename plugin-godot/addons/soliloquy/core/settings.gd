@tool
extends RefCounted
## The project settings of the addon, with their defaults: a game runs with them even where the editor plugin never ran.

const ADDRESS := "soliloquy/server/address"
const DEFAULT_ADDRESS := "http://127.0.0.1:2567"


## Where scenes find the server that do not name one of their own.
static func address() -> String:
	return str(ProjectSettings.get_setting(ADDRESS, DEFAULT_ADDRESS))


## What is wrong with an address, as a sentence that says what to do; empty where nothing is.
static func problem_with_address(url: String) -> String:
	var expected := "expected one such as http://127.0.0.1:2567 or https://npc.example.com."
	if url.strip_edges().is_empty():
		return "The server has no address; " + expected
	var pattern := RegEx.create_from_string("^\\s*((https?|wss?)://)?[^\\s/:]+(:\\d{1,5})?(/[^\\s?#]*)?\\s*$")
	if pattern.search(url) == null and not url.contains("["):
		return "\"%s\" is no address of a server; %s" % [url, expected]
	return ""


## Shows the settings in the editor's project settings.
static func declare() -> void:
	if not ProjectSettings.has_setting(ADDRESS):
		ProjectSettings.set_setting(ADDRESS, DEFAULT_ADDRESS)
	ProjectSettings.set_initial_value(ADDRESS, DEFAULT_ADDRESS)
	ProjectSettings.set_as_basic(ADDRESS, true)
	ProjectSettings.add_property_info({
		"name": ADDRESS, "type": TYPE_STRING, "hint": PROPERTY_HINT_PLACEHOLDER_TEXT, "hint_string": DEFAULT_ADDRESS,
	})


static func set_address(url: String) -> void:
	ProjectSettings.set_setting(ADDRESS, url)
