import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

test('a persona edited on disk is played from the next turn on; a broken edit is reported and changes nothing', async () => {
  const model = scripted('Yes.');
  await using game = await startGame({ model, watch: true });
  const player = await game.join({ name: 'Ash' });
  await player.talk({ npc: 'mara', text: 'Hello.' });
  const file = path.join(game.dir, 'personas/mara.yaml');
  const sound = await readFile(file, 'utf8');
  const promptNow = async () => {
    await player.talk({ npc: 'mara', text: 'And now?' });
    return model.requests.at(-1)!.prompt.messages[0]!.content;
  };

  await writeFile(file, sound.replace('Plain.', 'Stormy.'));
  await game.untilLogged(/content reloaded/);
  expect(await promptNow()).toContain('Stormy.');

  await writeFile(file, sound.replace('location: tavern', 'location: nowhere'));
  const broken = await game.untilLogged(/content not reloaded, the old one stays/);
  expect(broken.message).toMatch(/mara\.yaml:\d+ location: expected one of the world's locations/);
  expect(await promptNow()).toContain('Stormy.');

  await writeFile(path.join(game.dir, 'personas/zoe.yaml'), stringify(persona('Zoe')));
  await writeFile(file, sound);
  await player.until(() => player.state.npcs.has('zoe'));
  expect(await promptNow()).toContain('Plain.');
});
