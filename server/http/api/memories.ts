import { z } from 'zod';
import type {
  MemoryCalls,
  MemoryListQuery,
  MemoryView,
  RecallQuery,
} from '../../../schemas/console/memories.ts';
import { Memory, MemoryKind, Subject } from '../../../schemas/memory.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import type { KeptMemory, MemoryCount } from '../../store/store.ts';
import { addMemory, changeMemory, deleteMemory } from '../../world/hand-made.ts';
import type { Instance } from '../../world/instance.ts';
import { namesOf, unnamed } from '../../world/names.ts';
import type { Npc } from '../../world/npc.ts';
import type { Handlers } from '../api.ts';
import { openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';
import { Author, Words } from './words.ts';

const Whose = z.object({ instance: InstanceName, npc: Slug });
const Text = Words(1000).refine((text) => text !== '', 'expected what is remembered, in words');
const Draft = z.object({
  kind: MemoryKind,
  text: Text,
  importance: Memory.shape.importance,
  about: Subject.optional(),
});
const MemoryId = Whose.extend({ memory: z.string().min(1).max(16), author: Author });
/** As long as what can be said. */
const Said = z.string().max(4000);
const LIMIT = 50;

type Names = 'memories.list' | 'memories.add' | 'memories.change' | 'memories.delete' | 'memories.recall';

/** What NPCs remember: listed, written by hand, and what words have them recall. */
export const memoryHandlers = (parts: ApiParts): Handlers<Names> => {
  const find = ({ instance: name, npc: id }: z.infer<typeof Whose>) => {
    const instance = openInstance(parts, name);
    return { instance, npc: instance.npc(id) };
  };
  /** Does something to an NPC's memories while no game is loaded, and nobody else changes the world. */
  const change = <T>(
    { instance: name, npc: id }: z.infer<typeof Whose>,
    work: (instance: Instance, npc: Npc) => Promise<T>,
  ): Promise<T> => {
    const instance = openInstance(parts, name);
    return instance.change(() => work(instance, instance.npc(id)));
  };
  return {
    'memories.list': {
      input: Whose.extend({
        about: Subject.optional(),
        kind: MemoryKind.optional(),
        text: z.string().max(200).optional(),
        before: z.coerce.number().int().min(1).optional(),
        limit: z.coerce.number().int().min(1).max(200).optional(),
      }) as z.ZodType<MemoryListQuery, unknown>,
      run: async ({ instance: name, npc: id, ...query }) => listOf(find({ instance: name, npc: id }), query),
    },

    'memories.add': {
      input: Whose.extend({ ...Draft.shape, author: Author }) as z.ZodType<
        MemoryCalls['add']['input'],
        unknown
      >,
      run: ({ instance: name, npc: id, author, ...draft }) =>
        change({ instance: name, npc: id }, async (instance, npc) =>
          viewOf(await addMemory(instance, npc, draft, author)),
        ),
    },

    'memories.change': {
      input: MemoryId.extend(Draft.partial().shape) as z.ZodType<MemoryCalls['change']['input'], unknown>,
      run: ({ instance: name, npc: id, memory, ...changes }) =>
        change({ instance: name, npc: id }, async (instance, npc) =>
          viewOf(await changeMemory(instance, npc, memory, changes)),
        ),
    },

    'memories.delete': {
      input: MemoryId,
      run: ({ memory, author, ...whose }) =>
        change(whose, async (instance, npc) => {
          await deleteMemory(instance, npc, memory, author);
          return {};
        }),
    },

    'memories.recall': {
      input: Whose.extend({ text: Said, to: Subject.optional() }) as z.ZodType<RecallQuery, unknown>,
      run: async ({ text, to, ...whose }) => {
        const { instance, npc } = find(whose);
        const { recall } = instance.memories;
        const scored = await recall.scored(npc, text, to);
        const { lines, recalled } = npc.history.recollect(text);
        const told = recall.told(scored, to, [...lines, ...recalled]);
        const { tokens: budget, relevance, recency, importance } = instance.world.memory;
        return {
          weights: { relevance, recency, importance },
          budget,
          tokens: told.reduce((sum, { memory }) => sum + parts.countTokens(memory.text), 0),
          scored: scored.map(
            ({ memory: { lexical: _, cosine: __, ...memory }, isRelevant: ___, ...score }, index) => ({
              memory: viewOf(memory),
              ...score,
              isTold: told.includes(scored[index]!),
            }),
          ),
        };
      },
    },
  };
};

async function listOf(
  { instance, npc }: { instance: Instance; npc: Npc },
  { about, kind, text, before, limit = LIMIT }: Omit<MemoryListQuery, 'instance' | 'npc'>,
): Promise<MemoryCalls['list']['answer']> {
  const { store } = instance.parts;
  const whose = { instance: instance.record.id, branch: instance.record.branch, npc: npc.id };
  const which = { ...whose, ...(about !== undefined && { about }), ...(kind !== undefined && { kind }) };
  const words = text?.split(/\s+/) ?? [];
  const read = async (): Promise<KeptMemory[]> =>
    text === undefined
      ? store.memories({ ...which, limit, ...(before !== undefined && { before }) })
      : (await store.searchMemories({ ...which, words, limit })).map(({ relevance: _, ...memory }) => memory);
  const [memories, counts] = await Promise.all([read(), store.countMemories(whose)]);
  const fitting = counts.filter(
    (each) => (about === undefined || each.about === about) && (kind === undefined || each.kind === kind),
  );
  const people = peopleIn(counts);
  const subjects = new Set([
    ...memories.flatMap(({ about: whom, witnesses }) => [
      ...(whom === undefined ? [] : [whom]),
      ...witnesses,
    ]),
    ...people.map(({ about: whom }) => whom),
  ]);
  const known = await namesOf(instance, npc, subjects);
  const names = Object.fromEntries([...subjects].map((whom) => [whom, known.get(whom) ?? unnamed(whom)]));
  return {
    memories: memories.map(viewOf),
    total: sumOf(fitting),
    names,
    people: people.map(({ about: whom, count }) => ({ about: whom, name: names[whom]!, count })),
  };
}

/** Whom memories are about, most first. */
function peopleIn(counts: readonly MemoryCount[]): { about: string; count: number }[] {
  const people = new Map<string, number>();
  for (const { about, count } of counts)
    if (about !== null) people.set(about, (people.get(about) ?? 0) + count);
  return [...people].map(([about, count]) => ({ about, count })).sort((a, b) => b.count - a.count);
}

const sumOf = (counts: readonly MemoryCount[]): number => counts.reduce((sum, { count }) => sum + count, 0);

const viewOf = ({ npc: _, ...memory }: KeptMemory): MemoryView => memory;
