import { readFile } from 'node:fs/promises';
import { test as lawful } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import { personaYaml, withPersona } from '../../server/persona/persona-yaml.ts';
import { parseYaml } from '../../server/persona/yaml-file.ts';
import { anyPersona } from './any-persona.ts';

const read = (text: string): Persona => parseYaml('mara.yaml', text, Persona);

const FILE = `# Who she is.
name: Mara   # never Marie
description: A woman at the bar.
location: tavern

# What one says of her.
profile: >-
  She keeps the Sunken Bell,
  and keeps it well.
personality: 'Plain.'
background: Born in the harness.
motivation:
  # The first is her goal.
  - Keep the house.   # at any price
  - Find out who burned the boat.
relationships:
  tom: A fool.   # and a thief
speechStyle: Short sentences.
greeting: [Welcome., Sit.]
# Lines of hers.
examples:
  - kind: joke
    say: So it goes.

# the end
`;

lawful.prop([anyPersona()])('a persona reads back from its file as it was', (persona) => {
  expect(read(personaYaml(persona))).toEqual(persona);
});

lawful.prop([anyPersona()])('a persona written into a file of another reads back as it was', (persona) => {
  const text = withPersona(FILE, persona);

  expect(read(text)).toEqual(persona);
  for (const comment of ['# Who she is.', '# What one says of her.', '# Lines of hers.', '# the end'])
    expect(text).toContain(comment);
});

lawful.prop([anyPersona(), anyPersona()])('and so it does over any file', (one, other) => {
  const text = withPersona(personaYaml(one), other);

  expect(read(text)).toEqual(other);
  expect(withPersona(text, other)).toBe(text);
});

describe('what did not change stays as it is, with its comments', () => {
  const changed = (fields: Partial<Persona>) => withPersona(FILE, { ...read(FILE), ...fields });

  test('where one text changed', () => {
    expect(changed({ profile: 'She keeps it badly.' })).toBe(
      FILE.replace('  She keeps the Sunken Bell,\n  and keeps it well.', '  She keeps it badly.'),
    );
    expect(changed({ name: 'Marie' })).toBe(FILE.replace('Mara   #', 'Marie #'));
  });

  test('where a list or a map changed', () => {
    expect(changed({ motivation: ['Keep the house.', 'Sleep.', 'Find out who burned the boat.'] })).toBe(
      FILE.replace('house.   #', 'house. #').replace('  - Find out', '  - Sleep.\n  - Find out'),
    );
    expect(changed({ relationships: { tom: 'A good fool.', una: 'A friend.' } })).toBe(
      FILE.replace('tom: A fool.   # and a thief', 'tom: A good fool. # and a thief\n  una: A friend.'),
    );
    expect(changed({ greeting: ['Welcome.'] })).toBe(FILE.replace('[Welcome., Sit.]', '[Welcome.]'));
  });

  test('where fields came and went', () => {
    expect(changed({ mood: 'grim', relationships: {} })).toBe(
      `${FILE.replace('relationships:\n  tom: A fool.   # and a thief\n', '')}mood: grim\n`,
    );
  });

  test('in a file with the line ends of Windows', () => {
    const file = FILE.replaceAll('\n', '\r\n');

    expect(withPersona(file, { ...read(file), personality: 'Sharp.' })).toBe(
      file.replace("'Plain.'", "'Sharp.'"),
    );
  });
});

test('a file whose fields hang together by an anchor is written anew when one of them changes', () => {
  const file = FILE.replace('description: A woman', 'description: &woman A woman').replace(
    "personality: 'Plain.'",
    'personality: *woman',
  );
  const persona = { ...read(file), description: 'A fury.' };

  expect(read(withPersona(file, persona))).toEqual(persona);
});

test('a sample persona with one changed sentence differs from its file in few lines', async () => {
  const file = await readFile('worlds/ravenmoor/personas/mara.yaml', 'utf8');
  const persona = read(file);
  const lines = new Set(file.split('\n'));

  const text = withPersona(file, {
    ...persona,
    mood: 'merry',
    secrets: [{ ...persona.secrets[0]!, text: 'None.' }],
  });

  expect(text.split('\n').filter((line) => !lines.has(line))).toEqual(['mood: merry', '      None.']);
});
