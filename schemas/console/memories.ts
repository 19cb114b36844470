import type { Memory, MemoryKind, Subject } from '../memory.ts';

/** A memory of an NPC's, with its number in the record. */
export type MemoryView = Omit<Memory, 'npc'> & { seq: number };

type Whose = { instance: string; npc: string };

/** Which memories: those about somebody, of a kind, with words in them; `before`: numbered below. */
export type MemoryListQuery = Whose & {
  about?: Subject;
  kind?: MemoryKind;
  text?: string;
  before?: number;
  /** 50 unless it says otherwise, 200 at most. */
  limit?: number;
};

export type MemoryList = {
  /** Newest first; with `text` the best first. */
  memories: MemoryView[];
  /** How many there are about whom was asked for, and of that kind, whatever their words. */
  total: number;
  /** Of all whom these memories are about, and of their witnesses. */
  names: Record<Subject, string>;
  /** Whom the NPC has memories about, most first. */
  people: { about: Subject; name: string; count: number }[];
};

/** What a designer writes of a memory. */
export type MemoryDraft = { kind: MemoryKind; text: string; importance: number; about?: Subject };

/** Words that are tried on an NPC, as if somebody said them. */
export type RecallQuery = Whose & { text: string; to?: Subject };

export type RecallTest = {
  weights: { relevance: number; recency: number; importance: number };
  /** Tokens that memories may take of a prompt, and what those take that would stand there. */
  budget: number;
  tokens: number;
  /** Best first; the parts are from 0 to 1. `isTold`: it would stand in the prompt. */
  scored: {
    memory: MemoryView;
    score: number;
    relevance: number;
    recency: number;
    importance: number;
    isTold: boolean;
  }[];
};

/** The endpoints on memories; whatever a designer adds or changes is never overwritten by extraction or a model. */
export type MemoryCalls = {
  list: { input: MemoryListQuery; answer: MemoryList };
  add: { input: Whose & MemoryDraft & { author: string }; answer: MemoryView };
  change: {
    input: Whose & { memory: string } & Partial<MemoryDraft> & { author: string };
    answer: MemoryView;
  };
  delete: { input: Whose & { memory: string; author: string }; answer: Record<never, never> };
  recall: { input: RecallQuery; answer: RecallTest };
};
