import { expect, test } from 'vitest';
import { chooseAddressee } from '../../server/dialogue/director.ts';
import { cutAt } from '../../server/dialogue/interruption.ts';
import { WorldClock } from '../../server/world/clock.ts';
import { firedLore, knownLore } from '../../server/world/lore.ts';

test('the clock moves at the world’s speed, over midnight too, and leaves other texts alone', () => {
  let now = 0;
  const clock = new WorldClock('Day 3, 23:50', 60, () => now);
  now = 15_000;
  expect(clock.text).toBe('Day 4, 00:05');
  clock.set('The hour of the wolf');
  now = 60_000;
  expect(clock.text).toBe('The hour of the wolf');
});

test('a named NPC answers before the last addressed, who answers before the last speaker', () => {
  const present = [
    { id: 'mara', name: 'Mara Vell' },
    { id: 'tom', name: 'Old Tom' },
    { id: 'una', name: 'Una' },
  ];

  expect(chooseAddressee('What says old tom?', present, 'una', 'mara')?.id).toBe('tom');
  expect(chooseAddressee('Mara, a word.', present, 'una', 'tom')?.id).toBe('mara');
  expect(chooseAddressee('And then?', present, 'una', 'tom')?.id).toBe('una');
  expect(chooseAddressee('And then?', present, 'gone', 'tom')?.id).toBe('tom');
  expect(chooseAddressee('Hello.', present, undefined, undefined)?.id).toBe('mara');
  expect(chooseAddressee('Hello.', [], undefined, undefined)).toBeUndefined();
});

test('lore fires on whole words, for those who may know it', () => {
  const entry = (id: string, keys: string[], knownBy?: string[]) => ({
    id,
    title: id,
    keys,
    text: id,
    priority: 50,
    ...(knownBy && { knownBy }),
  });
  const lore = [entry('mill', ['mill', 'old mill']), entry('crypt', ['crypt'], ['tom'])];

  expect(firedLore(lore, 'Who built the Old Mill?', 3).map(({ id }) => id)).toEqual(['mill']);
  expect(firedLore(lore, 'a millstone', 3)).toEqual([]);
  expect(knownLore(lore, 'mara').map(({ id }) => id)).toEqual(['mill']);
});

test('an interrupted reply stands as far as it was shown, by code points', () => {
  const spans = [
    { span: 0, layer: 'system_thinking', text: 'plan' },
    { span: 1, layer: 'speech', text: '🦊 runs far' },
    { span: 2, layer: 'role_thinking', text: 'why' },
    { span: 3, layer: 'speech', text: 'away' },
  ] as const;

  expect(cutAt(spans, { span: 1, chars: 6 }).map(({ text }) => text)).toEqual(['plan', '🦊 runs']);
  expect(cutAt(spans, { span: 9, chars: 6 })).toEqual(spans);
  expect(cutAt(spans, undefined)).toEqual(spans);
});
