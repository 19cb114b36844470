import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { openStore, type StoreOptions, type TraceSummary } from '../../server/store/store.ts';

/** A fresh database file that goes with the test. */
export function freshFile(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'soliloquy-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'record.db');
}

/** A store that is closed with the test. */
export async function open(url = 'file::memory:', options: StoreOptions = {}) {
  const store = await openStore(url, options);
  onTestFinished(() => store.close());
  return store;
}

/** Something Mara said, heard by herself and by the player "ash". */
export const said = (seq: number, text = `line ${seq}`, fields: Partial<Line> = {}): Line => ({
  id: `l${seq}`,
  seq,
  kind: 'turn',
  from: 'npc:mara',
  name: 'Mara',
  whisper: false,
  location: 'tavern',
  spans: [{ span: 0, layer: 'speech', text }],
  npcs: ['mara'],
  players: ['ash'],
  at: 1_700_000_000_000 + seq,
  time: 'Day 1, 08:00',
  ...fields,
});

export const textOf = (line: Line): string => line.spans.map((span) => span.text).join(' ');
export const textsOf = (lines: readonly Line[]): string[] => lines.map(textOf);

/** What a turn of no interest is listed by. */
export const SUMMARY: TraceSummary = {
  status: 'complete',
  model: 'm',
  personaVersion: 1,
  words: 0,
  excerpt: '',
  text: '',
};
