import { z } from 'zod';

const Message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

/** Rows of `soliloquy rollouts`, by their file: `rollouts` one reply, `groups` all judged replies to one prompt, `pairs` the best and the worst of one. */
export const ROLLOUT_ROWS = {
  rollouts: z.strictObject({
    data_source: z.literal('roleplay_rl'),
    ability: z.literal('roleplay'),
    prompt_id: z.string(),
    sample: z.int().min(0),
    prompt: z.array(Message).min(1),
    response: z.string().describe('As the model wrote it, plan included.'),
    reward: z.number().nullable().describe('Null: not judged; in no group, no pair and no mean.'),
    advantage: z
      .number()
      .nullable()
      .describe('Against the other judged replies to this prompt, in their deviations; null: not judged.'),
    components: z.strictObject({
      judge: z
        .number()
        .nullable()
        .describe('1 better than the baseline, 0 a tie, -1 worse; null: not judged.'),
      checks: z.number().min(-1).max(0),
      severities: z.record(z.string(), z.number()),
    }),
    baseline: z.string().describe('What it was compared with, without its plan.'),
    judged_by: z.string(),
  }),
  groups: z.strictObject({
    data_source: z.literal('roleplay_rl'),
    ability: z.literal('roleplay'),
    prompt_id: z.string(),
    prompt: z.array(Message).min(1),
    responses: z.array(z.string()),
    rewards: z.array(z.number()),
    advantages: z.array(z.number()),
  }),
  pairs: z.strictObject({
    prompt: z.array(Message).min(1),
    chosen: z.array(z.strictObject({ role: z.literal('assistant'), content: z.string() })).length(1),
    rejected: z.array(z.strictObject({ role: z.literal('assistant'), content: z.string() })).length(1),
  }),
} as const;

export type RolloutRow = z.infer<typeof ROLLOUT_ROWS.rollouts>;
export type RolloutGroup = z.infer<typeof ROLLOUT_ROWS.groups>;
export type RolloutPair = z.infer<typeof ROLLOUT_ROWS.pairs>;
