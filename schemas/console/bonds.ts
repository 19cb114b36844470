import type { Bond, BondChange } from '../bond.ts';

/** What an NPC has come to feel for somebody. */
export type BondView = {
  /** `npc:<slug>`, or `player:` and the opaque id under which NPCs remember a person. */
  other: string;
  name: string;
  bond: Bond;
  /** As the prompt says it from its first change on; '' where there is nothing to say. */
  words: string;
  /** Newest first, at most 20; none where the bond is still what the persona's file makes of it. */
  changes: BondChange[];
};

/** What an NPC feels: `intensity` is 0 to 1, and 0 where it feels as it does as a rule, which is `baseline`. */
export type MoodView = { word: string; intensity: number; baseline: string; words: string };

export type NpcBonds = { mood: MoodView; bonds: BondView[] };

/** A bond set by hand: what is left out stays. */
export type SetBond = {
  instance: string;
  npc: string;
  other: string;
  trust?: number | undefined;
  affinity?: number | undefined;
  familiarity?: number | undefined;
  reason?: string | undefined;
  author: string;
};
