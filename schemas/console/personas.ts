import type { Persona } from '../persona.ts';

/** By whom a version was saved (`file` or a name), when (Unix milliseconds), with what note, and what it was called later. */
export type VersionInfo = {
  version: number;
  author: string;
  note: string | null;
  name: string | null;
  createdAt: number;
};

/** A persona's file within the world's folder, and whether what is live is what it says. */
export type PersonaFile = { path: string; isLive: boolean };

/** A persona in the list of them. */
export type PersonaSummary = {
  id: string;
  name: string;
  description: string;
  live: VersionInfo;
  file: PersonaFile | null;
  /** Of all its texts together. */
  tokens: number;
};

/** A persona that is live. `tokens` by field; that of a list or of named entries is the sum of theirs. */
export type PersonaRead = {
  id: string;
  persona: Persona;
  live: VersionInfo;
  file: PersonaFile | null;
  tokens: Record<string, number>;
  /** The world's locations, for the field that names one. */
  locations: { id: string; name: string }[];
};

/** A version as it was saved; its persona may be of an older form. */
export type VersionRead = VersionInfo & { persona: unknown };

/** Where something stands in a persona: fields and entries from the top. */
export type PersonaPath = (string | number)[];

/** A value that was changed since the version that the draft began with, and by whom. */
export type MergedPart = { path: string[]; from: 'mine' | 'theirs' | 'both' };

/** What became of a draft: `merged` tells what somebody else had changed meanwhile. */
export type PersonaSaved =
  | { kind: 'saved'; version: number }
  | { kind: 'merged'; version: number; fields: MergedPart[] };

/** The `details` of a refusal with status 422: what is to be mended. */
export type PersonaFaults = { fields: { path: PersonaPath; message: string }[] };

/** Both changed this, and differently; a value that is not there is undefined. */
export type PersonaConflict = { path: string[]; base?: unknown; mine?: unknown; theirs?: unknown };

/** The `details` of a refusal with status 409: nothing was saved. `merged` is the draft with what else was changed meanwhile. */
export type PersonaConflicts = { live: VersionInfo; conflicts: PersonaConflict[]; merged: Persona };

type Of = { persona: string };

/** What each endpoint of personas takes and answers. */
export type PersonaCalls = {
  list: { input: Record<never, never>; answer: { personas: PersonaSummary[] } };
  read: { input: Of; answer: PersonaRead };
  save: {
    input: Of & { body: unknown; base: number; author: string; note?: string | undefined };
    answer: PersonaSaved;
  };
  write: { input: Of; answer: { file: PersonaFile | null } };
  versions: { input: Of; answer: { versions: VersionInfo[] } };
  version: { input: Of & { version: number }; answer: VersionRead };
  restore: { input: Of & { version: number; author: string }; answer: { version: number } };
  nameVersion: { input: Of & { version: number; name: string | null }; answer: Record<never, never> };
  count: { input: { texts: string[] }; answer: { tokens: number[] } };
};
