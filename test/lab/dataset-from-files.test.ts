import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { HerRecord } from '../../schemas/lab/her-record.ts';
import { LAYOUTS } from '../../schemas/lab/training.ts';
import { recordOf, setting, TALK, turn } from './her-records.ts';
import { exportOf, jsonl } from './imported.ts';

type Sample = { trace_id: string; messages: { role: string; content: string }[] };
const lastOf = ({ messages }: Sample) => messages.at(-1)!.content;

test('turns that are joined when they are read are counted as those they were', async () => {
  const { counts } = await exportOf('Book.json', {
    plots: [
      {
        conversation: [
          {
            scenario: '',
            topic: '',
            key_characters: [],
            i_c: 0,
            dialogues: [
              turn('Ann', 'a'),
              turn('Ann', 'b'),
              turn('Bo', 'c'),
              turn('Bo', 'd'),
              turn('Bo', 'e'),
            ],
          },
        ],
      },
    ],
  });

  expect([counts.lines, counts.turns]).toEqual([5, 2]);
});

test('nothing is exported that does not fit the schema of its rows; its line is named', async () => {
  const { counts, problems, rows } = await exportOf(
    'a.jsonl',
    jsonl(
      recordOf([turn('Ann', 'Well.', { origin_id: [] })]),
      recordOf(TALK, { i_p: 2 ** 40 }),
      recordOf(TALK, { prompt_config: 'v6', trace_id_book_chapter: 'b_2' }),
    ),
  );

  expect(problems).toEqual([
    expect.stringMatching(/^line 2: is no record that can be written: i_p: /),
    expect.stringMatching(/^line 3: is no record that can be written: prompt_config: /),
  ]);
  expect(counts.conversations).toMatchObject({ found: 3, unreadable: 2, exported: 1 });
  const [full] = await rows<HerRecord>('her_full');
  expect(full!.conversation[0]!.dialogues[0]!.origin_id).toEqual([0]);
});

test('settings of nobody who speaks are made anew; where no character speaks, that is said', async () => {
  const { counts, problems, rows } = await exportOf(
    'a.jsonl',
    jsonl(
      recordOf(TALK, { character_datasets: { Cy: setting() } }),
      recordOf([turn('Environment', 'It rains.')], { trace_id_book_chapter: 'b_2' }),
    ),
  );

  expect((await rows<Sample>('sft_multi_turn')).map(lastOf)).toEqual(['Bo: Well?', 'Ann: Well.']);
  expect(problems).toEqual(['line 2: has no character that says anything']);
  expect(counts.conversations).toMatchObject({ found: 2, withoutReply: 1, exported: 1 });
});

test('the same record twice is exported once, and counted', async () => {
  const { counts, problems, rows, out } = await exportOf('a.jsonl', jsonl(recordOf(TALK), recordOf(TALK)));

  expect(problems).toEqual(['line 2: is b_1_0_0 again, which was in a.jsonl, line 1 before']);
  expect(counts.conversations).toMatchObject({ found: 2, repeated: 1, exported: 1 });
  expect(await rows('her_full')).toHaveLength(1);
  expect(await readFile(path.join(out, 'README.md'), 'utf8')).toContain('| left out: was there before | 1 |');
});

test.each(['jsonl', 'parquet'] as const)(
  'layouts have the files that their commands name, with --format %s alone',
  async (format) => {
    const { out } = await exportOf('a.jsonl', jsonl(recordOf(TALK)), { formats: [format], layouts: LAYOUTS });

    for (const layout of LAYOUTS) {
      const readme = await readFile(path.join(out, layout, 'README.md'), 'utf8');
      for (const [named] of readme.matchAll(/(?:sft|dpo|rl)\/\w+\.(?:jsonl|parquet)/g))
        expect(existsSync(path.join(out, layout, named)), `${layout}/${named}`).toBe(true);
    }
    const info = JSON.parse(await readFile(path.join(out, 'llama_factory/dataset_info.json'), 'utf8'));
    for (const { file_name } of Object.values(info) as { file_name: string }[])
      expect(existsSync(path.join(out, 'llama_factory', file_name))).toBe(true);
    expect(existsSync(path.join(out, `her_full/train.${format}`))).toBe(true);
  },
);

/** A record in which something stands where something else is expected. */
const damaged = fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([place, value]) => {
  const record = JSON.parse(
    JSON.stringify(
      recordOf([turn('Bo', 'Well?', { origin_id: [0] }), turn('Ann', 'Well.', { sys_thinking: 'p' })], {
        character_datasets: {
          Ann: setting({
            background_enriched: 'b',
            description_enriched: 'd',
            setting_enrichment_reasoning: 'r',
          }),
        },
        prompt_config: { version: 'v6' },
        training_samples: {
          Ann: [{ role: 'assistant', content: 'x', origin_id: [1], sys_thinking_revised: 'p' }],
        },
      }),
    ),
  );
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: Record<string, unknown>) => {
    for (const [key, child] of Object.entries(node)) {
      places.push([node, key]);
      if (typeof child === 'object' && child !== null) visit(child as Record<string, unknown>);
    }
  };
  visit(record);
  const [node, key] = places[place % places.length]!;
  node[key] = value;
  return record;
});

property.prop([fc.array(damaged, { minLength: 1, maxLength: 8 })], { numRuns: 40 })(
  'whatever stands in a field of a record, it is exported whole or named, and all are counted',
  async (records) => {
    const named = records.map((record, index) => ({ ...record, trace_id_book_chapter: `id ${index}` }));
    const sound = recordOf(TALK, { trace_id_book_chapter: 'sound' });

    const { counts, problems, rows } = await exportOf('a.jsonl', jsonl(...named, sound));

    const { found, exported, unreadable, withoutReply, repeated = 0 } = counts.conversations;
    expect(found).toBe(records.length + 1);
    expect(exported + unreadable + withoutReply + repeated).toBe(found);
    expect(problems).toHaveLength(found - exported);
    const full = await rows<HerRecord>('her_full');
    expect(full).toHaveLength(exported);
    for (const record of full) HerRecord.parse(record);
  },
  60_000,
);
