import { z } from 'zod';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';
import { told } from './turns.ts';

/** As many as a memory may be made of, by ids of at most 16 characters and the commas between them. */
const MAX_LINES = 200;
const MAX_CHARACTERS = MAX_LINES * 17;

/** Lines of the record, as an NPC perceived them and as they stand now. */
export const lineHandlers = ({ instances, store }: ApiParts): Handlers<'lines.read'> => ({
  'lines.read': {
    input: z.object({ instance: InstanceName, npc: Slug, lines: z.string().max(MAX_CHARACTERS) }),
    run: async ({ instance: name, npc, lines: wanted }) => {
      const instance = openInstance({ instances }, name);
      const { id } = instance.npc(npc);
      const ids = wanted.split(',').slice(0, MAX_LINES);
      const { record } = instance;
      const read = await store.linesById({ instance: record.id, branch: record.branch, ids });
      const lines = read.filter(({ npcs }) => npcs.includes(id));
      const turns = lines.flatMap(({ turn }) => turn ?? []);
      const traces =
        turns.length > 0 ? await store.traces(instance.record.id, { turns, limit: MAX_LINES }) : [];
      const recorded = new Set(traces.map(({ turn }) => turn));
      return {
        lines: lines.map((line) => ({
          ...told(line),
          line: line.id,
          isRecorded: line.turn !== undefined && recorded.has(line.turn),
        })),
      };
    },
  },
});
