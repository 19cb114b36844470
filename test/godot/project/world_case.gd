extends SoliloquyTest
## A client in the world of the test's server, under the name the test's Node side gave it.

var world: SoliloquyWorld


func before_each() -> void:
	world = SoliloquyWorld.new()
	world.server_url = server_url()
	world.player_name = argument("name")
	world.is_remembered = false
	add_child(world)
	await until(world.is_connected_to_server, "in the world")


func after_each() -> void:
	world.queue_free()
	await get_tree().process_frame
