import { z } from 'zod';
import type { NpcRelationships } from '../../../schemas/console/npcs.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';

/** What is known of NPCs alive in an instance, beyond the room's state. */
export const npcHandlers = ({ instances }: ApiParts): Handlers<'npc.relationships'> => ({
  'npc.relationships': {
    input: z.object({ instance: InstanceName, npc: Slug }),
    run: ({ instance, npc: id }): NpcRelationships => {
      const { persona, relationships } = openInstance({ instances }, instance).npc(id);
      return { own: persona.relationships, set: Object.keys(relationships) };
    },
  },
});
