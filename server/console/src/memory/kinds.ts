import type { MemoryKind } from '../../../../schemas/memory.ts';

/** What sort of memory each is, for those who choose one. */
export const KINDS: Record<MemoryKind, string> = {
  episode: 'something that happened',
  fact: 'something told that holds',
  summary: 'what a long talk came to',
  reflection: 'what it makes of all that',
};

export const KIND_CHOICES = Object.entries(KINDS).map(([value, is]) => ({ value, label: `${value}: ${is}` }));
