import { expect, test } from 'vitest';
import { History, KEPT_LINES } from '../../server/memory/history.ts';
import { line } from '../lines.ts';

const countTokens = (text: string) => Math.ceil(text.length / 4);

test('a talk of 300 turns stays within its budget, and a fact from turn 3 is recalled at turn 300', () => {
  const history = new History({ budgetTokens: 1000, countTokens });
  for (let turn = 1; turn <= 300; turn += 1) {
    const said =
      turn === 3
        ? 'My brother Corin was lost near the sluice.'
        : `Remark number ${turn} about nothing in particular.`;
    history.add(line('player:a', 'Ash', said));
    history.add(line('npc:mara', 'Mara', `Answer ${turn}, as dull as the last.`));
  }
  history.add(line('player:a', 'Ash', 'What did I tell you about my brother?'));

  const { lines, summary, recalled } = history.recollect('What did I tell you about my brother?');

  const cost = lines.reduce((sum, entry) => sum + countTokens(`${entry.name}: ${entry.spans[0]!.text}`), 0);
  expect(cost).toBeLessThanOrEqual(1000);
  expect(lines.at(-1)?.spans[0]?.text).toContain('brother');
  expect(recalled.map((entry) => entry.spans[0]!.text)).toContain(
    'My brother Corin was lost near the sluice.',
  );
  const told = summary.map(({ text }) => text).join(' ');
  expect(told).toContain('My brother Corin');
  expect(countTokens(told)).toBeLessThan(700);
});

test('the window moves on in large steps, so that most turns leave the earlier part of the prompt as it was', () => {
  const history = new History({ budgetTokens: 600, countTokens });
  let moves = 0;
  let first: string | undefined;
  for (let turn = 1; turn <= 200; turn += 1) {
    history.add(line('player:a', 'Ash', `A sentence of some length, number ${turn}.`));
    const start = history.recollect('').lines[0]!.id;
    if (start !== first) moves += 1;
    first = start;
  }

  expect(moves).toBeLessThan(15);
});

test('the same lines give the same recollection, however they arrived', () => {
  const lines = Array.from({ length: 120 }, (_, turn) =>
    line('player:a', 'Ash', `I have ${turn} keys of brass and a long story for each.`),
  );
  const live = new History({ budgetTokens: 500, countTokens });
  for (const entry of lines) live.add(entry);
  const restarted = new History({ budgetTokens: 500, countTokens });
  restarted.reset(lines);

  expect(restarted.recollect('7 keys')).toEqual(live.recollect('7 keys'));
});

test('a plan costs nothing and is never recalled', () => {
  const history = new History({ budgetTokens: 50, countTokens });
  for (let turn = 0; turn < 20; turn += 1)
    history.add(
      line('npc:mara', 'Mara', '', {
        spans: [
          { span: 0, layer: 'system_thinking', text: `ZEBRA ${turn}` },
          { span: 1, layer: 'speech', text: 'A plain answer to fill the window.' },
        ],
      }),
    );

  expect(history.recollect('zebra').recalled).toEqual([]);
  expect(JSON.stringify(history.recollect('zebra').summary)).not.toContain('ZEBRA');
});

test('of a talk without end the newest lines are kept, and the rest is let go', () => {
  const history = new History({ budgetTokens: 500, countTokens });
  for (let turn = 0; turn < 2 * KEPT_LINES; turn += 1)
    history.add(line('player:a', 'Ash', `I saw the ${turn === 3 ? 'heron' : 'crow'} again, number ${turn}.`));

  expect(history.lines.length).toBeGreaterThanOrEqual(KEPT_LINES);
  expect(history.lines.length).toBeLessThan(KEPT_LINES * 1.2);
  expect(JSON.stringify(history.recollect('the heron'))).not.toContain('heron');
  const old = history.lines[5]!.spans[0]!.text;
  expect(history.recollect(old).recalled.map(({ spans }) => spans[0]!.text)).toContain(old);
});
