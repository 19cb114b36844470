import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HerRecord } from '../../schemas/lab/her-record.ts';
import type { Layer, Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { type ExportOptions, exportPlay } from '../../server/lab/data/export.ts';
import { importRecords } from '../../server/lab/data/import.ts';
import { SPLITS } from '../../server/lab/data/split.ts';
import { openRecordedPlay } from '../../server/store/recorded-play.ts';
import { openStore } from '../../server/store/store.ts';
import { persona } from '../worlds.ts';

export const spans = (...all: [Layer, string][]): Span[] =>
  all.map(([layer, text], span) => ({ span, layer, text }));

export const MINUTE = 60_000;

/** Somebody's words, an NPC's turn or an event, in the tavern, heard by Mara, Tom and the player "client:ash". */
const line = (seq: number, fields: Partial<Line>): Line => ({
  id: `l${seq}`,
  seq,
  kind: 'event',
  from: 'environment',
  name: 'Environment',
  whisper: false,
  location: 'tavern',
  spans: [],
  npcs: ['mara', 'tom'],
  players: ['client:ash'],
  at: 1_700_000_000_000 + seq * 1000,
  time: 'Day 1',
  ...fields,
});
export const says = (seq: number, text: string, fields: Partial<Line> = {}): Line =>
  line(seq, {
    kind: 'say',
    from: 'player:s1',
    name: 'Ash Reed',
    player: 'client:ash',
    spans: spans(['speech', text]),
    consent: true,
    ...fields,
  });
export const replies = (seq: number, all: Span[], fields: Partial<Line> = {}): Line =>
  line(seq, {
    kind: 'turn',
    from: 'npc:mara',
    name: 'Mara',
    turn: `t${seq}`,
    status: 'complete',
    spans: all,
    ...fields,
  });
export const happens = (seq: number, text: string): Line =>
  line(seq, { spans: spans(['role_action', text]) });

/** A store that stays open, as a running server's does, with these lines in `testworld/main`, and Mara and Tom among its personas. */
export async function record(file: string, lines: readonly Line[]) {
  const store = await openStore(`file:${file}`);
  const { id: instance, branch } = await store.openInstance('testworld', 'main');
  for (const [slug, name] of [
    ['mara', 'Mara'],
    ['tom', 'Tom'],
  ] as const)
    await store.takePersonaFile({ world: 'testworld', persona: slug, hash: slug, body: persona(name) });
  for (const one of lines) await store.commit({ instance, branch, lines: [one] });
  return { store, instance, branch };
}

/** Exports a store into a folder beside it, and reads what is in it. */
export async function exported(file: string, more: Partial<ExportOptions> = {}) {
  const out = more.out ?? path.join(path.dirname(file), `out-${Math.random()}`);
  const play = await openRecordedPlay(`file:${file}`);
  try {
    const counts = await exportPlay(play, { ...DEFAULTS, ...more, out });
    const text = async (name: string) => readFile(path.join(out, name), 'utf8');
    const rows = async <T>(kind: string): Promise<T[]> => {
      const parts = await Promise.all(SPLITS.map((split) => text(`${kind}/${split}.jsonl`)));
      return parts.flatMap((part) =>
        part
          .split('\n')
          .filter(Boolean)
          .map((row) => JSON.parse(row) as T),
      );
    };
    return { out, counts, text, rows };
  } finally {
    await play.close();
  }
}

const DEFAULTS: Omit<ExportOptions, 'out'> = {
  worlds: [],
  instances: [],
  includesWithoutConsent: false,
  keepsNames: false,
  seed: 1,
  validation: 0,
  test: 0,
  gapMinutes: 10,
  maxLines: 40,
  formats: ['jsonl'],
  layouts: [],
  signal: new AbortController().signal,
};

/** The records of a file, none of which may be a problem. */
export async function imported(file: string): Promise<HerRecord[]> {
  const records: HerRecord[] = [];
  for await (const { record: one } of importRecords(file, ({ where, problem }) => {
    throw new Error(`${where}: ${problem}`);
  }))
    records.push(one);
  return records;
}
