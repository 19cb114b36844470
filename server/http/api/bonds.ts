import { z } from 'zod';
import { Bond } from '../../../schemas/bond.ts';
import type { BondView, NpcBonds } from '../../../schemas/console/bonds.ts';
import { Subject } from '../../../schemas/memory.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import { bondView, bondViews, setBond } from '../../world/bond-views.ts';
import { moodOf, moodWords } from '../../world/mood.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';
import { Author, Line } from './words.ts';

/** What an NPC feels, and what it has come to feel for others. */
export const bondHandlers = ({ instances }: ApiParts): Handlers<'npc.bonds' | 'npc.set-bond'> => ({
  'npc.bonds': {
    input: z.object({ instance: InstanceName, npc: Slug }),
    run: async ({ instance: name, npc: id }): Promise<NpcBonds> => {
      const instance = openInstance({ instances }, name);
      const npc = instance.npc(id);
      const mood = moodOf(instance, npc);
      return {
        mood: { ...mood, baseline: npc.authored.mood, words: moodWords(mood) },
        bonds: await bondViews(instance, npc),
      };
    },
  },
  'npc.set-bond': {
    input: z
      .object({
        instance: InstanceName,
        npc: Slug,
        other: Subject,
        ...Bond.partial().shape,
        reason: Line(300).optional(),
        author: Author,
      })
      .refine(
        ({ trust, affinity, familiarity }) => (trust ?? affinity ?? familiarity) !== undefined,
        'expected trust, affinity or familiarity',
      ),
    run: ({ instance: name, npc: id, ...values }): Promise<BondView> => {
      const instance = openInstance({ instances }, name);
      return instance.change(async () => {
        const npc = instance.npc(id);
        await setBond(instance, npc, values);
        return bondView(instance, npc, values.other);
      });
    },
  },
});
