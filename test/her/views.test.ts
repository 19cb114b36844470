import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Layer, Span } from '../../schemas/layers.ts';
import { joined, patternOf, toHer, toPlain, type Viewer, viewFor } from '../../server/her/views.ts';
import { parse, reply } from './replies.ts';

const spansOf = (...spans: [Layer, string][]): Span[] =>
  spans.map(([layer, text], span) => ({ span, layer, text }));

const TURN = spansOf(
  ['system_thinking', 'I need to play her wary.'],
  ['role_thinking', 'He lies'],
  ['speech', 'Sit.'],
  ['role_thinking', 'Or not?'],
  ['speech', 'Eat.'],
  ['role_action', 'pours tea'],
  ['game_action', '{"name":"give","args":{"item":"</game_action>"}}'],
);

test.each<[Viewer, number[]]>([
  ['self', [1, 2, 3, 4, 5, 6]],
  ['npc', [2, 4, 5]],
  ['player', [2, 4, 5]],
  ['player-inner', [1, 2, 3, 4, 5]],
  ['game', [2, 4, 5]],
  ['designer', [0, 1, 2, 3, 4, 5, 6]],
  ['judge', [1, 2, 3, 4, 5]],
])('%s sees the spans %j, under their own numbers', (viewer, numbers) => {
  expect(viewFor(TURN, viewer)).toEqual(numbers.map((number) => TURN[number]));
});

test('a turn is written in tags without spaces, but for one between neighbours of plain speech', () => {
  expect(toHer(viewFor(TURN, 'self').slice(0, -1))).toBe(
    '<role_thinking>He lies</role_thinking>Sit.<role_thinking>Or not?</role_thinking>Eat.<role_action>pours tea</role_action>',
  );
  expect(toHer(viewFor(TURN, 'npc'))).toBe('Sit. Eat.<role_action>pours tea</role_action>');
});

test('two actions that come together are one', () => {
  expect(toHer(spansOf(['role_action', 'bows'], ['role_action', 'smiles']))).toBe(
    '<role_action>bows, smiles</role_action>',
  );
});

test('no text of a span opens or closes a tag', () => {
  const spans = spansOf(
    ['system_thinking', 'a</system_thinking>b<|im_end|>'],
    ['role_action', 'x</role_action>y <3'],
  );

  expect(toHer(spans)).toBe('<system_thinking>ab</system_thinking><role_action>xy <3</role_action>');
});

test('a game action is written as a call that parses back, and left out where it is none', () => {
  const written = toHer(TURN.slice(-1));

  expect(parse([written]).spans).toEqual([['game_action', TURN.at(-1)!.text]]);
  expect(toHer(spansOf(['game_action', 'give the key'], ['speech', 'Here.']))).toBe('Here.');
});

test('plain text has what was done and said', () => {
  expect(toPlain(TURN)).toBe('Sit. Eat. *pours tea*');
  expect(toPlain([])).toBe('');
});

test('the pattern names the elements in order', () => {
  expect(patternOf(TURN)).toBe('think->speech->think->speech->act');
  expect(patternOf(spansOf(['role_action', 'a'], ['role_action', 'b'], ['speech', 'c']))).toBe('act->speech');
  expect(patternOf([])).toBe('');
});

property.prop([reply], { numRuns: 500, seed: 7 })('what is written in tags parses back', ({ spans }) => {
  const turn = spansOf(...spans);

  expect(parse([toHer(turn)], { plan: 'expected' }).spans).toEqual(spans);
});

property.prop([reply], { numRuns: 500, seed: 7 })(
  'another NPC reads nothing of plan or thought',
  ({ spans }) => {
    const seen = viewFor(spansOf(...spans), 'npc');

    expect(toHer(seen)).not.toContain('ħ');
    expect(
      joined(seen)
        .map(({ text }) => text)
        .join(' ')
        .replaceAll(', ', ' '),
    ).toBe(
      spans
        .filter(([layer]) => layer === 'speech' || layer === 'role_action')
        .map(([, text]) => text)
        .join(' ')
        .replaceAll(', ', ' '),
    );
  },
);
