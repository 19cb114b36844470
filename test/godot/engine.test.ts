import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startEngine } from './engine.ts';

const SCENE = `[gd_scene load_steps=2 format=3]

[ext_resource type="Script" path="res://talk.gd" id="1"]

[node name="Front" type="ColorRect"]
offset_right = 320.0
offset_bottom = 200.0
color = Color(1, 0, 0, 1)

[node name="Talk" type="LineEdit" parent="."]
offset_right = 200.0
offset_bottom = 50.0
script = ExtResource("1")
`;

const SCRIPT = `extends LineEdit


func _ready() -> void:
	text_submitted.connect(func(said: String) -> void: print("said ", said))
	focus_entered.connect(func() -> void: print("focused"))
	print("ready")
`;

test('a scene can be seen, clicked and typed into', async () => {
  await using folder = await temporaryFolder();
  await using engine = await startEngine({
    files: { 'front.tscn': SCENE, 'talk.gd': SCRIPT },
    scene: 'res://front.tscn',
    isVisible: true,
    size: { width: 320, height: 200 },
  });

  await engine.until(/^ready$/);
  await engine.page.mouse.click(100, 25);
  await engine.until(/^focused$/);
  await engine.page.keyboard.type('Stay.');
  await engine.page.keyboard.press('Enter');
  await engine.until(/^said Stay\.$/);
  await engine.screenshot(folder.file('front.png'));

  expect(await pixel(engine.page, folder.file('front.png'), 300, 180)).toEqual([255, 0, 0]);
});

test('whoever waits for a line of an engine that ends without it is told how it ended', async () => {
  await using engine = await startEngine({
    files: { 'front.tscn': SCENE, 'talk.gd': SCRIPT.replace('print("ready")', 'get_tree().quit(7)') },
    scene: 'res://front.tscn',
  });

  await expect(engine.until(/^ready$/)).rejects.toThrow(/No line fitted[\s\S]*exited with code 7/);
  expect(await engine.exit).toBe(7);
});

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'soliloquy-engine-'));
  return {
    file: (name: string) => path.join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The colour of one pixel of a screenshot, as red, green and blue. */
async function pixel(page: Page, file: string, x: number, y: number): Promise<number[]> {
  const source = `data:image/png;base64,${await readFile(file, 'base64')}`;
  return page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(source)};
    await image.decode();
    const drawing = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = drawing.getContext('2d');
    context.drawImage(image, 0, 0);
    return [...context.getImageData(${x}, ${y}, 1, 1).data].slice(0, 3);
  })()`);
}
