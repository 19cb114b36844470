import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Lore } from '../../schemas/world.ts';
import {
  FIRED_ENTRIES,
  firedLore,
  knownLore,
  placesOf,
  rankedLore,
  testedLore,
} from '../../server/world/lore.ts';

const entry = (id: string, keys: string[], fields: Partial<Lore> = {}): Lore => ({
  id,
  title: id,
  keys,
  text: id,
  priority: 50,
  ...fields,
});

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
      keys: fc.array(text, { minLength: 1, maxLength: 3 }),
      priority: fc.integer({ min: 0, max: 3 }),
      knownBy: fc.option(fc.subarray(['mara', 'tom']), { nil: undefined }),
    }),
    { maxLength: 9 },
  )
  .map((all) =>
    all.map(({ keys, priority, knownBy }, index) =>
      entry(`entry-${index}`, keys, { priority, ...(knownBy && { knownBy }) }),
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

  const tested = testedLore(all, 'The bell!', ['mara', 'tom']);

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

given.prop([lore, text])(
  'what the tester says reaches a prompt is what composing puts there',
  (all, said) => {
    const tested = testedLore(all, said, ['mara', 'tom']);

    for (const npc of ['mara', 'tom']) {
      const told = firedLore(knownLore(all, npc), said, FIRED_ENTRIES);
      expect(tested.filter(({ reaches }) => reaches.includes(npc)).map((each) => each.entry)).toEqual(told);
    }
    for (const { reaches, fallsOut, unknownTo } of tested)
      expect([...reaches, ...fallsOut, ...unknownTo].toSorted()).toEqual(['mara', 'tom']);
  },
);

given.prop([lore, text])(
  'an entry fires if one of its keys is found in the text, by all that are',
  (all, said) => {
    const fired = new Map(rankedLore(all, said).map(({ entry: { id }, keys }) => [id, keys]));

    for (const { id, keys } of all) {
      const found = keys.filter((key) => placesOf(key, said).length > 0);
      expect(fired.get(id) ?? []).toEqual(found);
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
