import { writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { GAME, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';

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

const write = (dir: string, id: string, fields = {}) =>
  writeFileSync(path.join(dir, 'personas', `${id}.yaml`), stringify(persona(nameOf(id), fields)));
const nameOf = (id: string) => id[0]!.toUpperCase() + id.slice(1);

test('personas added and deleted while the server is off come and go; one that was sent away stays away', async () => {
  const dir = await writeWorld();
  const before = await startGame({ dir, model: scripted('Aye.') });
  const host = await before.join({ name: 'Host' }, GAME);
  await host.request('npc.despawn', { npc: 'tom' });
  await before.stop();
  write(dir, 'zoe');
  await rm(path.join(dir, 'personas/una.yaml'));

  await using after = await startGame({ dir, model: scripted('Aye.') });
  const player = await after.join({ location: 'tavern' });

  expect([...player.state.npcs.keys()].toSorted()).toEqual(['mara', 'zoe']);
  expect(speechOf(await player.talk({ npc: 'zoe', text: 'New here?' }))).toBe('Aye.');
});

test('a persona deleted while it speaks is interrupted and gone; what it said stays, and comes back with it', async () => {
  const model = scripted('<system_thinking>p</system_thinking>I am the first.', [
    '<system_thinking>p</system_thinking>And I ',
    gate(),
  ]);
  await using game = await startGame({ model, watch: true });
  const player = await game.join({ location: 'tavern', player: 'p1' });
  await player.talk({ npc: 'tom', text: 'Who are you?' });
  const file = path.join(game.dir, 'personas/tom.yaml');
  const sound = await readFile(file, 'utf8');
  const begun = player.next('turn.delta');
  const cut = player.nextTurn('tom');
  player.send('say', { npc: 'tom', text: 'Who else?' });
  await begun;

  await rm(file);

  expect((await cut).status).toBe('interrupted');
  await player.until(() => !player.state.npcs.has('tom'));
  await expect(player.request('say', { npc: 'tom', text: 'Tom?' })).rejects.toMatchObject({
    reason: { code: 'unknown-npc' },
  });
  await writeFile(file, sound);
  await player.until(() => player.state.npcs.has('tom'));
  player.send('say', { npc: 'tom', text: 'You again?' });
  await player.next('turn.start');
  const sent = model.requests.at(-1)!.prompt.messages.map(({ content }) => content);
  expect(sent.join('\n')).toContain('I am the first.');
});

test('an edited greeting is the one that the next to arrive is greeted by', async () => {
  await using game = await startGame({ model: scripted('Aye.'), watch: true });
  write(game.dir, 'una', { location: 'yard', greeting: ['Mind the new puddle.'] });
  await game.untilLogged(/content reloaded/);

  const player = await game.join({ location: 'yard' });
  await player.until(() => player.all('turn.end').length > 0);

  expect(speechOf(player.all('turn.end')[0]!)).toBe('Mind the new puddle.');
});

test('edited weather, facts, clock and moods hold at once, but never over what the game has set', async () => {
  const clock = (time: string) => ({ clock: { time, speed: 60 } });
  const facts = { bridge: 'The bridge is up.', well: 'The well is dry.' };
  const dir = await writeWorld({ world: { ...clock('Day 1, 08:00'), facts } });
  const game = await startGame({ dir, model: scripted('Aye.'), watch: true });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('world.patch', { facts: { well: 'The well is full.' } });
  await host.request('npc.patch', { npc: 'tom', mood: 'furious' });
  const file = path.join(dir, 'world.yaml');
  const edited = (await readFile(file, 'utf8'))
    .replace('The bridge is up.', 'The bridge is down.')
    .replace('The well is dry.', 'The well is deep.')
    .replace('Day 1, 08:00', 'Day 4, 20:00');

  writeFileSync(file, `${edited}weather: hail\n`);
  write(dir, 'mara', { mood: 'merry' });
  write(dir, 'tom', { mood: 'sleepy' });
  const { message } = await game.untilLogged(/edited content/);
  await host.until(() => host.state.weather === 'hail' && host.state.npcs.get('mara')?.mood === 'merry');

  expect(message).toBe(
    'edited content in "main": applied: weather, clock.time, facts.bridge, mara.mood; ' +
      'kept, since they were set in the game: facts.well, tom.mood',
  );
  expect(host.state.time).toMatch(/^Day 4, 2\d:/);
  expect(Object.fromEntries(host.state.facts)).toEqual({
    bridge: 'The bridge is down.',
    well: 'The well is full.',
  });
  expect(host.state.npcs.get('tom')?.mood).toBe('furious');
  await host.request('world.patch', { time: 'Day 9, 09:00' });
  await game.stop();

  await writeFile(file, edited.replace('Day 4, 20:00', 'Day 5, 05:00').replace('is down', 'is gone'));
  await using again = await startGame({ dir, model: scripted('Aye.') });
  const player = await again.join({ location: 'tavern' });

  expect(player.state.time).toMatch(/^Day 9, /);
  expect(player.state.weather).toBe('clear');
  expect(player.state.facts.get('bridge')).toBe('The bridge is gone.');
  expect(again.logged.map((entry) => entry.message)).toContainEqual(
    expect.stringMatching(
      /^edited content in "main": applied: weather, facts\.bridge; kept, .*: clock\.time$/,
    ),
  );
});
