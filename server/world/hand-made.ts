import { SoliloquyError } from '../../schemas/errors.ts';
import type { Memory } from '../../schemas/memory.ts';
import type { KeptMemory } from '../store/store.ts';
import { summaryId } from './consolidation.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { newId } from './record.ts';

/** What somebody writes of a memory by hand. */
export type Written = Pick<Memory, 'kind' | 'text' | 'importance' | 'about'>;

/** Gives an NPC a memory; a summary takes the place of the one there is. */
export async function addMemory(
  instance: Instance,
  npc: Npc,
  written: Written,
  author: string,
): Promise<KeptMemory> {
  const { parts, clock, record } = instance;
  return record.betweenLines(() =>
    keep(instance, {
      ...written,
      id: written.kind === 'summary' ? summaryId(npc.id, written.about) : newId(),
      npc: npc.id,
      at: parts.now(),
      time: clock.text,
      witnesses: [],
      source: { by: 'designer', name: author, lines: [] },
    }),
  );
}

/** Changes a memory, which is hand-made from then on. Throws `unknown-memory`, and `bad-message` where a summary became another kind. */
export async function changeMemory(
  instance: Instance,
  npc: Npc,
  id: string,
  { author, ...changes }: Partial<Written> & { author: string },
): Promise<KeptMemory> {
  return instance.record.betweenLines(async () => {
    const { seq: _, ...memory } = await memoryWith(instance, npc, id);
    const changed = {
      ...memory,
      ...changes,
      source: { ...memory.source, by: 'designer' as const, name: author },
    };
    const isMoved =
      (memory.kind === 'summary' && changed.about !== memory.about) ||
      isSummary(memory) !== isSummary(changed);
    if (isMoved)
      throw new SoliloquyError(
        'bad-message',
        'kind, about: a summary stays one, and about whom it is; no other memory becomes one. Add a summary instead.',
      );
    return keep(instance, changed);
  });
}

/** Has an NPC forget a memory for good: extraction brings it back no more. Throws `unknown-memory`. */
export async function deleteMemory(instance: Instance, npc: Npc, id: string, author: string): Promise<void> {
  const { record } = instance;
  await record.betweenLines(async () => {
    const { seq: _, ...memory } = await memoryWith(instance, npc, id);
    const source = { ...memory.source, by: 'designer' as const, name: author };
    await record.keepMemories([{ ...memory, source, isGone: true }]);
  });
}

const isSummary = ({ kind }: Pick<Memory, 'kind'>): boolean => kind === 'summary';

async function memoryWith({ record, parts }: Instance, npc: Npc, id: string): Promise<KeptMemory> {
  const found = await parts.store.memory({ instance: record.id, branch: record.branch, id });
  if (found?.npc === npc.id) return found;
  throw new SoliloquyError(
    'unknown-memory',
    `${npc.persona.name} has no memory "${id}"; it may have been deleted.`,
  );
}

async function keep(instance: Instance, memory: Memory): Promise<KeptMemory> {
  const { record, parts } = instance;
  await record.keepMemories([memory]);
  return (await parts.store.memory({ instance: record.id, branch: record.branch, id: memory.id }))!;
}
