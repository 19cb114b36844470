import { expect, test } from 'vitest';
import type { HerRecord } from '../../schemas/lab/her-record.ts';
import { recordOf, setting, TALK, turn } from './her-records.ts';
import { exportOf, importOf, jsonl } from './imported.ts';

type Sample = { trace_id: string; messages: { role: string; content: string }[] };

test('older test files of CoSER, whose plots alone have i_p, are as many records as cases', async () => {
  const found = (i_p: number) => ({
    book: 'B',
    i_c: 0,
    scenario: 's',
    topic: '',
    key_characters: [{ name: 'Ann', thought: 'win' }],
    dialogues: TALK,
    plot: { summary: '', key_characters: [], chapter: 'c', i_p },
  });

  const { records } = await importOf('test_circumstance_id.json', [found(70), found(71)]);

  expect(records.map(({ i_p, plot_index, trace_id_book_chapter: id }) => [i_p, plot_index, id])).toEqual([
    [70, 70, 'B_c_70_0'],
    [71, 71, 'B_c_71_0'],
  ]);
});

test('enriched fields that are no text are nothing, and cost no record', async () => {
  const odd = { a: 1 };
  const record = recordOf(TALK, {
    character_datasets: {
      Ann: setting({
        character_profile_enriched: odd,
        background_enriched: 3,
        motivation_enriched: [odd],
        setting_enrichment_reasoning: odd,
        experience_enriched: 'to leave',
      }),
    },
  });
  Object.assign(record.conversation[0]!, { scenario_enriched: odd, scenario_enrichment_reasoning: [1] });
  Object.assign(record.conversation[0]!.dialogues[1]!, {
    enhanced_reason: odd,
    enhanced_pattern: ['speech'],
    enhanced_standard_format: odd,
  });

  const { counts, problems, rows } = await exportOf('a.jsonl', jsonl(record));

  expect(problems).toEqual([]);
  expect(counts.conversations).toMatchObject({ found: 1, exported: 1 });
  const [sample] = await rows<Sample>('sft_multi_turn');
  expect(sample!.messages[0]!.content).toContain('experience: to leave');
  const [full] = await rows<HerRecord>('her_full');
  expect(full!.character_datasets.Ann).not.toHaveProperty('background_enriched');
});

test('one damaged plot or character costs nothing else of a book', async () => {
  const plot = (more: object = {}) => ({
    chapter: 'c',
    key_characters: [],
    conversation: [{ scenario: '', topic: '', key_characters: [], dialogues: TALK, i_c: 0 }],
    ...more,
  });

  const { records, problems } = await importOf('Book.json', {
    plots: [
      plot({ key_characters: [{ description: 'nameless' }, { name: 'Ann', description: 'tall' }] }),
      'lost',
      plot({ conversation: [{ scenario: '' }, 7, ...plot().conversation] }),
      plot({ chapter: { odd: true } }),
    ],
    character_datasets: { Ann: { profile: 'Ann is tall.' }, Bo: 'odd' },
  });

  expect(records.map(({ trace_id_book_chapter: id }) => id)).toEqual([
    'Book_c_0_0',
    'Book_c_2_2',
    'Book__3_0',
  ]);
  expect(records[0]!.key_characters).toMatchObject([{ name: 'Ann', description: 'tall' }]);
  expect(problems).toEqual([
    expect.stringMatching(/^plot 1: is no plot/),
    expect.stringMatching(/^plot 2, conversation 0: is no conversation/),
    expect.stringMatching(/^plot 2, conversation 1: is no conversation/),
  ]);
});

test('samples that nobody reads again decide over no record', async () => {
  const samples = {
    Ann: [{ role: 'tool', content: 'x' }, { role: 'user' }, { role: 'system', content: 'You are Ann.' }, 7],
    Bo: 'none',
  };

  const { problems, rows } = await exportOf('a.jsonl', jsonl(recordOf(TALK, { training_samples: samples })));

  expect(problems).toEqual([]);
  expect((await rows<Sample>('sft_multi_turn')).map(({ messages }) => messages[0]!.content)).toEqual([
    'You are Ann.',
  ]);
});

test('plans stand with the turns whose ids they have, wherever HER’s scripts have put them', async () => {
  const dialogues = [
    turn('Ann', 'One.\n\nTwo.', { origin_id: [0, 1] }),
    turn('Bo', 'Three.', { origin_id: [2] }),
    // By position: the plan of the turn with id 2 to 4.
    turn('Ann', 'Four.', { origin_id: [3], sys_thinking: 'plan of five' }),
    turn('Bo', 'Hm.', { origin_id: [4] }),
    turn('Ann', 'Five.', { origin_id: [5] }),
  ];
  const own = (origin_id: number[], plan: string) => ({
    role: 'assistant',
    content: 'x',
    origin_id,
    sys_thinking_revised: plan,
    sys_thinking_original: `draft of ${plan}`,
  });
  const samples = { Ann: [own([0, 1], 'plan of one'), own([5], 'plan of five')] };

  const { records } = await importOf('a.jsonl', jsonl(recordOf(dialogues, { training_samples: samples })));
  const { rows } = await exportOf('a.jsonl', jsonl(recordOf(dialogues, { training_samples: samples })));

  expect(records[0]!.conversation[0]!.dialogues.map(({ sys_thinking }) => sys_thinking)).toEqual([
    'plan of one',
    undefined,
    undefined,
    undefined,
    'plan of five',
  ]);
  const [full] = await rows<HerRecord>('her_full');
  const replies = full!.training_samples.Ann!.filter(({ role }) => role === 'assistant');
  expect(replies.map((reply) => [reply.sys_thinking_revised, reply.sys_thinking_original])).toEqual([
    ['plan of one', 'draft of plan of one'],
    [undefined, undefined],
    ['plan of five', 'draft of plan of five'],
  ]);
});

test('what HER’s records have beyond what is read comes through import and export', async () => {
  const record = recordOf(
    [turn('Bo', 'Well?', { origin_id: [0], tx_format: 'x' }), turn('Ann', 'Well.', { origin_id: [1] })],
    {
      key_characters: [{ name: 'Ann', description: 'd', experience: 'e', i_p: 4 }],
      training_samples: {
        Ann: [
          { role: 'system', content: 'You are Ann.', origin_id: null, style: 'natural' },
          { role: 'assistant', content: 'x', origin_id: [1], sys_thinking_original: 'o', tx_format: 'y' },
        ],
      },
      prompt_config: { enriched_fields: [] },
    },
  );
  record.conversation[0]!.key_characters = [{ name: 'Ann', motivation: 'm', i_p: 4, i_c: 1 } as never];

  const { rows } = await exportOf('a.jsonl', jsonl(record));
  const [full] = await rows<HerRecord>('her_full');

  expect(full!.key_characters).toEqual([{ name: 'Ann', description: 'd', experience: 'e', i_p: 4 }]);
  expect(full!.conversation[0]!.key_characters).toEqual([{ name: 'Ann', motivation: 'm', i_p: 4, i_c: 1 }]);
  expect(full!.conversation[0]!.dialogues[0]).toMatchObject({ tx_format: 'x' });
  expect(full!.training_samples.Ann).toMatchObject([
    { role: 'system', style: 'natural' },
    { role: 'user' },
    { role: 'assistant', sys_thinking_original: 'o', tx_format: 'y' },
  ]);
  expect(full!.prompt_config).toEqual({ enriched_fields: [] });
});

test('tags in a plan or a message go, and the environment has one name', async () => {
  const { records } = await importOf(
    'a.jsonl',
    jsonl(
      recordOf([
        turn('environment', 'It rains.'),
        turn('ENV', 'It stops.'),
        turn('Ann', '<role_thinking>hm</role_thinking>Well.', {
          sys_thinking: '<system_thinking>I need to portray Ann.</system_thinking>',
        }),
      ]),
    ),
  );

  const [{ dialogues, speaking_characters_w_env }] = records[0]!.conversation as [
    HerRecord['conversation'][0],
  ];
  expect(speaking_characters_w_env).toEqual(['Ann', 'Environment']);
  expect(dialogues.map(({ character, message }) => `${character}: ${message}`)).toEqual([
    'Environment: It rains.',
    'Environment: It stops.',
    'Ann: [hm] Well.',
  ]);
  expect(dialogues[2]!.sys_thinking).toBe('I need to portray Ann.');
});

test('JSON lines may begin with the mark of their encoding', async () => {
  const { records, problems } = await importOf('a.jsonl', `\uFEFF${jsonl(recordOf(TALK))}`);

  expect(problems).toEqual([]);
  expect(records).toHaveLength(1);
});
