import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Lore } from '../../schemas/world.ts';
import { loadContent } from '../../server/persona/content.ts';
import { knownLore, placesOf, rankedLore, recalledLore, testedLore } from '../../server/persona/lore.ts';
import { consoleOf } from '../console-api.ts';
import { GAME, startGame } from '../game.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

const entry = (id: string, keys: string[], fields: Partial<Lore> = {}): Lore => ({
  id,
  title: id,
  keys,
  text: id,
  priority: 50,
  ...fields,
});

/** A token for each word. */
const countTokens = (said: string): number => said.split(' ').length;
const room = { budget: { entries: 3, tokens: 400 }, countTokens };
const isNow = () => true;

/** Few words, so that keys and texts meet; capitals that grow, marks and pairs among them. */
const word = fc.constantFrom(
  'mill',
  'Mill',
  'old',
  'BELL',
  'ÉTÉ',
  'İstanbul',
  'ΟΔΟΣ',
  '9',
  '𝔸b',
  '…',
  "o'",
  '🦊',
  '',
);
const text = fc
  .array(word, { maxLength: 9 })
  .chain((all) => fc.constantFrom(' ', ', ', '-').map((between) => all.join(between)));
const lore = fc
  .array(
    fc.record({
      keys: fc.array(text, { maxLength: 3 }),
      words: fc.integer({ min: 1, max: 9 }),
      priority: fc.integer({ min: 0, max: 3 }),
      knownBy: fc.option(fc.subarray(['mara', 'tom']), { nil: undefined }),
    }),
    { maxLength: 9 },
  )
  .map((all) =>
    all.map(({ keys, words, priority, knownBy }, index) =>
      entry(`entry-${index}`, keys, {
        priority,
        text: Array(words).fill('x').join(' '),
        ...(knownBy && { knownBy }),
        ...(keys.length === 0 && { when: {} }),
      }),
    ),
  );

test('what fires says by which keys, more keys before priority before the id', () => {
  const all = [
    entry('a-road', ['road'], { priority: 90 }),
    entry('b-mill', ['mill', 'old mill', 'river']),
    entry('c-road', ['road'], { priority: 90 }),
    entry('d-crypt', ['crypt']),
  ];

  const ranked = rankedLore(all, 'Which road goes to the Old Mill?');

  expect(ranked.map(({ entry: { id }, keys }) => [id, keys])).toEqual([
    ['b-mill', ['mill', 'old mill']],
    ['a-road', ['road']],
    ['c-road', ['road']],
  ]);
});

test('for each NPC it is said what reaches the prompt, what falls out and what it does not know', () => {
  const all = [
    ...['a', 'b', 'c', 'd'].map((id) => entry(id, ['bell'])),
    entry('secret', ['bell'], { priority: 99, knownBy: ['tom'] }),
  ];

  const tested = testedLore(all, 'The bell!', ['mara', 'tom'], { ...room, isNow });

  expect(
    tested.map(({ entry: { id }, reaches, fallsOut, unknownTo }) => [id, reaches, fallsOut, unknownTo]),
  ).toEqual([
    ['secret', ['tom'], [], ['mara']],
    ['a', ['mara', 'tom'], [], []],
    ['b', ['mara', 'tom'], [], []],
    ['c', ['mara'], ['tom'], []],
    ['d', [], ['mara', 'tom'], []],
  ]);
});

test('a key is found where it stands, in the text as it was typed', () => {
  const typed = 'İn the OLD, old  Mill';

  const found = placesOf('old mill', typed).map(({ from, to }) => typed.slice(from, to));

  expect(found).toEqual(['old  Mill']);
  expect(placesOf('mill', 'a millstone')).toEqual([]);
  expect(placesOf('...', 'Well ...')).toEqual([]);
});

const budget = fc.record({
  entries: fc.integer({ min: 1, max: 4 }),
  tokens: fc.integer({ min: 1, max: 20 }),
});
/** Which entries' conditions hold, by their place. */
const holding = fc.array(fc.boolean(), { minLength: 9, maxLength: 9 });

given.prop([lore, text, budget, holding])(
  'what the tester says reaches a prompt is what composing puts there, within the budget',
  (all, said, within, held) => {
    const holds = (each: Lore) => held[all.indexOf(each)]!;
    const tested = testedLore(all, said, ['mara', 'tom'], { budget: within, countTokens, isNow: holds });

    for (const npc of ['mara', 'tom']) {
      const { told, leftOut } = recalledLore(knownLore(all, npc).filter(holds), said, {
        budget: within,
        countTokens,
      });
      const idsOf = (fate: 'reaches' | 'fallsOut' | 'tooLong') =>
        tested.filter((each) => each[fate].includes(npc)).map((each) => each.entry.id);
      expect(idsOf('reaches')).toEqual(told.map(({ id }) => id));
      expect(idsOf('fallsOut')).toEqual(
        leftOut.filter(({ reason }) => reason === 'entries').map(({ id }) => id),
      );
      expect(idsOf('tooLong')).toEqual(
        leftOut.filter(({ reason }) => reason === 'tokens').map(({ id }) => id),
      );
      expect(told.length).toBeLessThanOrEqual(within.entries);
      expect(told.reduce((sum, { text: own }) => sum + countTokens(own), 0)).toBeLessThanOrEqual(
        within.tokens,
      );
    }
    for (const { reaches, notNow, fallsOut, tooLong, unknownTo } of tested)
      expect([...reaches, ...notNow, ...fallsOut, ...tooLong, ...unknownTo].toSorted()).toEqual([
        'mara',
        'tom',
      ]);
  },
);

test('one that is too long leaves its place to the next, and one without keys counts as having one', () => {
  const all = [
    entry('long', ['bell'], { priority: 50, text: 'a b c d e f' }),
    entry('short', ['bell'], { priority: 40, text: 'a b' }),
    entry('always', [], { priority: 60, text: 'a', when: {} }),
  ];

  const { told, leftOut } = recalledLore(all, 'The bell!', {
    budget: { entries: 3, tokens: 5 },
    countTokens,
  });

  expect(told.map(({ id }) => id)).toEqual(['always', 'short']);
  expect(leftOut).toEqual([{ id: 'long', title: 'long', reason: 'tokens' }]);
});

given.prop([lore, text])(
  'an entry fires if one of its keys is found in the text, by all that are',
  (all, said) => {
    const fired = new Map(rankedLore(all, said).map(({ entry: { id }, keys }) => [id, keys]));

    for (const { id, keys } of all) {
      const found = keys.filter((key) => placesOf(key, said).length > 0);
      expect(fired.get(id) ?? []).toEqual(found);
      expect(fired.has(id)).toBe(found.length > 0 || keys.length === 0);
    }
  },
);

given.prop([text, text, text])(
  'a key is found within any text around it, and reads as it does',
  (before, key, after) => {
    const said = `${before} ${key} ${after}`;
    const lettersOf = (some: string) =>
      some
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.join(' ') ?? '';

    const found = placesOf(key, said).map(({ from, to }) => said.slice(from, to));

    expect(found.length > 0).toBe(lettersOf(key) !== '');
    for (const each of found) expect(lettersOf(each)).toBe(lettersOf(key));
  },
);

test('lore is recalled by what is said and where, by hour, weather, facts and company, and the trace tells what found no room', async () => {
  const model = scripted('Aye.');
  const lore = {
    bell: {
      title: 'The bell',
      keys: ['bell'],
      text: 'The bell is cracked.',
      priority: 100,
      when: { facts: { 'bell-rang': true } },
    },
    ghost: {
      title: 'The ghost',
      when: { locations: ['loft'], time: { from: '22:00', to: '04:00' } },
      text: 'A ghost walks in the loft.',
    },
    roof: { title: 'The roof', when: { weather: ['rain'] }, text: 'The roof leaks.', priority: 10 },
    feud: { title: 'The feud', keys: ['cow'], when: { present: ['tom'] }, text: 'Tom stole a cow.' },
    saga: { title: 'The saga', keys: ['saga'], text: 'Once upon a time. '.repeat(40), priority: 99 },
  };
  await using game = await startGame({
    model,
    lore,
    world: { clock: { time: 'Day 1, 12:00', speed: 0 }, lore: { tokens: 60, entries: 2 } },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const recalled = async (text: string) => {
    const { turn } = await ash.talk({ npc: 'mara', text });
    const prompt = lastPrompt(model);
    const told = Object.keys(lore).filter((id) => prompt.includes(lore[id as keyof typeof lore].text.trim()));
    return { told, turn };
  };

  expect((await recalled('The bell, the cow, the ghost!')).told).toEqual(['feud']);
  await host.request('world.patch', { weather: 'heavy rain', facts: { 'bell-rang': 'The bell rang.' } });
  const { told, turn } = await recalled('The bell, the cow, the saga!');
  expect(told).toEqual(['bell', 'feud']);
  expect((await ask('turn.read', { turn })).loreLeftOut).toEqual([
    { id: 'saga', title: 'The saga', reason: 'tokens' },
    { id: 'roof', title: 'The roof', reason: 'entries' },
  ]);
  await host.request('world.patch', { time: 'Day 1, 23:00' });
  await host.request('npc.patch', { npc: 'mara', location: 'loft' });
  await ash.request('move', { location: 'loft' });
  expect((await recalled('The cow?')).told).toEqual(['ghost', 'roof']);
  const test = await ask('lore.test', { instance: 'main', text: 'The cow?' });
  expect(test.budget).toEqual({ tokens: 60, entries: 2 });
  expect(test.fired.find(({ id }) => id === 'feud')).toMatchObject({
    reaches: ['tom'],
    notNow: ['mara', 'una'],
  });
});

test('conditions of lore name places and people that there are, and an entry that nothing would recall is a mistake', async () => {
  const broken = {
    a: { title: 'A', text: 'x', when: { locations: ['tavrn'], present: ['mra'] } },
    b: { title: 'B', text: 'x' },
  };

  const load = loadContent(await writeWorld({ lore: broken }));

  await expect(load).rejects.toThrow(/a\.yaml:\d+ when\.locations\[0\]: .*did you mean "tavern"/);
  await expect(load).rejects.toThrow(/a\.yaml:\d+ when\.present\[0\]: .*did you mean "mara"/);
  await expect(load).rejects.toThrow(/b\.yaml:\d+ keys: expected at least one key, or `when`/);
});

test('where several things said are answered at once, lore fires on each of them', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>hm</system_thinking>One ', rest, 'moment.'], 'Aye.');
  const lore = { bell: { title: 'The bell', keys: ['bell'], text: 'The bell is cracked.' } };
  await using game = await startGame({ model, lore });
  const player = await game.join({ location: 'tavern' });
  const begun = player.next('turn.delta', ({ text }) => text.includes('One'));
  player.send('say', { npc: 'mara', text: 'Hello?' });
  await begun;
  await player.request('say', { npc: 'mara', text: 'Who rings the bell?' });
  const { turn } = (await player.request('say', { npc: 'mara', text: 'And why?' })) as { turn: string };

  rest.open();
  await player.until(() => player.all('turn.end').some((end) => end.turn === turn));

  expect(model.requests.at(-1)!.scene!.lore.map(({ id }) => id)).toEqual(['bell']);
});

test('one that goes first and is longer than all the room there is, is cut at a sentence', () => {
  const long = entry('long', ['bell'], { priority: 90, text: 'It rings. It rings again. It rings no more.' });
  const short = entry('short', ['bell'], { text: 'a b' });
  const told = (entries: Lore[], tokens: number) =>
    recalledLore(entries, 'The bell!', { budget: { entries: 3, tokens }, countTokens });

  expect(told([long, short], 6)).toEqual({
    told: [{ ...long, text: 'It rings. It rings again.' }],
    leftOut: [{ id: 'short', title: 'short', reason: 'tokens' }],
  });
  expect(told([long], 9).told).toEqual([long]);
  expect(told([long], 2).told).toEqual([{ ...long, text: 'It rings.' }]);
});

test('lore longer than its room is warned of when the world is loaded, and edited; where it fires it is told in part', async () => {
  const model = scripted('Aye.');
  const saga = { title: 'The saga', keys: ['saga'], text: 'Once upon a time. '.repeat(40) };
  await using game = await startGame({
    model,
    watch: true,
    lore: { saga },
    world: { lore: { tokens: 60, entries: 2 } },
  });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await game.untilLogged(/saga\.yaml: its text has \d+ tokens, and a prompt tells 60 of lore in all/);

  const { turn } = await ash.talk({ npc: 'mara', text: 'The saga!' });
  const times = lastPrompt(model).match(/Once upon a time\./g)!.length;

  expect(times).toBeGreaterThan(5);
  expect(times).toBeLessThan(16);
  const { ask } = await consoleOf(game);
  expect((await ask('turn.read', { turn })).loreLeftOut).toEqual([]);
  await writeFile(
    path.join(game.dir, 'lore/saga.yaml'),
    stringify({ ...saga, text: `${saga.text} So it goes.` }),
  );
  await game.untilLogged(/saga\.yaml: its text has \d+ tokens/);
});
