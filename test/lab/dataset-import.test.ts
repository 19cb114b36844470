import { expect, test } from 'vitest';
import type { HerRecord } from '../../schemas/lab/her-record.ts';
import { importOf as read } from './imported.ts';

/** As CoSER's files have it, with the older names of two fields. */
const BOOK = {
  plots: [
    {
      text: 'The lamp turned once.',
      summary: 'Three nights ago an unlit boat passed the Skerry.',
      prominence: 70,
      key_characters: [
        { name: 'Orla Venn', description: 'Keeper of the light', experience: 'About to ask who did it' },
        { name: 'Tamsin Reyk', description: 'A young pilot', summary: 'Comes in soaked' },
      ],
      chapter: 'Chapter 3',
      conversation: [
        {
          scenario: 'Lamp room, past midnight.',
          topic: 'The missing page',
          key_characters: [
            { name: 'Orla Venn', motivation: 'Find out who took the page' },
            { name: 'Tamsin Reyk', thought: 'Let nothing show' },
          ],
          dialogues: [
            { character: 'Environment', message: 'The lamp turns once and lights the fog.' },
            { character: 'Tamsin Reyk', message: '(wrings out her cap) You are up late, Keeper.' },
            { character: 'Tamsin Reyk', message: '[She knows] Counting ghosts?' },
            { character: 'Orla Venn', message: '【恨】（微笑）Ghosts sign the ledger.' },
          ],
          i_c: 0,
        },
        { scenario: 'Nobody speaks.', topic: '', key_characters: [], dialogues: [], i_c: 1 },
      ],
      state: 'finished',
      i_chunk: 4,
      i_p: 11,
    },
  ],
  character_datasets: {
    'Orla Venn': { plots: [], conversations: [], utterances: [], profile: 'Orla is fifty.' },
  },
};

test('a book of CoSER becomes records: turns merged, in tags, what each knows of the others', async () => {
  const { records, problems } = await read('The Salt Ledger.json', JSON.stringify(BOOK));

  expect(problems).toEqual([
    'plot 0, conversation 1: is no conversation: dialogues: expected at least one turn',
  ]);
  const [record] = records as [HerRecord];
  expect(record).toMatchObject({
    trace_id_book_chapter: 'The Salt Ledger_Chapter 3_0_0',
    book_name: 'The Salt Ledger',
    i_p: 11,
    i_chunk: 4,
    key_characters: [
      { name: 'Orla Venn', experience: 'About to ask who did it' },
      { name: 'Tamsin Reyk', experience: 'Comes in soaked' },
    ],
  });
  const [{ dialogues, ...conversation }] = record.conversation as [HerRecord['conversation'][0]];
  expect(conversation).toMatchObject({
    speaking_characters_w_env: ['Tamsin Reyk', 'Orla Venn', 'Environment'],
    major_characters: ['Orla Venn', 'Tamsin Reyk'],
    key_characters: [{ motivation: 'Find out who took the page' }, { motivation: 'Let nothing show' }],
  });
  expect(
    dialogues.map(({ origin_id, standard_format, without_think }) => [
      origin_id,
      standard_format,
      without_think,
    ]),
  ).toEqual([
    [[0], 'The lamp turns once and lights the fog.', 'The lamp turns once and lights the fog.'],
    [
      [1, 2],
      '<role_action>wrings out her cap</role_action>You are up late, Keeper.<role_thinking>She knows</role_thinking>Counting ghosts?',
      '<role_action>wrings out her cap</role_action>You are up late, Keeper. Counting ghosts?',
    ],
    [
      [3],
      '<role_thinking>恨</role_thinking><role_action>微笑</role_action>Ghosts sign the ledger.',
      '<role_action>微笑</role_action>Ghosts sign the ledger.',
    ],
  ]);
  expect(record.character_datasets['Tamsin Reyk']).toMatchObject({
    motivation: 'Let nothing show',
    background: 'Three nights ago an unlit boat passed the Skerry.',
    other_character_profiles: { 'Orla Venn': 'Orla is fifty.' },
  });
});

/** As HER's published file has it, with Python's nulls. */
const RECORD = {
  text: 't',
  summary: 's',
  prominence: null,
  key_characters: [{ name: 'Orla', description: 'd', experience: null, summary: 'older' }],
  chapter: 3,
  state: 'finished',
  i_chunk: 1,
  i_p: 2,
  conversation: [
    {
      scenario: 'sc',
      topic: 'to',
      key_characters: [{ name: 'Orla', thought: 'm' }],
      i_c: 0,
      speaking_characters_w_env: ['Orla', 'Environment'],
      major_characters: ['Orla'],
      scenario_enriched: null,
      dialogues: [
        {
          character: 'Orla',
          message: 'Hello. [hidden]',
          origin_id: [4, 5],
          standard_format: 'Hello.<role_thinking>hidden',
          without_think: 'Hello.<role_thinking>hidden',
          enhanced_speech: 'Orla: <role_action>nods</role_action>Hello.',
          enhanced_reason: null,
          sys_thinking: 'I need to portray Orla.',
          tx_format: 'kept',
        },
      ],
    },
  ],
  character_datasets: { Orla: { profile: 'p', motivation: '', background_enriched: null } },
  training_samples: { Orla: [{ role: 'system', content: 'You are Orla.', origin_id: null }] },
  trace_id_book_chapter: 'b_3_0_0',
  book_name: 'b',
  plot_index: 0,
  conv_index: 0,
};

test('HER’s published records are read, whatever their fields are called and whatever is null', async () => {
  const { records, problems } = await read('HER_dataset_full_info.jsonl', `${JSON.stringify(RECORD)}\n`);

  expect(problems).toEqual([]);
  const [record] = records as [HerRecord];
  expect(record.key_characters).toEqual([{ name: 'Orla', description: 'd', experience: 'older' }]);
  expect(record.conversation[0]!.dialogues).toEqual([
    {
      character: 'Orla',
      message: 'Hello. [hidden]',
      origin_id: [4, 5],
      standard_format: 'Hello.<role_thinking>hidden</role_thinking>',
      // HER's own field leaks the thought that lacks its end.
      without_think: 'Hello.',
      enhanced_standard_format: '<role_action>nods</role_action>Hello.',
      sys_thinking: 'I need to portray Orla.',
      tx_format: 'kept',
    },
  ]);
  expect(record.character_datasets.Orla).toMatchObject({
    character_profile: 'p',
    motivation: 'm',
    scenario: 'sc',
  });
  expect(record.training_samples).toEqual({
    Orla: [{ role: 'system', content: 'You are Orla.', origin_id: null }],
  });
});

test('a record of two conversations is named, not halved; ids that are no list are read', async () => {
  const twice = { ...RECORD, conversation: [...RECORD.conversation, ...RECORD.conversation] };
  const [sample] = RECORD.training_samples.Orla;
  const single = {
    ...RECORD,
    training_samples: { Orla: [sample, { ...sample, role: 'assistant', origin_id: 4 }] },
  };
  const { records, problems } = await read(
    'a.jsonl',
    [twice, single].map((one) => `${JSON.stringify(one)}\n`).join(''),
  );

  expect(problems).toEqual([
    "line 1: is no record of HER's: conversation: expected one conversation; give each a record of its own",
  ]);
  expect(records.map(({ training_samples: { Orla } }) => Orla!.map(({ origin_id }) => origin_id))).toEqual([
    [null, [4]],
  ]);
});

test('a record without settings gets what its plot and conversation say', async () => {
  const { character_datasets: _, ...bare } = RECORD;
  const { records } = await read('clean.jsonl', JSON.stringify(bare));

  expect(records[0]!.character_datasets).toMatchObject({
    Orla: { character: 'Orla', description: 'd', experience: 'older', motivation: 'm', background: 's' },
  });
});

test('a test file of CoSER is read as records for acting', async () => {
  const [plot] = BOOK.plots;
  const { conversation, ...rest } = plot!;
  const cases = [
    {
      book: 'The Salt Ledger',
      ...conversation[0],
      i_p: 11,
      i_c: 2,
      weight: 0.5,
      plot: rest,
      character_profiles: { 'Orla Venn': 'Orla is fifty.' },
    },
  ];
  const { records, problems } = await read('test_set.json', JSON.stringify(cases));

  expect(problems).toEqual([]);
  expect(records[0]).toMatchObject({
    trace_id_book_chapter: 'The Salt Ledger_Chapter 3_11_2',
    i_p: 11,
    character_datasets: { 'Orla Venn': { character_profile: 'Orla is fifty.' } },
  });
});

test('what cannot be read is named by its place, and costs nothing else', async () => {
  const whole = JSON.stringify(RECORD);
  const lines = [
    '[1]',
    'damaged',
    JSON.stringify({ trace_id: 'a', messages: [] }),
    whole,
    whole.slice(0, 99),
  ];
  const { records, problems } = await read('all.jsonl', lines.join('\n'));

  expect(records).toHaveLength(1);
  expect(problems).toEqual([
    expect.stringMatching(/^line 1, item 0: has neither "conversation"/),
    'line 2: is no JSON',
    expect.stringMatching(/^line 3: is a training sample.*full_info/),
    'line 5: is cut off: the file was not written to its end',
  ]);
  await expect(read('cut.json', '{"plots": [')).rejects.toThrow(/cut\.json is no JSON: cut off or damaged/);
});
