import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { RolloutGroup, RolloutPair, RolloutRow } from '../../../schemas/lab/rollouts.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { Run } from '../calls/run.ts';
import { type Column, ParquetFile } from '../data/parquet.ts';
import { advantagesOf } from './rewards.ts';
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
  { name: 'rewards', kind: 'json' },
  { name: 'advantages', kind: 'json' },
];

/** Writes the rows of a run, each file whole or not at all. */
export async function writeRows(run: Run, groups: readonly Group[]): Promise<void> {
  const rows = groups.map(groupRow);
  await run.writeRows('rollouts.jsonl', groups.flatMap(replyRows));
  await run.writeRows('groups.jsonl', rows);
  await run.writeRows('pairs.jsonl', groups.flatMap(pairRow));
  const file = path.join(run.dir, 'groups.parquet');
  const parquet = new ParquetFile(`${file}.part`, COLUMNS);
  for (const row of rows) parquet.add(row, JSON.stringify(row).length);
  parquet.finish();
  await rename(`${file}.part`, file);
}

function replyRows({ prompt, messages, baseline, rollouts }: Group): RolloutRow[] {
  const advantages = advantagesOf(rollouts.map(({ reward }) => reward.total));
  return rollouts.map(({ sample, raw, reward: { total, ...components }, judged }, index) => ({
    ...SOURCE,
    prompt_id: prompt.id,
    sample,
    prompt: [...messages],
    response: raw,
    reward: total,
    advantage: advantages[index]!,
    components,
    baseline: toHer(viewFor(baseline.spans, 'judge')),
    judged_by: judged.by,
  }));
}

function groupRow({ prompt, messages, rollouts }: Group): RolloutGroup {
  const rewards = rollouts.map(({ reward }) => reward.total);
  return {
    ...SOURCE,
    prompt_id: prompt.id,
    prompt: [...messages],
    responses: rollouts.map(({ raw }) => raw),
    rewards,
    advantages: advantagesOf(rewards),
  };
}

function pairRow({ messages, rollouts }: Group): RolloutPair[] {
  const ranked = rollouts.toSorted((a, b) => b.reward.total - a.reward.total);
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  if (best.reward.total - worst.reward.total < LEAST_MARGIN) return [];
  const reply = (content: string) => [{ role: 'assistant' as const, content }];
  return [{ prompt: [...messages], chosen: reply(best.raw), rejected: reply(worst.raw) }];
}
