import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bothOrders, type Judge } from '../../server/lab/judge/judge.ts';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { folder, lab } from '../lab/shell.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const PLAN = '<system_thinking>Mara is wary.</system_thinking>';
const personas = { mara: persona('Mara', { model: { bestOf: 3 } }), tom: persona('Tom') };

/** Prefers whoever says "fire". */
const judge = (until?: Promise<void>): Judge => ({
  name: 'her-rm',
  isModel: true,
  async judge({ id, candidates }) {
    await until;
    const [one, two] = candidates.map(({ spans }) => JSON.stringify(spans).includes('fire'));
    const better = one === two ? ('tie' as const) : one ? ('cand_1' as const) : ('cand_2' as const);
    const verdict = { better, principles: [], comparisons: [], analysis: '', summary: 'It uses the room.' };
    const order = { isRepaired: false, verdict };
    return bothOrders(id, 'her-rm', [order, order]);
  },
});

test('an NPC with bestOf speaks the best of its takes; designers see them all, and the others are kept as rejected', async () => {
  const model = scripted(`${PLAN}Mara: Well.`, `${PLAN}Mara: Come to the fire.`, `${PLAN}Mara: What is it?`);
  await using game = await startGame({ model, personas, judge: judge() });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });

  const end = await ash.talk({ npc: 'mara', text: 'Good evening.' });

  expect(end.spans.map(({ text }) => text)).toEqual(['Come to the fire.']);
  expect(model.requests).toHaveLength(3);
  const said = JSON.stringify(ash.all('turn.delta'));
  expect(said).not.toContain('Well.');
  expect(said).not.toContain('What is it?');
  const { ask } = await consoleOf(game);
  const { bestOf } = await ask('turn.read', { turn: end.turn });
  expect(bestOf).toMatchObject({ chosen: 1, judgedBy: 'her-rm', reason: 'It uses the room.' });
  expect(bestOf!.takes.map(({ raw }) => raw.slice(PLAN.length))).toEqual([
    'Mara: Well.',
    'Mara: Come to the fire.',
    'Mara: What is it?',
  ]);
  const [instance] = game.server.soliloquy.instances;
  const kept = await game.server.soliloquy.store.ratings(instance!.record.id);
  expect(kept).toHaveLength(2);
  expect(kept[0]).toMatchObject({
    author: 'best-of',
    turn: end.turn,
    rejected: `${end.turn}~1`,
    reason: 'It uses the room.',
    body: { spans: expect.anything(), rejected: { spans: expect.anything() } },
  });
  const { rows } = await ask('turns.list', { instance: 'main' });
  expect(rows.find(({ turn }) => turn === end.turn)!.ratings).toEqual([]);

  const out = path.join(await folder(), 'set');
  await lab([
    'dataset',
    '--out',
    out,
    '--data-dir',
    game.dataDir,
    '--include-without-consent',
    '--validation',
    '0',
    '--test',
    '0',
  ]);
  const pairs = (await readFile(path.join(out, 'reward_pairs/train.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).raw_record);
  expect(pairs.map(({ metadata }) => metadata.source)).toEqual(['best-of', 'best-of']);
  for (const { candidate_1, candidate_2, metadata } of pairs)
    expect(metadata.better_response === 'cand_1' ? candidate_1 : candidate_2).toContain('fire');
});

test('while takes are judged the player sees that the NPC thinks; a word in between stops all of it', async () => {
  const open = gate();
  const model = scripted('Mara: One, and long.', 'Mara: Two, the fire.', 'Mara: Three.', 'Mara: Then speak.');
  await using game = await startGame({ model, personas, judge: judge(open) });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const begun = ash.next('turn.start');
  ash.send('say', { npc: 'mara', text: 'Good evening.' });
  const { turn } = await begun;
  await ash.until(() => ash.state.npcs.get('mara')?.activity === 'thinking');

  await ash.request('interrupt', { npc: 'mara' });
  open.open();

  await ash.until(() => ash.all('turn.end').concat(ash.all('turn.retracted') as never[]).length > 0);
  expect(ash.all('turn.delta').filter((delta) => delta.turn === turn && delta.layer === 'speech')).toEqual(
    [],
  );
});

test('an NPC without it streams as ever, and what NPCs say among themselves is written once', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, personas, judge: judge() });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });

  await ash.talk({ npc: 'tom', text: 'Good evening.' });

  expect(model.requests).toHaveLength(1);
  expect(model.requests[0]!.bestOf).toBeUndefined();
});
