import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
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
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (line.trim() === '') continue;
      const pair = pairOf(line, number);
      if (ids.has(pair.task.id))
        throw new Error(`${pair.task.id} was there before; every pair needs an id of its own`);
      ids.add(pair.task.id);
      pairs.push(pair);
    }
  } catch (cause) {
    const where = number === 0 ? file : `${file}, line ${number}`;
    throw new SoliloquyError('bad-content', `${where}: ${(cause as Error).message}`, { cause });
  }
  if (pairs.length === 0) throw new SoliloquyError('bad-content', `${file} holds no pairs.`);
  return pairs;
}

function pairOf(line: string, number: number): Pair {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`this is no JSON (${(cause as Error).message}); is the file cut off?`, { cause });
  }
  const isTask = typeof value === 'object' && value !== null && 'raw_record' in value;
  const checked = (isTask ? Task : Preference).safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Error(`${issue!.path.join('.') || 'the line'}: ${issue!.message}`);
  }
  if ('raw_record' in checked.data) {
    const { trace_id, raw_record } = checked.data;
    const { messages, candidate_1, candidate_2, metadata } = raw_record;
    const expected = metadata?.better_response;
    return { task: taskOf(trace_id, messages, [candidate_1, candidate_2]), ...(expected && { expected }) };
  }
  const { id, trace_id, prompt, chosen, rejected } = checked.data;
  const isFirst = number % 2 === 1;
  return {
    task: taskOf(
      id ?? trace_id ?? `line-${number}`,
      prompt,
      isFirst ? [chosen, rejected] : [rejected, chosen],
    ),
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
