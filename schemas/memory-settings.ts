import { z } from 'zod';

/** What a memory about somebody else counts beside one about whoever asks. */
export const OF_ANOTHER = 0.75;

/** How NPCs recall: what of their memories stands in a prompt. */
export const MemorySettings = z
  .strictObject({
    tokens: z
      .int()
      .min(0)
      .max(4000)
      .default(300)
      .describe('How much of a prompt memories may take, in tokens.'),
    relevance: z.number().min(0).max(10).default(1).describe('How much it counts that the words fit.'),
    recency: z.number().min(0).max(10).default(0.3).describe('How much it counts that it was not long ago.'),
    importance: z.number().min(0).max(10).default(0.4).describe('How much it counts that it was important.'),
    halfLifeDays: z
      .number()
      .min(0.01)
      .max(10_000)
      .default(14)
      .describe(
        'After how many days, of the world or real ones, the recency of a memory is half of what it was.',
      ),
  })
  .prefault({});
export type MemorySettings = z.infer<typeof MemorySettings>;
