import type { Memory, Provenance } from '../../schemas/memory.ts';
import type { Draft } from '../memory/consolidate.ts';
import type { Npc } from './npc.ts';
import { newId } from './record.ts';

/** Longest text of a memory, in UTF-16 units. */
const MAX_TEXT = 1000;
const MAX_LINES = 200;

/** A memory of an NPC's, made of a draft. */
export const memoryOf = (
  npc: Pick<Npc, 'id'>,
  { id = newId(), lines, text, ...fields }: Draft,
  by: Omit<Provenance, 'lines'> = { by: 'extraction' },
): Memory => ({
  ...fields,
  id,
  npc: npc.id,
  text: text.slice(0, MAX_TEXT).toWellFormed(),
  source: { ...by, lines: lines.slice(-MAX_LINES) },
});
