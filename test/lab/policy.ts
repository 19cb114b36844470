import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabReport } from '../../server/lab/report/report.ts';
import type { ModelCall } from '../llm/model-server.ts';
import { firstIn, verdictText } from './judging.ts';

export const sentIn = ({ body }: ModelCall) => body.messages as { role: string; content: string }[];

export function answer(call: ModelCall, text: string): void {
  call.text(text);
  call.finish();
  call.end();
}

/** A policy of which each second sample speaks as an AI, and a judge that prefers whoever says "Good". */
export function playing(call: ModelCall): void {
  const { content } = sentIn(call)[0]!;
  if (!content.startsWith('You judge')) {
    const isGood = Number(call.body.seed) % 2 === 0;
    return answer(
      call,
      `<system_thinking>plan ${call.body.seed}</system_thinking>${isGood ? `Good evening to you, ${call.body.seed}.` : 'As an AI language model I have no opinion.'}`,
    );
  }
  const winner = firstIn(content).includes('Good')
    ? 'cand_1'
    : firstIn(content).includes('AI')
      ? 'cand_2'
      : 'tie';
  const second = content.split('===Candidate 2===')[1]!;
  const better =
    winner === 'tie'
      ? second.includes('Good')
        ? 'cand_2'
        : second.includes('AI')
          ? 'cand_1'
          : 'tie'
      : winner;
  answer(call, verdictText(better, { Hook: better, Specificity: 'tie', Subtext: 'tie' }));
}

export const rowsIn = async <T>(out: string, file: string): Promise<T[]> =>
  (await readFile(path.join(out, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

export const policyRow = (text: string, reference: string) => ({
  data_source: 'roleplay_rl',
  prompt: [
    { role: 'system', content: 'You are Mara from Ravenmoor.' },
    { role: 'user', content: `===Conversation Start===\n\nAsh: ${text}` },
  ],
  ability: 'roleplay',
  reward_model: { answer: reference, solution: '{}', style: 'rule' },
  extra_info: { raw_record: {}, better_response: 'cand_1', candidates: [], golden_type: '3', index: 0 },
});

/** Where a policy's and a judge's answers come from. */
export const servedBy = (baseUrl: string, judge = baseUrl): string[] => [
  '--actor-url',
  baseUrl,
  '--actor-model',
  'policy',
  '--judge-url',
  judge,
  '--judge-model',
  'judge',
];

export async function policyFile(dir: string): Promise<string> {
  const file = path.join(dir, 'policy.jsonl');
  const rows = ['Is there a room?', 'Who rings the bell?'].map((text) => policyRow(text, 'Mara: Perhaps.'));
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  return file;
}

export const reportIn = async (out: string): Promise<LabReport> =>
  JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
