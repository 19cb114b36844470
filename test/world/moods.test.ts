import path from 'node:path';
import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { Appraisal, MOODS } from '../../server/memory/appraisal.ts';
import { GAME, startGame } from '../game.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';
import { appraised, ash, bondsOf, MINUTE, verdict } from './feelings.ts';

test('a mood fades by the world’s clock until it is the persona’s own again', async () => {
  let now = Date.now();
  const model = scripted('Aye.');
  const clock = { time: 'Day 1, 08:00', speed: 60 };
  const personas = { mara: persona('Mara', { mood: 'content' }) };
  await using game = await startGame({ model, personas, world: { clock }, now: () => now });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join(ash);
  const mood = () => player.state.npcs.get('mara')!;
  await host.request('npc.patch', { npc: 'mara', mood: 'angry', moodIntensity: 1 });
  await player.until(() => mood().mood === 'angry');
  expect(mood().moodIntensity).toBe(100);
  await player.talk({ npc: 'mara', text: 'Hm.' });
  expect(lastPrompt(model)).toContain('Mara feels very angry.');

  now += 2 * MINUTE;
  await player.until(() => mood().moodIntensity === 50);
  await player.talk({ npc: 'mara', text: 'Hm.' });
  expect(lastPrompt(model)).toContain('Mara feels angry.');
  now += 2 * MINUTE;
  await player.talk({ npc: 'mara', text: 'Hm.' });
  expect(lastPrompt(model)).toContain('Mara feels a little angry.');
  now += 2 * MINUTE;

  await player.until(() => mood().mood === 'content' && mood().moodIntensity === 0);
  await player.talk({ npc: 'mara', text: 'Hm.' });
  expect(lastPrompt(model)).toContain('Mara feels content.');
});

test('where the world tells no time, a mood fades in real time', async () => {
  let now = Date.now();
  await using game = await startGame({
    model: scripted('Aye.'),
    world: { clock: { time: 'dusk', speed: 60 } },
    now: () => now,
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.patch', { npc: 'mara', mood: 'angry' });
  await host.until(() => host.state.npcs.get('mara')?.moodIntensity === 70);

  now += 20 * MINUTE;
  await host.until(() => host.state.npcs.get('mara')?.moodIntensity === 40);
  now += 40 * MINUTE;
  await host.until(() => host.state.npcs.get('mara')?.mood === 'calm');
});

test('a restarted server has bonds and moods as they were; a loaded game has those of its save', async () => {
  const dir = await writeWorld();
  const before = await startGame({ dir, model: scripted('Aye.') });
  const player = await before.join(ash);
  await player.talk({ npc: 'mara', text: 'Thank you.' });
  const kept = await bondsOf(before);
  await before.stop();

  const dataDir = path.join(dir, '..', 'data');
  await using after = await startGame({ dir, dataDir, model: scripted('Aye.') });
  const host = await after.join({ name: 'Host' }, GAME);
  const again = await after.join(ash);
  const found = await bondsOf(after);
  expect(found.bonds).toEqual(kept.bonds);
  expect(found.mood.word).toBe('cheerful');
  await host.request('game.save', { slot: 'one' });
  await again.talk({ npc: 'mara', text: 'I will kill you!' });
  expect((await bondsOf(after)).mood.word).toBe('afraid');
  expect((await bondsOf(after)).bonds[0]!.bond.trust).toBeLessThan(0);

  await host.request('game.load', { slot: 'one' });

  const loaded = await bondsOf(after);
  expect(loaded.bonds).toEqual(kept.bonds);
  expect(loaded.mood.word).toBe('cheerful');
  await again.talk({ npc: 'mara', text: 'Thank you.' });
  expect((await bondsOf(after)).bonds[0]!.changes).toHaveLength(2);
});

test('a game can be loaded while a model is being asked; its verdict is forgotten', async () => {
  const held = gate();
  await using game = await startGame({
    model: scripted('Aye.'),
    thinking: scripted([held, verdict({ trust: 2 })]),
  });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join(ash);
  await host.request('game.save', { slot: 'one' });
  await player.talk({ npc: 'mara', text: 'Thank you.' });

  await host.request('game.load', { slot: 'one' });
  held.open();

  expect((await bondsOf(game)).bonds).toEqual([]);
});

test('whatever appraisals come, bonds and mood stay within bounds, and the history is what stands', async () => {
  const appraisals = fc.sample(
    fc.record({
      trust: fc.integer({ min: -2, max: 2 }),
      affinity: fc.integer({ min: -2, max: 2 }),
      mood: fc.constantFrom(...MOODS, null),
      intensity: fc.double({ min: 0, max: 1, noNaN: true }),
      reason: fc.string({ maxLength: 200 }),
    }),
    19,
  );
  const thinking = scripted(...appraisals.map((each) => JSON.stringify(each)));
  await using game = await startGame({ model: scripted('Aye.'), thinking });
  const player = await game.join(ash);

  for (const _ of appraisals) {
    await player.talk({ npc: 'mara', text: 'So.' });
    await appraised(game);
    const { intensity } = (await bondsOf(game)).mood;
    expect(intensity).toBeGreaterThanOrEqual(0);
    expect(intensity).toBeLessThanOrEqual(1);
  }

  const [view] = (await bondsOf(game)).bonds;
  const { bond, changes } = view!;
  expect(changes).toHaveLength(appraisals.length);
  expect(changes[0]!.bond).toEqual(bond);
  const steps = changes.map((change, index) => {
    const earlier = changes[index + 1]?.bond ?? { trust: 0, affinity: 0, familiarity: 0 };
    return { trust: change.bond.trust - earlier.trust, affinity: change.bond.affinity - earlier.affinity };
  });
  for (const degree of ['trust', 'affinity'] as const) {
    expect(steps.reduce((sum, step) => sum + step[degree], 0)).toBeCloseTo(bond[degree]);
    for (const step of steps) expect(Math.abs(step[degree])).toBeLessThanOrEqual(0.1001);
    expect(Math.abs(bond[degree])).toBeLessThanOrEqual(1);
  }
  expect(changes.map(({ reason }) => reason).reverse()).toEqual(
    appraisals.map((each) => Appraisal.parse(each).reason),
  );
});
