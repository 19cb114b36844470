import type { RolloutGroup, RolloutPair, RolloutRow } from '../../../schemas/lab/rollouts.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { Run } from '../calls/run.ts';
import { type Column, ParquetFile } from '../data/parquet.ts';
import { advantagesOf, judgedOf } from './rewards.ts';
import type { Group } from './run-rollouts.ts';

const SOURCE = { data_source: 'roleplay_rl', ability: 'roleplay' } as const;

/** Replies that differ by less teach nothing as a pair. */
const LEAST_MARGIN = 0.25;

const COLUMNS: readonly Column[] = [
  { name: 'data_source', kind: 'text' },
  { name: 'ability', kind: 'text' },
  { name: 'prompt_id', kind: 'text' },
  { name: 'prompt', kind: 'messages' },
  { name: 'responses', kind: 'texts' },
  { name: 'rewards', kind: 'numbers' },
  { name: 'advantages', kind: 'numbers' },
];

/** Writes the rows of a run, each file whole or not at all. A reply that could not be judged is in `rollouts.jsonl` alone. */
export async function writeRows(run: Run, groups: readonly Group[]): Promise<void> {
  const each = function* <Row>(rowsOf: (group: Group) => readonly Row[]) {
    for (const group of groups) yield* rowsOf(group);
  };
  await run.writeRows('rollouts.jsonl', each(replyRows));
  await run.writeRows('groups.jsonl', each(groupRow));
  await run.writeRows('pairs.jsonl', each(pairRow));
  await run.writeWith('groups.parquet', (file) => {
    const parquet = new ParquetFile(file, COLUMNS);
    for (const row of each(groupRow)) parquet.add(row, JSON.stringify(row).length);
    parquet.finish();
  });
}

function replyRows({ prompt, messages, baseline, rollouts }: Group): RolloutRow[] {
  const judged = judgedOf(rollouts);
  const advantages = advantagesOf(judged.map(({ reward }) => reward.total));
  const advantageOf = new Map(judged.map(({ sample }, index) => [sample, advantages[index]!]));
  return rollouts.map(({ sample, raw, reward: { total, ...components }, judged: { by } }) => ({
    ...SOURCE,
    prompt_id: prompt.id,
    sample,
    prompt: [...messages],
    response: raw,
    reward: advantageOf.has(sample) ? total : null,
    advantage: advantageOf.get(sample) ?? null,
    components,
    baseline: toHer(viewFor(baseline.spans, 'judge')),
    judged_by: by,
  }));
}

function groupRow({ prompt, messages, rollouts }: Group): RolloutGroup[] {
  const judged = judgedOf(rollouts);
  if (judged.length === 0) return [];
  const rewards = judged.map(({ reward }) => reward.total);
  return [
    {
      ...SOURCE,
      prompt_id: prompt.id,
      prompt: [...messages],
      responses: judged.map(({ raw }) => raw),
      rewards,
      advantages: advantagesOf(rewards),
    },
  ];
}

function pairRow({ messages, rollouts }: Group): RolloutPair[] {
  const ranked = judgedOf(rollouts).toSorted((a, b) => b.reward.total - a.reward.total);
  const [best, worst] = [ranked[0], ranked.at(-1)];
  if (!best || !worst || best.reward.total - worst.reward.total < LEAST_MARGIN) return [];
  const reply = (content: string) => [{ role: 'assistant' as const, content }];
  return [{ prompt: [...messages], chosen: reply(best.raw), rejected: reply(worst.raw) }];
}
