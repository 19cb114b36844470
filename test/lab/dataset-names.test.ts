import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { HerRecord } from '../../schemas/lab/her-record.ts';
import { Output } from '../../server/lab/data/output.ts';
import { Aliases, redactors } from '../../server/lab/data/redact.ts';
import { BEST_OF } from '../../server/store/ratings.ts';
import { freshFile } from '../store/records.ts';
import { persona } from '../worlds.ts';
import { exported, MINUTE, record, replies, says, spans } from './played.ts';

const bob = { player: 'client:bob', from: 'player:s2' } as const;

test('whatever players are called, only texts change: no key, no form, no everyday word', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    says(1, 'Who are you? Say it, in one conversation.', { name: 'Conversation' }),
    says(2, 'Are you content?', { ...bob, name: 'Who Are You', players: ['client:ash', 'client:bob'] }),
    replies(
      3,
      spans(['system_thinking', 'I need to portray Mara.'], ['speech', 'You are Conversation, then.']),
    ),
    says(4, 'Yes.', { player: 'client:eve', name: 'Content' }),
    says(5, 'No.', { player: 'client:una', name: 'Role' }),
    replies(6, spans(['game_action', '{"name":"greet","args":{"role":"role"}}'], ['speech', 'Well.'])),
  ]);
  const { rows } = await exported(file);
  await store.close();

  const [full] = await rows<HerRecord>('her_full');
  HerRecord.parse(full);
  expect(
    full!.conversation[0]!.dialogues.map(({ character, standard_format }) => [character, standard_format]),
  ).toEqual([
    ['Traveller A', 'Who are you? Say it, in one traveller a.'],
    ['Traveller D', 'Are you traveller b?'],
    ['Mara', 'You are Traveller A, then.'],
    ['Traveller B', 'Yes.'],
    ['Traveller C', 'No.'],
    ['Mara', '<game_action name="greet">{"role":"traveller c"}</game_action>Well.'],
  ]);
  const [sample] = await rows<{ messages: { role: string; content: string }[] }>('sft_multi_turn');
  expect(sample!.messages.map(({ role }) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'user',
    'assistant',
  ]);
  expect(sample!.messages[0]!.content).toContain('<role_thinking>');
  expect(sample!.messages[1]!.content).toMatch(/^===Conversation Start===\n\nTraveller A: Who are you\?/);
});

test('a word of a name goes where its player is, a whole name everywhere', async () => {
  const file = freshFile();
  const elsewhere = { location: 'yard', players: ['client:bob'] };
  const { store } = await record(file, [
    says(1, 'The reed bends.'),
    replies(2, spans(['speech', 'It does, Reed.'])),
    says(3, 'The reed bends.', { ...bob, ...elsewhere, name: 'Bob' }),
    replies(4, spans(['speech', 'So said Ash Reed.']), elsewhere),
  ]);
  const { rows } = await exported(file);
  await store.close();

  const said = (await rows<HerRecord>('her_full')).map(({ conversation }) =>
    conversation[0]!.dialogues.map(({ standard_format }) => standard_format),
  );
  expect(said).toEqual([
    ['The traveller a bends.', 'It does, Traveller A.'],
    ['The reed bends.', 'So said Traveller A.'],
  ]);
});

test('names are found however they are written, and none crashes', () => {
  const persons = [
    { player: 'a', name: 'İbrahim' },
    { player: 'b', name: 'Sam' },
    // The same in lower case, and another word to a pattern.
    { player: 'c', name: 'i\u0307brahim' },
  ];
  const { text } = redactors({ persons, characters: [], comings: [] }, new Aliases())(new Set());

  expect(text('İbrahim, i\u0307brahim and ſam and SAM.')).toBe(
    'Traveller A, traveller a and traveller b and TRAVELLER B.',
  );
});

test('a name of spaces or of dots is nobody to be found in a text', () => {
  const persons = [
    { player: 'a', name: ' ' },
    { player: 'b', name: '...' },
    { player: 'c', name: '(' },
    { player: 'd', name: '☆' },
    { player: 'e', name: 'Strauß' },
  ];
  const { text } = redactors({ persons, characters: [], comings: [] }, new Aliases())(new Set());

  expect(text('Well ... (said ☆) STRAUSS, Strauss.')).toBe(
    'Well ... (said Traveller A) TRAVELLER B, Traveller B.',
  );
});

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('İ', 'ſa', 'Sa', 'ß', 'K'),
);
property.prop([fc.array(name, { minLength: 1, maxLength: 6 }), fc.array(name, { maxLength: 6 })])(
  'no name crashes it, every whole name of a language without our common words goes, in its own spelling and in capitals',
  (called, words) => {
    const names = [...called.map((one) => `Zq${one}`), ...called];
    const persons = names.map((one, index) => ({ player: `p${index}`, name: one }));
    const { text } = redactors({ persons, characters: [], comings: [] }, new Aliases())(new Set(['p0']));

    for (const one of [...names, ...words]) text(`${one} ${one.toUpperCase()} ${one.toLowerCase()}`);
    for (const one of called.filter((each) => /^\p{L}+$/u.test(each)))
      for (const written of [one, one.toUpperCase()])
        expect(text(`( Zq${written} )`)).toMatch(/^\( traveller \w+ \)$/i);
  },
);

test('a reply that was given again an hour later stands in the talk where the first one did', async () => {
  const file = freshFile();
  const late = 1_700_000_000_000 + 60 * MINUTE;
  const { store } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['speech', 'Nobody.'])),
    says(3, 'Really?'),
    replies(4, spans(['speech', 'Really.'])),
    replies(5, spans(['speech', 'Me.']), { replaces: 'l2', at: late }),
  ]);
  const { counts, rows } = await exported(file);
  await store.close();

  expect(counts.conversations.found).toBe(1);
  const [full] = await rows<HerRecord>('her_full');
  expect(full!.conversation[0]!.dialogues.map(({ message }) => message)).toEqual([
    'Who?',
    'Me.',
    'Really?',
    'Really.',
  ]);
});

test('what was cut off or stood in is in no pair', async () => {
  const file = freshFile();
  const { store, instance } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['speech', 'The keeper of this house.'])),
    replies(3, spans(['speech', 'The kee']), { replaces: 'l2', status: 'interrupted' }),
    says(4, 'And?'),
    replies(5, spans(['speech', 'The cook.'])),
    replies(6, spans(['speech', 'Hm.']), { replaces: 'l5', status: 'fallback' }),
    replies(7, spans(['speech', 'The cook, too.']), { replaces: 'l5' }),
  ]);
  await store.saveRating({
    instance,
    npc: 'mara',
    turn: 't6',
    rejected: 't5',
    author: 'Kim',
    value: 1,
    reason: 'short',
    body: {},
    at: 1,
  });
  const { rows } = await exported(file, { layouts: ['trl'] });
  await store.close();

  const pairs = await rows<{ chosen: { content: string }[]; rejected: { content: string }[] }>('trl/dpo');
  expect(pairs.map(({ chosen, rejected }) => [chosen[0]!.content, rejected[0]!.content])).toEqual([
    ['Mara: The cook, too.', 'Mara: The cook.'],
  ]);
});

test('characters whose names differ by a mark have samples of their own', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    says(1, 'Hello.'),
    replies(2, spans(['speech', 'One.']), { from: 'npc:mara', name: 'Mara' }),
    replies(3, spans(['speech', 'Two.']), { from: 'npc:old-tom', name: 'Old Tom' }),
    replies(4, spans(['speech', 'Three.']), { from: 'npc:oldtom', name: 'Old-Tom' }),
  ]);
  for (const [slug, called] of [
    ['old-tom', 'Old Tom'],
    ['oldtom', 'Old-Tom'],
  ] as const)
    await store.takePersonaFile({ world: 'testworld', persona: slug, hash: slug, body: persona(called) });
  const { rows, text } = await exported(file);
  await store.close();

  const ids = (await rows<{ trace_id: string }>('sft_multi_turn')).map(({ trace_id }) => trace_id);
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
  expect(await text('README.md')).toMatch(/## Who speaks in it[\s\S]*\| Old Tom \| 1 \|/);
});

test('the reasons of a model that chose among its replies teach no judge as a person’s', async () => {
  const file = freshFile();
  const { store, instance } = await record(file, [says(1, 'Who?'), replies(2, spans(['speech', 'Me.']))]);
  await store.saveRating({
    instance,
    npc: 'mara',
    turn: 't2',
    rejected: 't2-1',
    author: BEST_OF,
    value: 1,
    reason: 'It answers.',
    body: { rejected: { spans: spans(['speech', 'You.']) } },
    at: 1,
  });
  const { rows } = await exported(file);
  await store.close();

  expect(await rows('reward_pairs')).toHaveLength(1);
  expect(await rows('rm_sft')).toEqual([]);
});

test('what somebody put into the folder meanwhile is not deleted', async () => {
  const out = path.join(path.dirname(freshFile()), 'set');
  const output = new Output(out, ['jsonl']);
  await mkdir(out);
  await writeFile(path.join(out, 'notes.txt'), 'mine');

  expect(() => output.publish()).toThrow(/something was put there meanwhile/);

  expect(await readFile(path.join(out, 'notes.txt'), 'utf8')).toBe('mine');
  await rm(path.join(out, 'notes.txt'));
  const again = new Output(out, ['jsonl']);
  again.publish();
  expect(await readdir(out)).toEqual([]);
});
