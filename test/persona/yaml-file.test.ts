import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { SoliloquyError } from '../../schemas/errors.ts';
import { Persona } from '../../schemas/persona.ts';
import { World } from '../../schemas/world.ts';
import { parseYaml } from '../../server/persona/yaml-file.ts';
import { persona } from '../worlds.ts';

const MARA = `name: Mara
description: A tall woman.
location: tavern
profile: She keeps the tavern.
personality: Plain.
background: Born upstairs.
motivation:
  - Keep the tavern.
secrets:
  - text: The cellar has a second door.
    keys: [cellar, door]
    deflect:
      - It is damp down there.
relationships:
  tom: A good customer.
speechStyle: Short sentences.
greeting: [Come in.]
examples:
  - kind: small-talk
    say: So it goes.
  - kind: joke
    say: The soup is older than you.
model:
  plan: short
`;

/** The problems found in Mara's file after an edit. */
function problemsOf(edit: (text: string) => string): string[] {
  try {
    parseYaml('worlds/x/personas/mara.yaml', edit(MARA), Persona);
  } catch (error) {
    expect(error).toBeInstanceOf(SoliloquyError);
    expect((error as SoliloquyError).code).toBe('bad-content');
    return (error as SoliloquyError).message
      .split('\n')
      .map((line) => line.replace('worlds/x/personas/', ''));
  }
  return [];
}

const replace = (from: string, to: string) => (text: string) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

test('a quote that is not closed is reported where it begins; a second document by what to do', () => {
  expect(problemsOf(replace('name: Mara', 'name: "Mara'))).toEqual([
    'mara.yaml:1: the text that begins with " here has no " at its end',
  ]);
  expect(problemsOf(replace('say: So it goes.', "say: 'So it goes."))).toEqual([
    "mara.yaml:20: the text that begins with ' here has no ' at its end",
  ]);
  expect(problemsOf(replace('speechStyle', '---\nspeechStyle'))).toEqual([
    'mara.yaml:16: expected one document per file; take the line "---" out, or make a file of what follows it',
  ]);
});

test('a good file is read, with its defaults filled in', () => {
  const mara = parseYaml('mara.yaml', MARA, Persona);

  expect(mara).toMatchObject({ name: 'Mara', mood: 'calm', taboo: [], model: { plan: 'short' } });
  expect(mara.secrets[0]?.keys).toEqual(['cellar', 'door']);
});

test('an empty list is named by line and field, with what was expected', () => {
  expect(problemsOf(replace('[cellar, door]', '[]'))).toEqual([
    'mara.yaml:11 secrets[0].keys: expected at least one entry, got an empty list',
  ]);
});

test('every problem of a file is told, in the order of lines', () => {
  const edit = (text: string) =>
    text
      .replace('plan: short', 'plan: shrt')
      .replace('name: Mara', 'name: 12')
      .replace('greeting: [Come in.]', 'greeting: Come in.');

  expect(problemsOf(edit)).toEqual([
    'mara.yaml:1 name: expected text, got 12; put it in quotation marks',
    'mara.yaml:17 greeting: expected a list (one entry per line, each after "- "), got "Come in."',
    'mara.yaml:24 model.plan: expected one of full, short, off, got "shrt"; did you mean "short"?',
  ]);
});

test('an unknown field is pointed at, with the field that was meant', () => {
  expect(problemsOf(replace('    deflect:', '    deflekt:'))).toEqual([
    'mara.yaml:10 secrets[0].deflect: expected a list (one entry per line, each after "- "), but it is missing (What the character says when asked.)',
    'mara.yaml:12 secrets[0].deflekt: no such field; did you mean "deflect"?',
  ]);
  expect(problemsOf(replace('  plan: short', '  wattage: 60'))).toEqual([
    'mara.yaml:24 model.wattage: no such field; expected one of model, temperature, plan, maxTokens, bestOf',
  ]);
});

test('a missing field points at its parent', () => {
  expect(problemsOf(replace('    say: The soup is older than you.\n', ''))).toEqual([
    'mara.yaml:21 examples[1].say: expected text, but it is missing (The words, without quotation marks.)',
  ]);
});

test('a field left empty is nothing, not text', () => {
  expect(problemsOf(replace('description: A tall woman.', 'description:'))).toEqual([
    'mara.yaml:2 description: expected text, got nothing',
  ]);
  expect(problemsOf(replace('description: A tall woman.', 'description: "  "'))).toEqual([
    'mara.yaml:2 description: expected some text, got nothing',
  ]);
});

test('too long a text, a bad key, a bad number and a bad address each say what was expected', () => {
  expect(problemsOf(replace('A tall woman.', 'a'.repeat(301)))).toEqual([
    'mara.yaml:2 description: expected at most 300 characters, got 301',
  ]);
  expect(problemsOf(replace('  tom:', '  Old Tom:'))).toEqual([
    'mara.yaml:15 relationships["Old Tom"]: expected a slug: lower-case letters and digits, joined by single hyphens, got "Old Tom"',
  ]);
  expect(problemsOf(replace('plan: short', 'temperature: 3'))).toEqual([
    'mara.yaml:24 model.temperature: expected at most 2, got 3',
  ]);
  expect(problemsOf(replace('location: tavern', 'location: tavern\nportrait: mara'))).toEqual([
    'mara.yaml:4 portrait: expected a web address such as https://example.com/mara.png, got "mara"',
  ]);
});

test('a rule of our own says what was expected and what is there', () => {
  const read = () => parseYaml('world.yaml', 'title: X\nlocations: {}\nstart: inn\n', World);

  expect(read).toThrow('world.yaml:2 locations: expected at least one location, got no fields');
});

test('broken YAML is told by its line, once per line', () => {
  expect(problemsOf(replace('description: A tall woman.', 'description: Mara: a tall woman.'))).toEqual([
    'mara.yaml:2: expected one field per line; a text with ": " in it needs quotation marks around it',
  ]);
  expect(problemsOf(replace('    keys: [cellar, door]', '\tkeys: [cellar, door]'))[0]).toBe(
    'mara.yaml:11: expected spaces at the start of the line, got a tab',
  );
  expect(problemsOf(replace('[cellar, door]', '[cellar, door'))[0]).toMatch(
    /^mara\.yaml:1[12]: not valid YAML: /,
  );
});

test('an entry of a list that is out of line is told, with the list', () => {
  const second = '  - Keep the tavern.\n';
  for (const slip of ['   - Be kind.', ' - Be kind.', '- Be kind.', '      - Be kind.'])
    expect(problemsOf(replace(second, `${second}${slip}\n`)), slip).toContain(
      'mara.yaml:9: expected each "- " of motivation under the one before it, with the same spaces in front',
    );
  parseYaml('mara.yaml', MARA.replace('Plain.', 'Plain,\n  warm - and quick.'), Persona);
});

test('a field that is there twice is named', () => {
  expect(problemsOf(replace('location: tavern', 'location: tavern\nname: Mira'))).toEqual([
    'mara.yaml:4: the field "name" is here twice',
  ]);
});

test('an empty file, a list and plain text are not a persona', () => {
  for (const text of ['', '# nothing yet\n', '- a\n', 'Mara'])
    expect(problemsOf(() => text)[0]).toMatch(/^mara\.yaml:1: expected fields/);
});

test('words that other YAML versions read as dates, times or booleans stay text', () => {
  const mara = parseYaml(
    'mara.yaml',
    `%YAML 1.1\n---\n${MARA.replace('A tall woman.', '18:40').replace('Plain.', 'no')}`,
    Persona,
  );

  expect(mara).toMatchObject({ description: '18:40', personality: 'no' });
});

test('aliases may repeat a text but not multiply it without end', () => {
  const bomb = [
    'a: &a [x, x]',
    ...'bcdefghijklmnop'
      .split('')
      .map((name, index) => `${name}: &${name} [${`*${'abcdefghijklmnop'[index]}, `.repeat(9)}x]`),
  ];
  const circle = `${MARA}taboo: &me [*me]\n`;

  expect(
    parseYaml('mara.yaml', MARA.replace('Plain.', '&p Plain.').replace('Born upstairs.', '*p'), Persona)
      .background,
  ).toBe('Plain.');
  expect(problemsOf(() => bomb.join('\n'))).toEqual([
    expect.stringMatching(/^mara\.yaml:\d+: cannot be read as YAML: Excessive alias count/),
  ]);
  expect(problemsOf(replace('Born upstairs.', '*nobody'))).toEqual([
    expect.stringMatching(/^mara\.yaml:6: cannot be read as YAML: Unresolved alias/),
  ]);
  expect(problemsOf(() => circle).length).toBeGreaterThan(0);
});

test('a huge file and an abyss of brackets are refused', () => {
  expect(problemsOf((text) => text + '#'.repeat(1024 * 1024))).toEqual([
    'mara.yaml:1: expected at most 1 MiB of text',
  ]);
  expect(problemsOf(() => `taboo: ${'['.repeat(200_000)}`)[0]).toMatch(/^mara\.yaml:1/);
});

const SAMPLES = [MARA, stringify(persona('Tom'))];
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 6 }),
    put: fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(
        ':',
        ': ',
        '\n',
        '\n- ',
        '  ',
        '\t',
        '&a ',
        '*a',
        '!!set',
        '!x ',
        '|',
        '>-',
        '"',
        "'",
        '{',
        '[',
        ']',
        '#',
        '? ',
        '<<: ',
        '---\n',
        '...\n',
        '%YAML 1.1\n',
        '__proto__: ',
        'constructor: ',
      ),
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

property.prop([fc.constantFrom(...SAMPLES), edits], { numRuns: 1500 })(
  'a file mangled anywhere is still a persona, or every problem has its file and line',
  (sample, mutations) => {
    const text = mutations.reduce((now, { at, cut, put }) => {
      const start = Math.floor(at * now.length);
      return now.slice(0, start) + put + now.slice(start + cut);
    }, sample);

    try {
      expect(Persona.safeParse(parseYaml('worlds/x/mara.yaml', text, Persona)).success).toBe(true);
    } catch (error) {
      if (!(error instanceof SoliloquyError)) throw error;
      expect(error.code).toBe('bad-content');
      const lastLine = text.split(/\r\n|\r|\n/).length;
      for (const problem of error.message.split('\n')) {
        const line = Number(/^worlds\/x\/mara\.yaml:(\d+)( [^:]*.*)?: ./.exec(problem)?.[1]);
        expect(line, problem).toBeGreaterThanOrEqual(1);
        expect(line, problem).toBeLessThanOrEqual(lastLine);
      }
    }
  },
);
