import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { Principle } from '../../../schemas/principles.ts';
import type { ChatMessage, Scene } from '../../../schemas/scene.ts';
import type { Content } from '../../persona/content.ts';
import { rowsOf } from '../data/jsonl.ts';
import { spansOf } from '../her-text.ts';
import type { Said } from '../judge/judge.ts';
import { talkIn } from '../judge/pairs.ts';
import { NpcTalk, type Playing } from '../npc-talk.ts';
import type { Principles } from '../principles/packs.ts';
import { momentsOf } from '../regression/moments.ts';
import { readScenes } from '../scenes.ts';

/** A moment at which a character replies. `scene`: as the game has it; without, `messages` are all there is. */
export type RolloutPrompt = {
  id: string;
  name: string;
  others: readonly string[];
  language?: string;
  history: readonly Said[];
  principles: readonly Principle[];
  /** A reply that is known to be good, to be compared with. */
  reference?: readonly Span[];
} & ({ scene: Scene } | { messages: readonly ChatMessage[] });

/** The moments of a world's golden scenes; what the scene says itself is the reference. */
export async function scenePrompts(
  content: Content,
  principles: Principles,
  npcs: readonly string[],
  playing: Playing,
): Promise<RolloutPrompt[]> {
  return momentsOf(await readScenes(content), content, npcs).map(({ id, stage, said, golden }) => {
    const talk = new NpcTalk(stage, playing);
    for (const { name, spans } of said) talk.add(name, spans);
    return {
      id,
      name: stage.persona.name,
      others: stage.present,
      language: stage.persona.language ?? stage.world.language,
      history: said,
      principles: principles.of(stage.npc),
      reference: golden,
      scene: talk.scene(),
    };
  });
}

const Message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const Id = z.string().min(1).nullish().catch(null);
/** A reply, alone or as the last of a list. */
const Reply = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(({ content }) => content),
  z.array(z.object({ content: z.string() })).transform((all) => all.at(-1)?.content ?? ''),
]);
const Ids = z.object({ trace_id: Id }).optional().catch(undefined);

/** A talk that ends with the reply, `messages`, is its prompt and that reply. */
const Row = z
  .object({
    trace_id: Id,
    id: Id,
    prompt: z.array(Message).min(1).optional(),
    messages: z.array(Message).min(1).optional(),
    reward_model: z.object({ answer: z.string().nullish(), ground_truth: z.string().nullish() }).optional(),
    chosen: Reply.nullish(),
    completion: Reply.nullish(),
    extra_info: z
      .object({
        trace_id: Id,
        raw_record: z.object({ trace_id: Id, metadata: Ids }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  })
  .transform(({ messages, prompt = messages ?? [], reward_model, chosen, completion, ...row }) => {
    const { extra_info: { trace_id, raw_record } = {} } = row;
    const isWhole = prompt.at(-1)?.role === 'assistant';
    const answers = [reward_model?.answer, reward_model?.ground_truth, chosen, completion];
    return {
      id: [row.id, row.trace_id, trace_id, raw_record?.trace_id, raw_record?.metadata?.trace_id].find(
        Boolean,
      ),
      prompt: isWhole && messages === prompt ? prompt.slice(0, -1) : prompt,
      reference: answers.find((answer) => answer != null) ?? (isWhole ? prompt.at(-1)!.content : ''),
    };
  })
  .refine(({ prompt }) => prompt.at(-1)?.role === 'user', {
    path: ['prompt'],
    error:
      'expected a user message last: what is answered. In `messages` the reply may stand behind it, in `prompt` it may not',
  });

/**
 * Prompts of a file, one JSON object a line, as `soliloquy dataset` writes them: HER's `policy_rl` or any layout's rows, with `prompt` or with
 * `messages`, whose last reply is then the reference. `principlesOf` gives the principles for a character by its name. Throws `bad-content`, naming file and line.
 */
export async function filePrompts(
  file: string,
  principlesOf: (name: string) => readonly Principle[],
): Promise<RolloutPrompt[]> {
  const prompts: RolloutPrompt[] = [];
  for await (const { row, number } of rowsOf(file, () => Row))
    prompts.push(promptOf(row, number, principlesOf));
  if (prompts.length === 0) throw new SoliloquyError('bad-content', `${file} holds no prompts.`);
  return prompts;
}

function promptOf(
  row: z.infer<typeof Row>,
  number: number,
  principlesOf: (name: string) => readonly Principle[],
): RolloutPrompt {
  const { prompt: messages, id, reference } = row;
  const talk = talkIn(messages, reference);
  return {
    id: id ? `${id}/line-${number}` : `line-${number}`,
    ...talk,
    principles: principlesOf(talk.name),
    messages,
    ...(reference.trim() !== '' && { reference: spansOf(reference, talk.name) }),
  };
}
