import { writeSync } from 'node:fs';
import type { Line } from '../../schemas/record.ts';
import { openStore } from '../../server/store/store.ts';

/** The line that the committer writes under a number. */
export const lineOf = (seq: number): Line => ({
  id: `l${seq}`,
  seq,
  kind: 'turn',
  from: 'npc:mara',
  name: 'Mara',
  whisper: false,
  location: 'tavern',
  spans: [{ span: 0, layer: 'speech', text: `word ${seq} `.repeat(50) }],
  npcs: ['mara'],
  players: ['ash'],
  turn: `t${seq}`,
  at: seq,
  time: 'Day 1, 08:00',
});

/** Commits line after line for ever and prints each number once its commit was acknowledged; made to be killed. */
async function commitForEver(url: string): Promise<never> {
  const store = await openStore(url);
  const { id, branch, seq: last } = await store.openInstance('w', 'main');
  const summary = {
    status: 'complete',
    model: 'm',
    personaVersion: 1,
    words: 0,
    excerpt: '',
    text: '',
  } as const;
  for (let seq = last + 1; ; seq++) {
    await store.commit({
      instance: id,
      branch,
      lines: [lineOf(seq)],
      npcs: [{ npc: 'mara', state: { seq } }],
      instanceState: { seq },
      trace: { turn: `t${seq}`, npc: 'mara', startedAt: seq, body: { seq }, summary },
    });
    writeSync(1, `${seq}\n`);
  }
}

const url = process.argv[2];
if (url?.startsWith('file:')) await commitForEver(url);
