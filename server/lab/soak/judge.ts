import { z } from 'zod';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { toHer, viewFor } from '../../her/views.ts';
import { askTwice } from '../calls/ask-twice.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { type JsonAnswer, jsonFitting } from '../json-answer.ts';
import { DIMENSIONS, PENALISED, type Scores, type SoakDimension } from './dimensions.ts';
import type { SoakTalk, SoakTurn } from './self-play.ts';

/** Something that cost points. `turn` counts from 1 in its talk, `severity` from 1 to 5; absent where the judge did not say. */
export type SoakFlaw = { dimension: SoakDimension; turn?: number; severity?: number; what: string };

/** A stretch of a talk, judged; `problem`: no scores could be read, and none are counted. */
export type ChunkVerdict = { scores: Scores; flaws: SoakFlaw[] } | { problem: string };

/** Judges stretches of talk, the NPC's side alone. */
export type ChunkJudge = {
  readonly name: string;
  readonly isModel: boolean;
  /** Turns `from` to before `to`, counted from 0. */
  judge(talk: SoakTalk, from: number, to: number): Promise<ChunkVerdict>;
};

const MAX_TOKENS = 2048;

/** A language model that judges all six dimensions in one answer. One that does not fit is asked for once more. */
export function modelChunkJudge(model: LabModel): ChunkJudge {
  return {
    name: model.name,
    isModel: true,
    async judge(talk, from, to) {
      const read = await askTwice(
        (messages, maxTokens) => model.complete({ purpose: 'judge', messages, temperature: 0, maxTokens }),
        { messages: chunkPrompt(talk, from, to), maxTokens: MAX_TOKENS },
        readScores,
      );
      if ('problem' in read) return read;
      const { value } = read;
      return {
        scores: Object.fromEntries(
          DIMENSIONS.map((dimension) => [dimension, value[dimension].score]),
        ) as Scores,
        flaws: DIMENSIONS.flatMap((dimension) =>
          value[dimension].flaws.map(({ turn, what }) => ({
            dimension,
            what,
            ...(turn !== undefined && { turn }),
          })),
        ),
      };
    },
  };
}

const Score = z
  .union([z.number(), z.string().regex(/^\s*\d+(?:\.\d+)?\s*$/)])
  .transform(Number)
  .pipe(z.number().min(0).max(100));
const Flaw = z.object({
  turn: z
    .union([
      z.number(),
      z
        .string()
        .regex(/\d/)
        .transform((text) => Number(/\d+/.exec(text)![0])),
    ])
    .optional()
    .catch(undefined),
  what: z.string().catch(''),
});
const Judged = z.object({ score: Score, flaws: z.array(Flaw).default([]) });
const Verdict = z.object(
  Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, Judged])) as Record<
    SoakDimension,
    typeof Judged
  >,
);

/** Reads a judge's scores; all six must be there. Never throws. */
export const readScores = (answer: string): JsonAnswer<z.infer<typeof Verdict>> =>
  jsonFitting(answer, Verdict);

/** What is asked about a stretch of talk; the stretch before it is told, too, since contradictions reach back. */
export function chunkPrompt({ seed, turns }: SoakTalk, from: number, to: number): ChatMessage[] {
  const { persona, location, world } = seed.stage;
  const before = turns.slice(Math.max(0, from - (to - from)), from);
  const shape = DIMENSIONS.map(
    (dimension) => `"${dimension}": {"score": 0, "flaws": [{"turn": 1, "what": ""}]}`,
  ).join(', ');
  const content = `You find what is wrong with role-play. Below stands a stretch of talk between ${persona.name}, whom a model plays, and the player ${seed.user.name}. Judge ${persona.name}'s turns alone, never the player's, however odd those are.

Begin each dimension with 100 and take points off for what is clearly wrong there, more for what is graver or comes again; what is merely plain costs nothing.
${DIMENSIONS.map((dimension) => `- ${dimension}: ${PENALISED[dimension]}.`).join('\n')}

<role_thinking> is the character's private thought, <role_action> what can be seen.

===${persona.name}===
${persona.description}
${persona.profile}
${persona.personality}
${persona.background}

===The world===
${world.title}. ${world.description}
${location.name}. ${location.description} ${location.scene ?? ''}
${seed.user.name}: ${seed.user.setting}
${before.length > 0 ? `\n===Earlier, not to be judged===\n${turnsText(seed.user.name, persona.name, before)}\n` : ''}
===To be judged===
${turnsText(seed.user.name, persona.name, turns.slice(from, to))}

Answer with this JSON alone, in a \`\`\`json fence, with the turn and a sentence for each flaw; inside strings use single quotes.
{${shape}}`;
  return [{ role: 'user', content }];
}

const turnsText = (user: string, npc: string, turns: readonly SoakTurn[]): string =>
  turns
    .map(
      ({ number, player, reply }) =>
        `[Turn ${number}]\n${player ? `${user}: ${toHer(player)}\n` : ''}${npc}: ${toHer(viewFor(reply.spans, 'judge')) || '(says and does nothing)'}`,
    )
    .join('\n\n');
