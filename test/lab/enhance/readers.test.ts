import { fc, test as property } from '@fast-check/vitest';
import { Compiler } from 'inkjs/full';
import { expect, test } from 'vitest';
import { cleaned } from '../../../server/lab/enhance/clean.ts';
import { turnsOf } from '../../../server/lab/enhance/conversation.ts';
import { scriptsInCsv } from '../../../server/lab/enhance/readers/csv.ts';
import { scriptsInInk } from '../../../server/lab/enhance/readers/ink.ts';
import { readSources } from '../../../server/lab/enhance/readers/read.ts';
import { scriptsInYarn } from '../../../server/lab/enhance/readers/yarn.ts';
import { files, read, textsOf } from './sources.ts';

test('a script as a table: thoughts, actions, events, and rows of one speaker as one turn', async () => {
  const paths = await files({
    'tavern.csv':
      '\uFEFFScene;Speaker;Text;Kind\nnight;Mara;"(wipes the bar) You look ""tired"".";\n;Ash;The road was long.;speech\n;Ash;She must not know;thought\n;;Rain begins.;event\n',
  });

  expect(textsOf(await read(paths))).toEqual([
    [
      'Mara: <role_action>wipes the bar</role_action>You look "tired".',
      'Ash: The road was long.<role_thinking>She must not know</role_thinking>',
      'Environment: Rain begins.',
    ],
  ]);
});

test('a damaged scene costs no other, and says its line', async () => {
  const [file] = await files({
    'a.csv':
      'scene,speaker,text,kind\none,Mara,Hello.,\ntwo,Mara,Hm.,laughs\ntwo,Ash,Yes.,\nthree,,Yes.,\nfour,Ash,No.,\n',
  });

  const { sources, rejected } = await read([file!]);

  expect(sources.map(({ record }) => record.chapter)).toEqual(['one', 'four']);
  expect(rejected.map(({ detail }) => detail)).toEqual([
    `${file}: line 3: kind is "laughs"; expected speech, thought, action, event.`,
    `${file}: line 5: speaker is empty; name who speaks, or give the row the kind event.`,
  ]);
});

test('files that nobody can read say file, line and what to do', async () => {
  const [table, quotes, json, other] = await files({
    'a.csv': 'scene,who,text\n',
    'b.csv': 'scene,speaker,text\none,Mara,"Hello\none,Ash,Yes\n',
    'c.json': '{\n  "inkVersion": 21,\n  "root": [\n',
    'd.txt': 'Mara: Hello.',
  });

  await expect(read([table!])).rejects.toThrow(
    `${table}:1: the column speaker is missing. Expected a first line`,
  );
  await expect(read([quotes!])).rejects.toThrow(/b\.csv:\d+: is no row of the table: [\s\S]*double quotes/);
  await expect(read([json!])).rejects.toThrow(/c\.json:\d+: is no JSON: [\s\S]*export it again/);
  await expect(read([other!])).rejects.toThrow(/d\.txt: nobody knows what it is[\s\S]*\.csv/);
  await expect(read(['missing.csv'])).rejects.toThrow(/missing\.csv cannot be read/);
});

const STORY = `
-> tavern
=== tavern
Rain falls on the harbour.
Mara: (looks up) What will it be?
* [Say nothing]
  Mara: Suit yourself.
* I need a room.
  Mara: Upstairs, the second door. # speaker: Mara
  ** Is it dry?
     Mara: Drier than you.
  ** Thank you.
- -> street
=== street
The door falls shut.
Mara: Good night.
-> END
`;

test('a story of Ink is played until every choice was taken, cut at its knots', () => {
  const json = new Compiler(STORY).Compile().ToJson() as string;

  const found = scriptsInInk(json, 'harbour', 'Ash');

  const lines = found.map(({ scene, turns }) => [
    scene,
    ...turns.map(({ speaker, spans }) => `${speaker}: ${spans.map(({ text }) => text).join(' | ')}`),
  ]);
  const begin = ['tavern', 'Environment: Rain falls on the harbour.', 'Mara: looks up | What will it be?'];
  const room = [...begin, 'Ash: I need a room.', 'Mara: Upstairs, the second door.'];
  expect(lines).toEqual([
    [...begin, 'Mara: Suit yourself.'],
    ['street', 'Environment: The door falls shut.', 'Mara: Good night.'],
    [...room, 'Ash: Is it dry?', 'Mara: Drier than you.'],
    [...room, 'Ash: Thank you.'],
  ]);
});

test('a story that cannot be played on is rejected; what came before is kept', async () => {
  const json = new Compiler('VAR door = ""\nMara: Welcome.\n-> pay\n=== pay\nMara: This way.\n-> door\n')
    .Compile()
    .ToJson() as string;
  const outside = new Compiler('EXTERNAL gold()\nMara: {gold()}.\n-> END\n').Compile().ToJson() as string;
  const paths = await files({ 'a.json': json, 'b.json': outside, 'c.json': '{"inkVersion":99,"root":[]}' });

  const found = await read(paths);

  expect(textsOf(found).flat()).toContain('Mara: Welcome.');
  expect(
    found.rejected.map(({ where, detail }) => [where.split(',')[0], /cannot be played on/.test(detail)]),
  ).toEqual([
    ['knot pay', true],
    ['knot start', true],
    ['knot start', true],
  ]);
});

const NODES = [
  {
    title: 'Start',
    tags: '',
    position: { x: 0, y: 0 },
    body: [
      'Mara: (looks up) Welcome. #line:0a1',
      '// a note',
      '<<if $met>>',
      'Mara: Back again?',
      '<<else>>',
      'Mara: New here?',
      '<<endif>>',
      '-> A room. #line:0a2',
      '    Mara: Upstairs.',
      '    -> Which door?',
      '        Mara: The [wave]second[/wave].',
      '    -> Thanks.',
      '-> Ash: Nothing.',
      'The fire crackles.',
      '<<jump Street>>',
    ].join('\n'),
  },
  { title: 'Pay', tags: '', body: 'Mara: That is {$price} coins.' },
];

test('nodes of Yarn Spinner: as many ways as every option and branch needs', () => {
  const [pay, ...ways] = scriptsInYarn(NODES, 'harbour', 'Player').toReversed();

  expect(pay!.problem).toMatch(/\{\$price\} stands in a line/);
  const lines = ways
    .toReversed()
    .map(({ turns }) =>
      turns.map(({ speaker, spans }) => `${speaker}: ${spans.map(({ text }) => text).join(' | ')}`),
    );
  const end = 'Environment: The fire crackles.';
  expect(lines).toEqual([
    [
      'Mara: looks up | Welcome.',
      'Mara: Back again?',
      'Player: A room.',
      'Mara: Upstairs.',
      'Player: Which door?',
      'Mara: The second.',
      end,
    ],
    [
      'Mara: looks up | Welcome.',
      'Mara: New here?',
      'Player: A room.',
      'Mara: Upstairs.',
      'Player: Thanks.',
      end,
    ],
    ['Mara: looks up | Welcome.', 'Mara: New here?', 'Ash: Nothing.', end],
  ]);
});

test('no more conversations are held than were asked for; the others are counted', async () => {
  const [file] = await files({
    'a.csv': 'scene,speaker,text\none,Mara,Hello.\ntwo,Mara,Yes.\nthree,Mara,No.\n',
  });

  const { sources, leftOut } = await readSources([file!], { player: 'Player', limit: 1, tell: () => {} });

  expect([sources.length, leftOut]).toEqual([1, 2]);
});

test('the same conversation twice is taken once', async () => {
  const [file] = await files({ 'a.csv': 'scene,speaker,text\none,Mara,Hello.\n' });

  const { sources, rejected } = await read([file!, file!]);

  expect([sources.length, rejected.map(({ reason }) => reason)]).toEqual([1, ['the same id twice']]);
});

const cell = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

property.prop([fc.array(fc.tuple(fc.nat(3), cell, cell, cell), { maxLength: 12 })])(
  'whatever stands in a table, all its scenes come out or are rejected',
  (rows) => {
    const content = `scene,speaker,text,kind\n${rows.map(([scene, ...rest]) => [`s${scene}`, ...rest.map(quoted)].join(',')).join('\n')}\n`;

    const found = scriptsInCsv(content, 'a.csv', 'a');

    expect(found.map(({ scene }) => scene)).toEqual([...new Set(rows.map(([scene]) => `s${scene}`))]);
    for (const script of found) expect(script.problem !== undefined || script.turns.length > 0).toBe(true);
  },
);

const yarnLine = fc
  .tuple(
    fc.nat(3),
    fc.oneof(
      fc.constantFrom(
        '-> A',
        '=> B',
        '<<if $x>>',
        '<<elseif $y>>',
        '<<else>>',
        '<<endif>>',
        '[[A|B]]',
        '<<jump Z>>',
        'Mara: Hm.',
        '// no',
      ),
      cell,
    ),
  )
  .map(([depth, text]) => `${'  '.repeat(depth)}${text}`);

property.prop([fc.array(yarnLine, { maxLength: 30 })])(
  'any node of Yarn ends, with every option in a way',
  (lines) => {
    const body = [...lines, 'Mara: Farewell.'].join('\n');

    const found = scriptsInYarn([{ title: 'n', body }], 'a', 'Player');

    expect(found.length).toBeGreaterThan(0);
    const said = found.flatMap(({ turns }) => turns.flatMap(({ spans }) => spans.map(({ text }) => text)));
    if (found[0]!.problem === undefined) {
      if (lines.some((text) => text.trim() === '-> A')) expect(said).toContain('A');
      expect(said).toContain('Farewell.');
    }
  },
);

property.prop([
  fc.array(fc.tuple(fc.constantFrom('Mara', 'Ash', 'Environment'), fc.string({ maxLength: 40 })), {
    maxLength: 12,
  }),
])('cleaning loses no turn: they are kept, joined or empty, each with an id of its own', async (rows) => {
  const content = `scene,speaker,text\n${rows.map(([who, text]) => ['s', who, quoted(`x${text}`)].join(',')).join('\n')}\n`;
  for (const { where, problem, ...script } of scriptsInCsv(content, 'a.csv', 'a')) {
    expect(problem).toBeUndefined();
    const { recordOfScript } = await import('../../../server/lab/enhance/readers/script.ts');
    const record = recordOfScript(script);
    const clean = cleaned(record);
    if ('reason' in clean) continue;
    const turns = turnsOf(clean.record);
    const ids = record.conversation[0]!.dialogues.flatMap(({ origin_id }) => origin_id);
    expect(turns.length + clean.merged + clean.empty).toBe(ids.length);
    expect(new Set(turns.map(({ id }) => id)).size).toBe(turns.length);
  }
});
