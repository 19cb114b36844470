import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGame } from '../game.ts';
import { godotSuite } from './suite.ts';

/** The runtime has no editor: what the plugin calls of it, with Godot's own names and types. */
const EDITOR_PLUGIN = `class_name EditorPlugin
extends Node

const DOCK_SLOT_RIGHT_UL := 4
var docks: Array[Control] = []


func add_control_to_dock(slot: int, control: Control) -> void:
	assert(slot == DOCK_SLOT_RIGHT_UL)
	docks.append(control)
	add_child(control)


func remove_control_from_docks(control: Control) -> void:
	docks.erase(control)
	remove_child(control)
`;

godotSuite('editor_test.gd', {
  withEditorScripts: true,
  files: { 'editor_plugin.gd': EDITOR_PLUGIN },
  setup: async () => {
    const game = await startGame();
    const other = http.createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    return {
      args: [`--server=${game.url}`, `--other=http://127.0.0.1:${(other.address() as AddressInfo).port}`],
      control: {
        people_in_main: () =>
          [...game.server.soliloquy.instances].find(({ name }) => name === 'main')?.members.size,
      },
      end: async () => {
        other.close();
        await game.stop();
      },
    };
  },
});
