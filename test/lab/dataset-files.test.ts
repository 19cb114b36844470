import { expect, test } from 'vitest';
import { exportOf as exported } from './imported.ts';

type Row = { trace_id: string; messages: { role: string; content: string }[] };

async function exportOf(name: string, content: unknown) {
  const { counts, problems, rows } = await exported(name, content);
  return { counts, problems, rows: await rows<Row>('sft_multi_turn') };
}

/** The worked example of a canonical prompt, with a thought that lacks its end. */
const RECORD = {
  text: '',
  summary: '',
  key_characters: [],
  conversation: [
    {
      scenario: 'Lamp room, past midnight, fog outside.',
      topic: '',
      key_characters: [{ name: 'Orla Venn', motivation: 'Find out whether Tamsin took the page.' }],
      dialogues: [
        { character: 'Environment', message: 'The lamp turns once and lights the fog.', origin_id: [0] },
        {
          character: 'Tamsin Reyk',
          origin_id: [1],
          standard_format:
            "<role_action>wrings out her cap</role_action>You're up late, Keeper.<role_thinking>She must not know",
        },
        {
          character: 'Orla Venn',
          origin_id: [2, 3],
          standard_format: 'Ghosts.',
          enhanced_speech:
            'Ghosts sign the ledger like anyone else.<role_thinking>She has not looked at the desk</role_thinking>How high was the water?',
        },
      ],
    },
  ],
  character_datasets: {
    'Orla Venn': {
      book_name: 'The Salt Ledger',
      character: 'Orla Venn',
      character_profile: 'Orla is fifty.',
      description: 'Keeper of the Skerry Light',
      experience: 'Tonight she found a page torn',
      background: 'An unlit boat passed.',
      motivation: 'Find out whether Tamsin took the page.',
      other_character_profiles: { 'Tamsin Reyk': 'A young pilot.' },
      output_format: 'Answer in two parts.',
    },
  },
  training_samples: {
    'Orla Venn': [
      { role: 'user', content: 'x', origin_id: null },
      {
        role: 'assistant',
        content: 'y',
        origin_id: [2, 3],
        sys_thinking_revised: 'I need to portray Orla as guarded.',
      },
    ],
  },
  trace_id_book_chapter: 'The Salt Ledger_3_0_0',
  book_name: 'The Salt Ledger',
};

test('a record of HER’s becomes samples in the canonical form, plans joined by the ids of their turns', async () => {
  const { rows, counts, problems } = await exportOf('full_info.jsonl', `${JSON.stringify(RECORD)}\nhalf`);

  expect(problems).toEqual(['line 2: is cut off: the file was not written to its end']);
  expect(counts.conversations).toMatchObject({ found: 2, unreadable: 1, exported: 1 });
  expect(rows).toEqual([
    {
      trace_id: 'The Salt Ledger_3_0_0_Orla_Venn',
      messages: [
        {
          role: 'system',
          content: [
            'You are Orla Venn from The Salt Ledger.',
            "===Orla Venn's Profile===\ndescription: Keeper of the Skerry Light\nOrla is fifty.\nexperience: Tonight she found a page torn",
            '===Background===\nAn unlit boat passed.',
            '===Current Scenario===\nLamp room, past midnight, fog outside.',
            '===Information about other Characters===\n**Tamsin Reyk**: A young pilot.',
            '===Your Inner Thoughts===\nFind out whether Tamsin took the page.',
            '===Requirements===\nAnswer in two parts.',
          ].join('\n\n'),
        },
        {
          role: 'user',
          content:
            "===Conversation Start===\n\nEnvironment: The lamp turns once and lights the fog.\n\nTamsin Reyk: <role_action>wrings out her cap</role_action>You're up late, Keeper.",
        },
        {
          role: 'assistant',
          content:
            '<system_thinking>I need to portray Orla as guarded.</system_thinking>Orla Venn: Ghosts sign the ledger like anyone else.<role_thinking>She has not looked at the desk</role_thinking>How high was the water?',
        },
      ],
    },
  ]);
});

test('what was enriched in a record stands in the prompts: the scene, and what is known of others', async () => {
  const [conversation] = RECORD.conversation;
  const settings = RECORD.character_datasets;
  const { rows } = await exportOf(
    'enriched.jsonl',
    `${JSON.stringify({
      ...RECORD,
      conversation: [{ ...conversation, scenario_enriched: 'Lamp room, fog, the ledger open.' }],
      character_datasets: {
        ...settings,
        'Tamsin Reyk': { description_enriched: 'A pilot in debt.', other_character_profiles: {} },
      },
    })}\n`,
  );

  const [orla] = rows.filter(({ trace_id }) => trace_id.endsWith('Orla_Venn'));
  expect(orla!.messages[0]!.content).toContain('===Current Scenario===\nLamp room, fog, the ledger open.');
  expect(orla!.messages[0]!.content).toContain('**Tamsin Reyk**: A pilot in debt.');
});

test('a test file of CoSER becomes samples of each who speaks', async () => {
  const { rows } = await exportOf('test_set.json', [
    {
      book: 'B',
      i_p: 1,
      i_c: 0,
      scenario: 's',
      topic: '',
      key_characters: [
        { name: 'Ann', thought: 'win' },
        { name: 'Bo', motivation: 'lose' },
      ],
      dialogues: [
        { character: 'Ann', message: '[hm] (nods) Yes.' },
        { character: 'Bo', message: 'No. [I lie]' },
      ],
      character_profiles: { Ann: 'Ann is tall.' },
    },
  ]);

  expect(rows.map(({ messages }) => messages.slice(1))).toEqual([
    [
      { role: 'user', content: '===Conversation Start===' },
      {
        role: 'assistant',
        content: 'Ann: <role_thinking>hm</role_thinking><role_action>nods</role_action>Yes.',
      },
    ],
    [
      { role: 'user', content: '===Conversation Start===\n\nAnn: <role_action>nods</role_action>Yes.' },
      { role: 'assistant', content: 'Bo: No.<role_thinking>I lie</role_thinking>' },
    ],
  ]);
  expect(rows[0]!.messages[0]!.content).toContain('===Your Inner Thoughts===\nwin');
  await expect(exportOf('empty.json', [])).rejects.toThrow(/No conversation could be read/);
});
