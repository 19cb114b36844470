import { z } from 'zod';
import { FactKey, Slug } from './persona.ts';

/** `06:30`: a time of the in-world day. */
export const TimeOfDay = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 18:40');

/** When something holds: all that is said of it must. Nothing said: always. */
export const When = z
  .strictObject({
    locations: z.array(Slug).min(1).optional().describe('Where: any of these places.'),
    time: z
      .strictObject({ from: TimeOfDay, to: TimeOfDay })
      .optional()
      .describe(
        'Between these times of the in-world day, over midnight too; never where the clock tells none.',
      ),
    weather: z
      .array(z.string().trim().min(1).max(60))
      .min(1)
      .optional()
      .describe('Any of these words stands in the weather.'),
    facts: z
      .record(FactKey, z.union([z.boolean(), z.string().trim().min(1).max(400)]))
      .optional()
      .describe(
        'Public facts by key: true for one that holds, false for one that does not, or what it must say.',
      ),
    present: z.array(Slug).min(1).optional().describe('All of these NPCs are there.'),
  })
  .describe('When: all that is said here must hold.');
export type When = z.infer<typeof When>;
