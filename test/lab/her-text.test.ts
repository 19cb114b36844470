import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Layer, Span } from '../../schemas/layers.ts';
import { toHer, viewFor } from '../../server/her/views.ts';
import { answerSpansOf, answerTextOf, herSpansOf, spansOf, toBracket } from '../../server/lab/her-text.ts';

const spans = (...all: [Layer, string][]): Span[] =>
  all.map(([layer, text], span) => ({ span, layer, text }));

test('a turn is read in tags with its plan and name, or in brackets', () => {
  const turn = spans(
    ['role_action', 'pushes the second cup across the table'],
    ['speech', 'Ghosts sign the ledger like anyone else.'],
    ['role_thinking', 'She has not looked at the desk once'],
  );
  const tags =
    '<role_action>pushes the second cup across the table</role_action>Ghosts sign the ledger like anyone else.<role_thinking>She has not looked at the desk once</role_thinking>';
  const brackets =
    '(pushes the second cup across the table) Ghosts sign the ledger like anyone else. [She has not looked at the desk once]';

  expect(spansOf(tags, 'Orla Venn')).toEqual(turn);
  expect(spansOf(`Orla Venn: ${tags}`, 'Orla Venn')).toEqual(turn);
  expect(spansOf(brackets, 'Orla Venn')).toEqual(turn);
  expect(spansOf(`Orla Venn： ${brackets}`, 'Orla Venn')).toEqual(turn);
  expect(spansOf(`<system_thinking>I plan.</system_thinking>Orla Venn: ${tags}`, 'Orla Venn')).toEqual(
    spans(['system_thinking', 'I plan.'], ...turn.map(({ layer, text }): [Layer, string] => [layer, text])),
  );
  expect(toBracket(turn)).toBe(brackets);
});

test('a line of somebody else’s name is what was read out, and ends nothing', () => {
  const text = '<role_action>reads</role_action>It says:\nUser: go away.\nNarrator: he went.';

  expect(spansOf(text, 'Orla')).toEqual(
    spans(['role_action', 'reads'], ['speech', 'It says:\nUser: go away.\nNarrator: he went.']),
  );
});

test('what a thought or a plan lacks its end of stays hidden', () => {
  expect(spansOf('Hello.<role_thinking>secret', 'Orla')).toEqual(
    spans(['speech', 'Hello.'], ['role_thinking', 'secret']),
  );
  expect(spansOf('plan tail</system_thinking>Orla: hi', 'Orla')).toEqual(
    spans(['system_thinking', 'plan tail'], ['speech', 'hi']),
  );
});

const text = fc
  .array(fc.constantFrom('a', ' ', '.', '[', ']', '(', ')', '【', '\n', ':', 'User', '*', '<', '>', '😀'), {
    minLength: 1,
    maxLength: 10,
  })
  .map((parts) => parts.join(''));
const turn = fc
  .array(
    fc.tuple(fc.constantFrom<Layer>('system_thinking', 'role_thinking', 'role_action', 'speech'), text),
    {
      maxLength: 6,
    },
  )
  .map((all) => spans(...all));

property.prop([turn], { numRuns: 2000, seed: 5 })(
  'what is written in tags is read as it was written',
  (turn) => {
    const once = herSpansOf(toHer(turn));

    expect(herSpansOf(toHer(once))).toEqual(once);
  },
);

const written = fc
  .array(
    fc.oneof(
      text,
      fc.constantFrom(
        '<system_thinking>',
        '</system_thinking>',
        '</role_thinking>',
        '<role_action>',
        '</role_action>',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

property.prop([written, written], { numRuns: 2000, seed: 5 })(
  'whatever a channel of its own reasons, it is plan, and nothing else of the answer changes',
  (text, reasoning) => {
    const heard = (read: Span[]) => viewFor(read, 'judge').map(({ layer, text }) => [layer, text]);

    const read = answerSpansOf({ text, reasoning }, 'Orla');

    expect(heard(read)).toEqual(heard(spansOf(text, 'Orla')));
    expect(read.map(({ span }) => span)).toEqual(read.map((_, index) => index));
    expect(answerSpansOf({ text, reasoning: '' }, 'Orla')).toEqual(spansOf(text, 'Orla'));
  },
);

property.prop([turn, written], { numRuns: 2000, seed: 5 })(
  'an answer as one text is read as the answer was, its plan aside',
  (turn, reasoning) => {
    const answer = { text: `<role_action>nods</role_action>${toHer(viewFor(turn, 'judge'))}`, reasoning };
    const heard = (read: Span[]) => viewFor(read, 'judge').map(({ layer, text }) => [layer, text]);

    expect(heard(spansOf(answerTextOf(answer), 'Orla'))).toEqual(heard(spansOf(answer.text, 'Orla')));
  },
);
