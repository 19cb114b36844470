import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { rowsOf } from '../data/jsonl.ts';
import { spansOf } from '../her-text.ts';
import type { JudgeCase, Said, Winner } from './judge.ts';

/** A pair to be judged, with the winner that people named where they did. */
export type Pair = { task: JudgeCase; expected?: Winner };

const Message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const Candidate = z
  .union([
    z.string(),
    z.object({ content: z.string() }).transform(({ content }) => content),
    z
      .array(Message)
      .min(1)
      .transform((all) => all.at(-1)!.content),
  ])
  .refine((text) => text.trim() !== '', 'expected some text');

/** HER's own judging task. */
const Task = z.object({
  trace_id: z.string().min(1),
  raw_record: z.object({
    messages: z.array(Message).min(1),
    candidate_1: Candidate,
    candidate_2: Candidate,
    metadata: z.object({ better_response: z.enum(['cand_1', 'cand_2', 'tie']).optional() }).optional(),
  }),
});
/** A preference as trainers have it. */
const Preference = z.object({
  id: z.string().min(1).optional(),
  trace_id: z.string().min(1).optional(),
  prompt: z.array(Message).min(1),
  chosen: Candidate,
  rejected: Candidate,
});

/**
 * Reads pairs, one JSON object a line: HER's judging tasks, or preferences (`prompt`, `chosen`, `rejected`), whose chosen reply is taken as the
 * winner that people named and stands first in every other pair. Throws `bad-content`, naming file and line.
 */
export async function readPairs(file: string): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const ids = new Set<string>();
  for await (const { row, number } of rowsOf<z.infer<typeof Task> | z.infer<typeof Preference>>(
    file,
    schemaFor,
  )) {
    const pair = 'raw_record' in row ? judgingTask(row) : preference(row, number);
    const { id } = pair.task;
    if (ids.has(id))
      throw new SoliloquyError(
        'bad-content',
        `${file}, line ${number}: ${id} was there before; every pair needs an id of its own`,
      );
    ids.add(id);
    pairs.push(pair);
  }
  if (pairs.length === 0) throw new SoliloquyError('bad-content', `${file} holds no pairs.`);
  return pairs;
}

const schemaFor = (value: unknown) =>
  typeof value === 'object' && value !== null && 'raw_record' in value ? Task : Preference;

function judgingTask({ trace_id, raw_record }: z.infer<typeof Task>): Pair {
  const { messages, candidate_1, candidate_2, metadata } = raw_record;
  const expected = metadata?.better_response;
  return { task: taskOf(trace_id, messages, [candidate_1, candidate_2]), ...(expected && { expected }) };
}

function preference(
  { id, trace_id, prompt, chosen, rejected }: z.infer<typeof Preference>,
  number: number,
): Pair {
  const isFirst = number % 2 === 1;
  const candidates = isFirst ? ([chosen, rejected] as const) : ([rejected, chosen] as const);
  return {
    task: taskOf(id ?? trace_id ?? `line-${number}`, prompt, candidates),
    expected: isFirst ? 'cand_1' : 'cand_2',
  };
}

function taskOf(
  id: string,
  messages: readonly ChatMessage[],
  candidates: readonly [string, string],
): JudgeCase {
  const talk = talkIn(messages, candidates[0]);
  const [one, two] = candidates.map((raw) => ({ raw, spans: spansOf(raw, talk.name) }));
  return { id, ...talk, messages, candidates: [one!, two!] };
}

/** Who replies to a prompt, to whom, and what was said before; `reply` tells the name where the prompt does not. */
export function talkIn(
  messages: readonly ChatMessage[],
  reply: string,
): Pick<JudgeCase, 'name' | 'others' | 'history'> {
  const name = nameIn(messages, reply);
  const talk = messages.filter(({ role }) => role !== 'system');
  const history = talk.flatMap(({ role, content }): Said[] =>
    role === 'assistant' ? [{ name, spans: spansOf(content, name) }] : turnsIn(content),
  );
  const others = [...new Set(history.map((said) => said.name))].filter((other) => other !== name);
  return { name, others, history };
}

/** Who replies: as the prompt says, else as the reply itself begins. */
const nameIn = (messages: readonly ChatMessage[], candidate: string): string =>
  /^You are (?:role-playing as )?(.+?) from /.exec(messages[0]!.content)?.[1] ??
  /(?:^|<\/system_thinking>)\s*([^\n:<]{1,40}):/.exec(candidate)?.[1] ??
  'the character';

/** `Name: …` turns of a user message, which are joined by blank lines. */
function turnsIn(content: string): Said[] {
  return content
    .split(/\n\n+(?=[^\n:<]{1,40}:\s)/)
    .map((turn) => /^([^\n:<]{1,40}):\s*([\s\S]*)$/.exec(turn.trim()))
    .filter((turn) => turn !== null)
    .map(([, name, text]) => ({ name: name!, spans: spansOf(text!, name!) }));
}
