import { expect, test } from 'vitest';
import { samplesOf } from '../../../server/lab/data/record-samples.ts';
import { cleaned } from '../../../server/lab/enhance/clean.ts';
import { readSources } from '../../../server/lab/enhance/readers/read.ts';
import { files, read, textsOf } from './sources.ts';

const line = (seq: number, more: object) => ({
  id: `l${seq}`,
  seq,
  kind: 'say',
  from: 'player:p1',
  name: 'Ash',
  whisper: false,
  location: 'tavern',
  spans: [{ span: 0, layer: 'speech', text: 'A room [dry], please.' }],
  npcs: ['mara'],
  players: ['p1'],
  at: seq * 1000,
  time: '',
  ...more,
});

test('a transcript: brackets that were typed are words, plans are left out, a long silence ends a conversation', async () => {
  const lines = [
    line(1, {}),
    line(2, {
      kind: 'turn',
      from: 'npc:mara',
      name: 'Mara',
      spans: [
        { span: 0, layer: 'system_thinking', text: 'Mara is wary.' },
        { span: 1, layer: 'role_thinking', text: 'No coin on him' },
        { span: 2, layer: 'speech', text: 'Upstairs.' },
      ],
    }),
    line(3, {
      kind: 'event',
      from: 'environment',
      name: '',
      spans: [{ span: 0, layer: 'speech', text: 'Rain.' }],
      at: 3_600_000,
    }),
  ];
  const paths = await files({ 'play.jsonl': lines.map((each) => `${JSON.stringify(each)}\n`).join('') });

  const found = await read(paths);

  expect(Object.keys(samplesOf(found.sources[0]!.record))).toEqual(['Mara']);
  expect(cleaned(found.sources[1]!.record)).toMatchObject({ reason: 'nobody speaks' });
  expect(textsOf(found)).toEqual([
    ['Ash: A room [dry], please.', 'Mara: <role_thinking>No coin on him</role_thinking>Upstairs.'],
    ['Environment: Rain.'],
  ]);
});

const turn = (seq: number, name: string, text: string, more: object = {}) =>
  line(seq, {
    kind: 'turn',
    from: `npc:${name.toLowerCase()}`,
    name,
    turn: `t${seq}`,
    status: 'complete',
    spans: [{ span: 0, layer: 'speech', text }],
    npcs: ['mara', 'tom'],
    ...more,
  });
const jsonl = (lines: readonly object[]) => lines.map((each) => `${JSON.stringify(each)}\n`).join('');

test('a transcript enters by the rules of an export: who agreed, under another name, heard by whom', async () => {
  const said = { player: 'client:ash', name: 'Ash Reed', npcs: ['mara', 'tom'], consent: true };
  const { consent: _, ...silent } = said;
  const paths = await files({
    'play.jsonl': jsonl([
      line(1, said),
      turn(2, 'Mara', 'Upstairs, Reed.', { npcs: ['mara'] }),
      turn(3, 'Mara', 'Who is next?'),
      turn(4, 'Tom', 'I am.'),
      line(5, { ...silent, location: 'yard' }),
      turn(6, 'Tom', 'No.', { location: 'yard' }),
    ]),
  });

  const found = await read(paths);
  const all = await readSources(paths, {
    player: 'Player',
    tell: () => {},
    includesWithoutConsent: true,
    keepsNames: true,
  });

  expect(textsOf(found)).toEqual([
    [
      'Traveller A: A room [dry], please.',
      'Mara: Upstairs, Traveller A.',
      'Mara: Who is next?',
      'Tom: I am.',
    ],
  ]);
  expect(found.rejected).toMatchObject([{ stage: 'read', reason: 'no consent' }]);
  const clean = cleaned(found.sources[0]!.record);
  const samples = samplesOf('record' in clean ? clean.record : found.sources[0]!.record);
  expect(Object.keys(samples)).toEqual(['Mara', 'Tom']);
  expect(samples.Tom![1]!.content).toBe(
    '===Conversation Start===\n\nTraveller A: A room [dry], please.\n\nMara: Who is next?',
  );
  expect(textsOf(all).flat()).toContain('Ash Reed: A room [dry], please.');
  expect(all.sources).toHaveLength(2);
});

test('a reply that was given again an hour later cuts no transcript', async () => {
  const paths = await files({
    'play.jsonl': jsonl([
      line(1, {}),
      turn(2, 'Mara', 'No.'),
      line(3, {}),
      turn(4, 'Mara', 'Well.'),
      turn(5, 'Mara', 'Yes.', { replaces: 'l2', at: 3_600_000 }),
    ]),
  });

  expect(textsOf(await read(paths))).toEqual([
    ['Ash: A room [dry], please.', 'Mara: Yes.', 'Ash: A room [dry], please.', 'Mara: Well.'],
  ]);
});
