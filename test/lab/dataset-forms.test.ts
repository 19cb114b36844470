import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { trainingSchemas } from '../../schemas/generate.ts';
import { LAYOUTS, LlamaFactoryInfo } from '../../schemas/lab/training.ts';
import { Aliases, redactors } from '../../server/lab/data/redact.ts';
import { splitOf } from '../../server/lab/data/split.ts';
import { freshFile } from '../store/records.ts';
import { exported, record, replies, says, spans } from './played.ts';

const folder = new URL('../../schemas/generated/lab/', import.meta.url);

test('the published JSON Schemas of training data are those that zod makes now; else: npm run schemas', async () => {
  const made = trainingSchemas();

  expect((await readdir(folder)).toSorted()).toEqual([...made.keys()].toSorted());
  for (const [file, text] of made) expect(await readFile(new URL(file, folder), 'utf8')).toBe(text);
});

async function played() {
  const file = freshFile();
  const { store, instance } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['system_thinking', 'p2'], ['speech', 'Nobody.'])),
    replies(3, spans(['system_thinking', 'p3'], ['speech', 'Me.']), { replaces: 'l2' }),
    says(4, 'Why “here”?'),
    replies(5, spans(['system_thinking', 'p5'], ['speech', '因为雨。'])),
  ]);
  await store.saveRating({
    instance,
    npc: 'mara',
    turn: 't3',
    rejected: 't2',
    author: 'Kim',
    value: 1,
    reason: 'true',
    body: {},
    at: 1,
  });
  const result = await exported(file, { formats: ['jsonl', 'parquet'], layouts: LAYOUTS });
  await store.close();
  return result;
}

test('each file fits its JSON Schema, and Parquet holds what JSON lines hold', async () => {
  const { out, rows, text } = await played();
  const kinds = [...trainingSchemas().keys()]
    .map((file) => file.replace('.schema.json', ''))
    // Rollouts are written by a command of their own.
    .filter((kind) => !kind.endsWith('dataset_info') && !kind.startsWith('rollouts-'));

  for (const kind of kinds) {
    const place = kind.replace('-', '/');
    const check = new Ajv({ strict: false }).compile(
      JSON.parse(await readFile(new URL(`${kind}.schema.json`, folder), 'utf8')),
    );
    const lines = await rows<Record<string, unknown>>(place);
    expect(lines, kind).not.toEqual([]);
    for (const line of lines) expect(check(line) || check.errors, kind).toBe(true);
    const columnar = await parquetReadObjects({
      file: await asyncBufferFromFile(path.join(out, `${place}/train.parquet`)),
    });
    // A column that a row has nothing for is null.
    expect(columnar, kind).toEqual(
      lines.map((line) => (kind === 'her_full' ? { prompt_config: null, ...line } : line)),
    );
  }
  LlamaFactoryInfo.parse(JSON.parse(await text('llama_factory/dataset_info.json')));
  for (const { file_name } of Object.values(
    JSON.parse(await text('llama_factory/dataset_info.json')) as Record<string, { file_name: string }>,
  ))
    await text(`llama_factory/${file_name}`);
});

test('each layout is as its trainer reads it, and says that it was not run', async () => {
  const { rows, text } = await played();
  const prompt = [
    expect.objectContaining({ role: 'system' }),
    { role: 'user', content: '===Conversation Start===\n\nTraveller A: Who?' },
  ];
  const reply = (content: string) => ({ role: 'assistant', content });
  const [better, worse] = [
    '<system_thinking>p3</system_thinking>Mara: Me.',
    '<system_thinking>p2</system_thinking>Mara: Nobody.',
  ];

  expect(await rows('trl/dpo')).toEqual([
    {
      trace_id: 'testworld_main/tavern_1_0_l3_t3_t2',
      prompt,
      chosen: [reply(better)],
      rejected: [reply(worse)],
    },
  ]);
  expect(await rows('ms_swift/dpo')).toEqual([
    { messages: [...prompt, reply(better)], rejected_response: worse },
  ]);
  expect(await rows('llama_factory/dpo')).toEqual([
    { messages: prompt, chosen: reply(better), rejected: reply(worse) },
  ]);
  expect(await rows('verl/rl')).toEqual([
    {
      data_source: 'soliloquy/roleplay',
      prompt,
      ability: 'roleplay',
      reward_model: { style: 'rule', ground_truth: 'Mara: Me.' },
      extra_info: { split: 'train', index: 0, trace_id: 'testworld_main/tavern_1_0_Mara_turn_0' },
    },
    expect.objectContaining({ extra_info: expect.objectContaining({ index: 1 }) }),
  ]);
  expect(await rows('trl/sft')).toEqual([
    {
      trace_id: 'testworld_main/tavern_1_0_Mara',
      prompt: expect.any(Array),
      completion: [reply('<system_thinking>p5</system_thinking>Mara: 因为雨。')],
    },
  ]);
  for (const layout of LAYOUTS) expect(await text(`${layout}/README.md`)).toMatch(/Not run here/);
});

test('rows for reinforcement are of the shape of HER’s scripts', async () => {
  const { rows } = await played();
  const prompt = [
    expect.objectContaining({ role: 'system' }),
    { role: 'user', content: '===Conversation Start===\n\nTraveller A: Who?' },
  ];

  const [{ reward_model }] = (await rows('rm_rl')) as [{ reward_model: { answer: 'cand_1' | 'cand_2' } }];
  expect(await rows('rm_rl')).toMatchObject([{ data_source: 'v3_tx_sft/tx_rl4rm', ability: 'roleplay' }]);
  const { answer: better } = reward_model;
  expect(reward_model).toEqual({ answer: better, problem: '', solution: better, style: 'rule' });
  const [first, , pair] = await rows<Record<string, object>>('policy_rl');
  const both = ['Mara: Me.', 'Mara: Nobody.'];
  const [candidate_1, candidate_2] = better === 'cand_1' ? both : both.toReversed();
  expect(pair).toEqual({
    data_source: 'roleplay_rl',
    prompt,
    reward_model: { answer: 'Mara: Me.', solution: expect.any(String), style: 'rule' },
    extra_info: {
      raw_record: {
        messages: prompt,
        candidate_1,
        candidate_2,
        metadata: { trace_id: 'testworld_main/tavern_1_0_l3_t3_t2', source: 'preference' },
      },
      better_response: better,
      candidates: { cand_1: candidate_1, cand_2: candidate_2 },
      golden_type: '3',
      index: 0,
    },
  });
  expect(JSON.parse((pair!.reward_model as { solution: string }).solution)).toEqual({
    input: JSON.stringify(pair!.prompt),
    ref_answer: 'Mara: Me.',
    golden_type: '3',
  });
  expect(first!.extra_info).toMatchObject({
    better_response: 'cand_1',
    candidates: { cand_1: 'Mara: Me.', cand_2: null },
    raw_record: { metadata: { trace_id: 'testworld_main/tavern_1_0_Mara_turn_0', source: 'recorded' } },
  });
});

test('names go as whole words in their case, and those of characters stay', () => {
  const redactIn = redactors(
    {
      persons: [
        { player: 'a', name: 'Ash Reed' },
        { player: 'a', name: 'Ash Reed (2)' },
        { player: 'b', name: '张三' },
        { player: 'c', name: 'Mara Jade' },
        { player: 'd', name: 'Traveller' },
      ],
      characters: ['Mara', 'Old Tom', 'Una'],
      comings: ['Silent Bob comes in.', 'Una comes in.', 'Ash Reed comes to The Yard.'],
    },
    new Aliases(),
  );
  const redact = redactIn(new Set(['a', 'b', 'c', 'd'])).text;

  expect(redact('Ash Reed, ASH! ashes, Ash’s reed; Ash Reed (2).')).toBe(
    'Traveller A, TRAVELLER A! ashes, Traveller A’s traveller a; Traveller A.',
  );
  expect(redact('我叫张三。Mara knows Mara Jade, and Jade.')).toBe(
    '我叫Traveller B。Mara knows Traveller C, and Traveller C.',
  );
  expect(redact('Welcome, traveller. Silent Bob comes in. Una, silent, leaves Bob.')).toBe(
    'Welcome, traveller. Traveller D comes in. Una, silent, leaves Bob.',
  );
});

test('a conversation is in the same part whatever else is exported, and parts are as large as was asked', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => `testworld_main/tavern_${index}_0`);
  const parts = ids.map((id) => splitOf(id, 42, { validation: 0.1, test: 0.2 }));
  const shareOf = (part: string) => parts.filter((one) => one === part).length / ids.length;

  expect(ids.map((id) => splitOf(id, 42, { validation: 0.1, test: 0.2 }))).toEqual(parts);
  expect(splitOf('testworld_main/tavern_1_0', 1, { validation: 0, test: 0 })).toBe('train');
  expect(shareOf('validation')).toBeCloseTo(0.1, 1);
  expect(shareOf('test')).toBeCloseTo(0.2, 1);
});
