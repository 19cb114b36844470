import { expect, test } from 'vitest';
import type { Circumstance } from '../../../server/lab/acting/circumstance.ts';
import { scoreCase } from '../../../server/lab/acting/judge.ts';
import type { ActedTurn } from '../../../server/lab/acting/simulate.ts';
import { measuredFlaws } from '../../../server/lab/acting/stand-in.ts';
import { spansOf } from '../../../server/lab/her-text.ts';

test('overlap is that of acted turns with what the original goes on with', async () => {
  const lines = [
    ['Tamsin', '[She knows] (wrings out her cap) You are up late.'],
    ['Orla', '(lifts the lamp) Ghosts sign the ledger, too.'],
  ] as const;
  const scene: Circumstance = {
    id: 'Salt-1-2',
    book: 'The Salt Ledger',
    scenario: 'Lamp room, past midnight.',
    summary: '',
    characters: [],
    speakers: ['Tamsin', 'Orla', 'Environment'],
    major: ['Orla'],
    reference: lines.map(([name, text]) => ({ name, text })),
  };
  const turn = (round: number, name: string, raw: string, isGiven: boolean): ActedTurn => ({
    round,
    name,
    raw,
    isGiven,
    spans: spansOf(raw, name),
  });
  const turns = [
    turn(0, ...lines[0], true),
    turn(1, 'Environment', 'A wave breaks on the stones below.', false),
    turn(2, ...lines[1], false),
  ];

  const score = await scoreCase(
    scene,
    { id: scene.id, turns, choices: [], ended: 'rounds' },
    measuredFlaws(),
    'her',
  );

  expect(score.bleu).toBeCloseTo(1, 10);
  expect(score.rougeL).toBeCloseTo(1, 10);
});
