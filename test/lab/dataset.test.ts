import path from 'node:path';
import { expect, test } from 'vitest';
import type { HerRecord } from '../../schemas/lab/her-record.ts';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { freshFile } from '../store/records.ts';
import { exported, happens, imported, MINUTE, record, replies, says, spans } from './played.ts';

type Sample = { trace_id: string; messages: { role: string; content: string }[] };
const talkOf = ({ messages }: Sample) => messages.slice(1).map(({ role, content }) => `${role}: ${content}`);

test('what was played on a server that still runs becomes samples, without its players’ names', async () => {
  const model = scripted(
    '<system_thinking>I plan to greet Ash.</system_thinking>Mara: <role_thinking>Ash again</role_thinking>Well met, ASH.<role_action>nods to Ash</role_action>',
    '<system_thinking>I plan to end.</system_thinking>Mara: Goodbye.',
  );
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'loft', consent: true });
  player.send('move', { location: 'tavern' });
  for (const text of ['Hello, I am Ash.', 'Bye.']) {
    const turn = player.nextTurn();
    player.send('say', { npc: 'mara', text });
    await turn;
  }

  const { rows, counts, text } = await exported(path.join(game.dataDir, 'soliloquy.db'));

  expect(counts.conversations).toMatchObject({ exported: 1, withoutConsent: 0 });
  // The greeting was recited.
  expect(counts.targets).toBe(2);
  const [sample] = await rows<Sample>('sft_multi_turn');
  expect(sample!.messages[0]!.content).toMatch(/^You are Mara from Testworld\.[\s\S]*===Requirements===/);
  expect(talkOf(sample!).slice(-4)).toEqual([
    expect.stringMatching(/Traveller A: Hello, I am Traveller A\.$/),
    'assistant: Mara: <role_thinking>Traveller A again</role_thinking>Well met, TRAVELLER A.<role_action>nods to Traveller A</role_action>',
    'user: Traveller A: Bye.',
    'assistant: <system_thinking>I plan to end.</system_thinking>Mara: Goodbye.',
  ]);
  const [full] = await rows<HerRecord>('her_full');
  expect(JSON.stringify(full)).not.toMatch(/\bash\b/i);
  expect(full!.conversation[0]!.dialogues.at(-1)).toMatchObject({
    character: 'Mara',
    standard_format: 'Goodbye.',
    without_think: 'Goodbye.',
    sys_thinking: 'I plan to end.',
    x_server: { model: 'scripted', status: 'complete', persona_version: 1 },
  });
  expect(await text('README.md')).toMatch(/\| conversations exported \| 1 \|[\s\S]*\| scripted \| 2 \|/);
});

test('one conversation, as HER’s training form has it', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    happens(1, 'The lamp turns once and lights the fog.'),
    replies(
      2,
      spans(['role_thinking', 'He hides it'], ['role_action', 'wrings out his cap'], ['speech', 'Late.']),
      {
        from: 'npc:tom',
        name: 'Tom',
      },
    ),
    replies(
      3,
      spans(['system_thinking', 'I draw him out.'], ['speech', 'Ghosts.'], ['role_thinking', 'A tell']),
    ),
    replies(4, spans(['system_thinking', 'I ask.'], ['speech', 'How high was the water?'])),
    says(5, 'High. <system_thinking>x</system_thinking>'),
  ]);
  const { rows } = await exported(file);
  await store.close();

  const samples = await rows<Sample>('sft_multi_turn');
  expect(samples.map(({ trace_id }) => trace_id)).toEqual([
    'testworld_main/tavern_1_0_Tom',
    'testworld_main/tavern_1_0_Mara',
  ]);
  const start = 'user: ===Conversation Start===\n\nEnvironment: The lamp turns once and lights the fog.';
  expect(talkOf(samples[1]!)).toEqual([
    `${start}\n\nTom: <role_action>wrings out his cap</role_action>Late.`,
    'assistant: Mara: Ghosts.<role_thinking>A tell</role_thinking>',
    'user: Environment: A moment passes.',
    'assistant: <system_thinking>I ask.</system_thinking>Mara: How high was the water?',
  ]);
  expect(await rows('sft_single_turn')).toMatchObject([
    { trace_id: 'testworld_main/tavern_1_0_Tom_turn_0', turn_index: 0, history_turns: 0 },
    {
      trace_id: 'testworld_main/tavern_1_0_Mara_turn_0',
      original_trace_id: 'testworld_main/tavern_1_0_Mara',
      turn_index: 0,
      history_turns: 0,
    },
    { trace_id: 'testworld_main/tavern_1_0_Mara_turn_1', turn_index: 1, history_turns: 1 },
  ]);
  const [full] = await rows<HerRecord>('her_full');
  expect(full!.conversation[0]!.dialogues[4]).toMatchObject({
    character: 'Traveller A',
    message: 'High. ‹system_thinking›x‹/system_thinking›',
    x_server: { line: 'l5', consent: true, heard_by: ['mara', 'tom', 'Traveller A'] },
  });
  expect(full!.conversation[0]!.dialogues[1]).toMatchObject({
    message: '[He hides it] (wrings out his cap) Late.',
    without_think: '<role_action>wrings out his cap</role_action>Late.',
    enhanced_pattern: 'think->act->speech',
    origin_id: [1],
  });
  expect(await rows('policy_rl')).toHaveLength(3);
});

test('edits, deletions and takes count; takes and what designers think of them become pairs', async () => {
  const file = freshFile();
  const { store, instance } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['system_thinking', 'p2'], ['speech', 'Nobody.'])),
    replies(3, spans(['system_thinking', 'p3'], ['speech', 'Me.']), { replaces: 'l2' }),
    says(4, 'A slip.'),
    replies(5, spans(['speech', 'What?'])),
    replies(6, spans(['speech', 'Pardon?']), { kind: 'edit', replaces: 'l5' }),
    says(7, '', { kind: 'delete', replaces: 'l4', spans: [] }),
  ]);
  await store.saveRating({
    instance,
    npc: 'mara',
    turn: 't2',
    rejected: 't3',
    author: 'Kim',
    value: 1,
    reason: 'Ash Reed would not believe it',
    body: {},
    at: 1,
  });
  const { rows } = await exported(file);
  await store.close();

  const [sample] = await rows<Sample>('sft_multi_turn');
  expect(talkOf(sample!).slice(-3)).toEqual([
    'assistant: Mara: Me.',
    'user: Environment: A moment passes.',
    'assistant: Mara: Pardon?',
  ]);
  const pairs = await rows<{ trace_id: string; raw_record: Record<string, unknown> }>('reward_pairs');
  expect(pairs).toHaveLength(1);
  expect(pairs[0]!.trace_id).toBe('testworld_main/tavern_1_0_l3_t2_t3_choices_0_1');
  const { candidate_1, candidate_2, metadata } = pairs[0]!.raw_record as Record<string, never>;
  expect([candidate_1, candidate_2].toSorted()).toEqual(['Mara: Me.', 'Mara: Nobody.']);
  const better = candidate_1 === 'Mara: Nobody.' ? 'cand_1' : 'cand_2';
  expect(metadata).toMatchObject({ source: 'preference', better_response: better });
  expect(await rows('rm_rl')).toMatchObject([
    {
      reward_model: { answer: better, style: 'rule' },
      extra_info: { reason: 'Traveller A would not believe it' },
    },
  ]);
  expect(await rows('policy_rl')).toMatchObject([
    {},
    {},
    { reward_model: { answer: 'Mara: Nobody.' }, extra_info: { golden_type: '3', index: 0 } },
  ]);
});

test('conversations end with silence and at their length; whispers and other places are their own', async () => {
  const file = freshFile();
  const later = { at: 1_700_000_000_000 + 30 * MINUTE };
  const { store } = await record(file, [
    says(1, 'One.'),
    replies(2, spans(['speech', 'First.'])),
    says(3, 'psst', { whisper: true, to: 'npc:mara', npcs: ['mara'] }),
    replies(4, spans(['speech', 'Hush.']), { whisper: true, to: 'player:s1', npcs: ['mara'] }),
    replies(5, spans(['speech', 'Elsewhere.']), {
      location: 'yard',
      from: 'npc:tom',
      name: 'Tom',
      npcs: ['tom'],
    }),
    says(6, 'Two.', later),
    replies(7, spans(['speech', 'Second.']), later),
    happens(8, 'Nobody answers.'),
  ]);
  const { rows, counts } = await exported(file);
  const short = await exported(file, { maxLines: 2 });
  await store.close();

  const talks = (await rows<Sample>('sft_multi_turn')).map((sample) => sample.messages.at(-1)!.content);
  expect(talks.toSorted()).toEqual(['Mara: First.', 'Mara: Hush.', 'Mara: Second.', 'Tom: Elsewhere.']);
  expect(counts.conversations).toEqual({
    found: 4,
    withoutReply: 0,
    withoutConsent: 0,
    unreadable: 0,
    exported: 4,
  });
  expect(short.counts.conversations.found).toBe(5);
});

test('what was cut, recited or stood in for is history and no target', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    says(1, 'Hello.'),
    replies(2, spans(['speech', 'Welcome, says Mara.'])),
    replies(3, spans(['speech', 'I was say']), { status: 'interrupted' }),
    replies(4, spans(['speech', 'Filler.']), { status: 'fallback' }),
    replies(5, spans(['speech', 'Whole.'])),
    replies(6, spans(['speech', 'Filler again.']), { status: 'fallback' }),
  ]);
  const { rows, counts } = await exported(file);
  await store.close();

  expect(counts.targets).toBe(1);
  const [sample] = await rows<Sample>('sft_multi_turn');
  expect(sample!.messages.at(-1)!.content).toBe('Mara: Whole.');
  expect(talkOf(sample!)).toContain('assistant: Mara: I was say …');
});

test('what is imported is what was exported', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    happens(1, 'It rains (hard).'),
    says(2, 'Is [this] it?'),
    replies(
      3,
      spans(
        ['system_thinking', 'p'],
        ['role_thinking', 't'],
        ['speech', 'It says [closed].'],
        ['role_action', 'nods'],
      ),
    ),
  ]);
  const { rows, out } = await exported(file);
  await store.close();

  expect(await imported(path.join(out, 'her_full/train.jsonl'))).toEqual(await rows('her_full'));
});
