import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TEST_PROJECT } from './pack.ts';
import { runTests } from './run-tests.ts';

const SCRIPTS = {
  'base.gd': '@tool\n@abstract\nclass_name SampleBase\nextends Node\n\n\n@abstract func greet() -> String\n',
  'unnamed.gd': 'extends "base.gd"\n\n\nfunc greet() -> String:\n\treturn "Stay."\n',
  'npc.gd': '@icon("npc.svg")\nclass_name SampleNpc extends "res://addons/sample/unnamed.gd"\n',
  'data.gd': 'class_name SampleData\n\n\nclass Inner extends Node:\n\tpass\n',
  'plugin.gd': '@tool\nextends EditorPlugin\n',
};

const TEST = `extends SoliloquyTest
func test_classes_know_each_other() -> void:
	var npc: SampleBase = SampleNpc.new()
	check_equal(npc.greet(), "Stay.", "what a class two scripts up promised")
	npc.free()
	check(SampleData.new() is RefCounted, "a class that extends nothing")
	check(not FileAccess.file_exists("res://addons/sample/plugin.gd"), "the editor's script stays out")
	for entry in ProjectSettings.get_global_class_list():
		if entry.class == &"SampleNpc":
			check_equal(entry.base, &"SampleBase", "the nearest class with a name")
			check_equal(entry.icon, "npc.svg", "the icon")
		if entry.class == &"SampleBase":
			check(entry.is_tool and entry.is_abstract, "annotations")
`;

test('an addon folder becomes a project whose scripts know each other by class name', async () => {
  await using addon = await sampleAddon();
  const run = await runTests('made_test.gd', {
    folders: [addon.folder, TEST_PROJECT],
    files: { 'tests/made_test.gd': TEST },
  });

  expect([...run.results.values()]).toEqual([
    { name: 'test_classes_know_each_other', ok: true, messages: [] },
  ]);
  expect(run).toMatchObject({ errors: [], failure: undefined });
});

/** A folder as `plugin-godot/` is one; gone with the test. */
async function sampleAddon() {
  const folder = await mkdtemp(path.join(tmpdir(), 'soliloquy-addon-'));
  const addon = path.join(folder, 'addons/sample');
  await mkdir(addon, { recursive: true });
  for (const [name, text] of Object.entries(SCRIPTS)) await writeFile(path.join(addon, name), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
