import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { Span } from '../../../schemas/layers.ts';

const Spans = z.array(Span);
const RecordedMoment = z.object({
  id: z.string(),
  key: z.string(),
  npc: z.string(),
  name: z.string(),
  others: z.array(z.string()),
  language: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  history: z.array(z.object({ name: z.string(), spans: Spans })),
  replies: z.array(z.object({ spans: Spans, raw: z.string() })).min(1),
});
/** What an NPC answered at a moment, and all that a judge is told of it. */
export type RecordedMoment = z.infer<typeof RecordedMoment>;

const ReplySet = z.object({
  kind: z.literal('regression'),
  runHash: z.string(),
  settings: z.record(z.string(), z.unknown()),
  moments: z.array(RecordedMoment),
});
/** `replies.json`: all replies of a run of `eval regression`, with which another run is compared. */
export type ReplySet = z.infer<typeof ReplySet>;

export const REPLIES_FILE = 'replies.json';

/** Reads the replies of an earlier run. Throws `bad-content` when its folder holds none, or none that are whole. */
export async function readReplies(folder: string): Promise<ReplySet> {
  const file = path.join(folder, REPLIES_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new SoliloquyError(
      'bad-content',
      `${file} cannot be read: ${(cause as Error).message}. Make a baseline first: eval regression --out ${folder}. One that was ended goes on with the same command.`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SoliloquyError(
      'bad-content',
      `${file} is no JSON: ${(cause as Error).message}. Run the command that made it again: it asks nothing twice.`,
      { cause },
    );
  }
  const found = ReplySet.safeParse(value);
  if (found.success) return found.data;
  throw new SoliloquyError(
    'bad-content',
    `${file} holds no replies of eval regression:\n${z.prettifyError(found.error)}`,
  );
}
