import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabRequest } from '../../schemas/console/lab.ts';
import { consoleOf } from '../console-api.ts';
import { DESIGNER } from '../game.ts';
import { refusedBy, studio, untilFinished } from './studio.ts';

const SET: LabRequest = {
  name: 'first set',
  kind: 'dataset',
  instances: ['main'],
  layouts: ['trl'],
  includesWithoutConsent: false,
  keepsNames: false,
};

test('play that players have agreed to becomes a dataset, and what designers preferred in it is judged', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask } = console;
  const player = await game.join({ name: 'Ash', consent: true });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const { turn: rejected } = await player.talk({ text: 'Well?' });
  await ask('lab.start', { ...SET, name: 'empty' });
  await untilFinished(console, 'empty');
  const nothing = await refusedBy(ask('lab.start', { name: 'none', kind: 'judge', dataset: 'empty' }));
  const { turn } = (await designer.request('turn.regenerate', { turn: rejected })) as { turn: string };
  await designer.until(() => designer.all('turn.end').some((end) => end.turn === turn));

  const word = { author: 'Dee', value: 1 as const, reason: 'She says what there is.', rejected };
  await ask('turn.rate', { instance: 'main', turn, ...word });
  await ask('lab.start', SET);
  const set = await untilFinished(console, 'first set');
  await ask('lab.start', { name: 'agreement', kind: 'judge', dataset: 'first set' });
  const judged = await untilFinished(console, 'agreement');

  expect(set).toMatchObject({
    status: 'finished',
    command: 'dataset',
    dataset: { conversations: { found: 1, exported: 1, withoutConsent: 0 }, targets: 1 },
  });
  const said = await Promise.all(
    ['train', 'validation', 'test'].map((split) =>
      readFile(path.join(set.dataset!.folder, 'her_full', `${split}.jsonl`), 'utf8'),
    ),
  );
  expect(said.join('')).toContain('Traveller A');
  expect(nothing).toMatch(/"empty" has no preferences to be judged/);
  expect(judged).toMatchObject({ status: 'finished', command: 'judge', report: { kind: 'judge' } });
  expect(await console.text('lab.report', { run: 'agreement' })).toContain('no model judged');
});

test('replies with rewards are drawn from the golden scenes', { timeout: 60_000 }, async () => {
  await using game = await studio();
  const console = await consoleOf(game);

  await console.ask('lab.start', { name: 'drawn', kind: 'rollouts', npcs: ['mara'], samples: 2 });
  const run = await untilFinished(console, 'drawn');

  expect(run).toMatchObject({ status: 'finished', command: 'rollouts', report: { kind: 'rollouts' } });
  const rows = await readFile(path.join(game.dataDir, 'lab/drawn/rollouts.jsonl'), 'utf8');
  expect(rows.trim().split('\n')).toHaveLength(4);
});
