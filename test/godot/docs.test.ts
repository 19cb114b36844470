import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { ARE_DRAWN, shoot } from './demo.ts';
import { startEngine } from './engine.ts';
import { PLUGIN } from './pack.ts';

const GUIDE = readFileSync('docs/godot.md', 'utf8');
const ADDON = path.join(PLUGIN, 'addons/soliloquy');

test('the guide names every signal, property and method of the classes it shows', () => {
  const scripts = ['nodes', 'ui', 'core']
    .flatMap((folder) => readdirSync(path.join(ADDON, folder)).map((file) => path.join(ADDON, folder, file)))
    .filter((file) => file.endsWith('.gd'))
    .map((file) => readFileSync(file, 'utf8'))
    .filter((script) => /^class_name/m.test(script));
  const missing = scripts.flatMap((script) => {
    const className = /^class_name (\w+)/m.exec(script)![1]!;
    const names = [
      ...script.matchAll(/^(?:signal|func|static func|@export(?:_range\([^)]*\))? var) ([a-z]\w*)/gm),
    ].map(([, name]) => name!);
    // Made by the nodes, not by a game.
    const isInner = className === 'SoliloquyAnswer' || className === 'SoliloquyTurn';
    return names
      .filter((name) => !GUIDE.includes(`\`${name}`) && !new RegExp(`\\b${name}\\b`).test(GUIDE))
      .filter((name) => !(isInner && ['accept', 'refuse', 'grow', 'end', 'settled'].includes(name)))
      .map((name) => `${className}.${name}`);
  });

  expect(scripts.length).toBeGreaterThanOrEqual(8);
  expect(missing.filter((name) => !name.endsWith('.receive'))).toEqual([]);
});

test('five steps lead from an empty project to a talking NPC', async () => {
  const script = /extends Control\n[\s\S]*?panel\.open\(mara\)\n/.exec(GUIDE.replaceAll(/^ {3}/gm, ''))![0];
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  await using game = await startGame({ dir: 'worlds/ravenmoor', dataDir });

  await using engine = await startEngine({
    folders: [],
    isVisible: true,
    size: { width: 800, height: 480 },
    args: ARE_DRAWN ? ['--looked-at'] : [],
    files: {
      ...addonFiles(),
      // What "New Project" leaves, with the setting that the dock writes.
      'project.godot': `config_version=5\n[application]\nconfig/name="Mine"\nrun/main_scene="res://main.tscn"\n[soliloquy]\nserver/address="${game.url}"\n`,
      'main.gd': script,
      'watch.gd': WATCH,
      'main.tscn': SCENE,
    },
  });
  await engine.until(/^the panel is open/);
  await engine.page.keyboard.type('Good evening, who are you?');
  await engine.page.keyboard.press('Enter');

  expect(await engine.until(/^she said: /)).toMatch(/she said: \S+/);
  await shoot(engine, 'five-steps');
  expect(engine.errors).toEqual([]);
}, 60_000);

const WATCH = `extends Node

@onready var panel: SoliloquyDialoguePanel = get_parent().get_node("Panel")
@onready var world: SoliloquyWorld = get_parent().get_node("World")
var has_spoken := false
var reply: SoliloquyTurn


func _ready() -> void:
	panel.opened.connect(func(_npc: SoliloquyNpc) -> void: print("the panel is open"))
	panel.line_said.connect(func(_text: String) -> void: has_spoken = true)
	# The greeting may still be on its way: the reply is what begins after the player has spoken.
	world.turn_started.connect(func(turn: SoliloquyTurn) -> void: reply = turn if has_spoken else null)
	panel.revealed.connect(func(turn: SoliloquyTurn) -> void:
		if turn == reply:
			print("she said: " + turn.speech))


# In software it takes long to draw.
func _process(_delta: float) -> void:
	var is_looked_at := "--looked-at" in OS.get_cmdline_user_args()
	RenderingServer.render_loop_enabled = is_looked_at or Engine.get_process_frames() % 60 == 0
`;

/** The scene of step 3, as the editor writes it, with a node that tells the test what happens. */
const SCENE = `[gd_scene load_steps=6 format=3]

[ext_resource type="Script" path="res://main.gd" id="1"]
[ext_resource type="Script" path="res://addons/soliloquy/nodes/soliloquy_world.gd" id="2"]
[ext_resource type="Script" path="res://addons/soliloquy/nodes/soliloquy_npc.gd" id="3"]
[ext_resource type="Script" path="res://addons/soliloquy/ui/soliloquy_dialogue_panel.gd" id="4"]
[ext_resource type="Script" path="res://watch.gd" id="5"]

[node name="Main" type="Control"]
layout_mode = 3
anchors_preset = 15
anchor_right = 1.0
anchor_bottom = 1.0
script = ExtResource("1")

[node name="World" type="Node" parent="."]
script = ExtResource("2")

[node name="Mara" type="Node" parent="World"]
script = ExtResource("3")
persona = "mara"

[node name="Panel" type="PanelContainer" parent="."]
layout_mode = 0
script = ExtResource("4")

[node name="Watch" type="Node" parent="."]
script = ExtResource("5")
`;

function addonFiles(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(ADDON, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(gd|svg|cfg)$/.test(file))
      .map((file) => [`addons/soliloquy/${file}`, readFileSync(path.join(ADDON, file), 'utf8')]),
  );
}
