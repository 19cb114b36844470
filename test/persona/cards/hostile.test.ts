import { deflateSync } from 'node:zlib';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { Character } from '../../../schemas/card.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { placeholder } from '../../../server/persona/cards/placeholder.ts';
import { readCard } from '../../../server/persona/cards/read-card.ts';
import { cpuMs } from '../../cpu-time.ts';
import { chub, risu, sillyTavern } from './exports.ts';
import { base64, json, pngWith, text, zipped } from './files.ts';

/** What a file is refused with; undefined when it is taken. Any other failure comes out. */
function refusalOf(bytes: Uint8Array, name: string): string | undefined {
  try {
    const { slug, persona, lore } = readCard(bytes, name, { location: 'tavern' });
    Character.parse({ slug, persona, lore });
    return undefined;
  } catch (error) {
    if (!(error instanceof SoliloquyError)) throw error;
    expect(error.code).toBe('bad-content');
    return error.message;
  }
}

const nested = (depth: number) =>
  `{"name":"x","description":"y","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const png = pngWith(text('chara', base64(sillyTavern)));
const withByte = (at: number, value: number) => {
  const bytes = Buffer.from(png);
  bytes[at] = value;
  return bytes;
};

test.each([
  ['an empty file', Buffer.alloc(0), 'x.json', /empty/],
  ['a file of 17 MiB', Buffer.alloc(17 * 1024 * 1024), 'x.png', /16 MiB/],
  ['3 MiB of JSON', Buffer.from(`{"name":"${'x'.repeat(3e6)}"}`), 'x.json', /2 MiB/],
  ['JSON cut in the middle', json(sillyTavern).subarray(0, 400), 'x.json', /cut off or damaged/],
  ['deep JSON', Buffer.from(nested(100)), 'x.json', /64 deep/],
  ['very deep JSON', Buffer.from(nested(900_000)), 'x.json', /64 deep/],
  ['JSON that opens and never closes', Buffer.from('{"a":'.repeat(300_000)), 'x.json', /64 deep/],
  ['Latin-1', Buffer.from('{"name":"Zo\u00eb","description":"x"}', 'latin1'), 'x.json', /UTF-8/],
  ['UTF-16', Buffer.from('\ufeff{"name":"Zo"}', 'utf16le'), 'x.json', /UTF-8/],
  [
    'a key of JavaScript',
    Buffer.from('{"name":"x","description":"y","__proto__":{"a":1}}'),
    'x.json',
    /__proto__/,
  ],
  ['one that is hidden', Buffer.from('{"name":"x","b":{"\\u005f_proto__":1}}'), 'x.json', /__proto__/],
  ['a number for a name', json({ name: 5, description: 'x' }), 'x.json', /name: expected text/],
  [
    'a list for text',
    json({ ...risu, data: { ...risu.data, first_mes: [] } }),
    'x.json',
    /data\.first_mes: expected text/,
  ],
  [
    'an object for a list',
    json({ ...chub, data: { ...chub.data, alternate_greetings: {} } }),
    'x.json',
    /list/,
  ],
  [
    'a list of numbers',
    json({ ...chub, data: { ...chub.data, alternate_greetings: [1] } }),
    'x.json',
    /expected text/,
  ],
  ['null for the character', json({ spec: 'chara_card_v2', data: null }), 'x.json', /expected an object/],
  ['null', Buffer.from('null'), 'x.json', /no character/],
  ['a list', Buffer.from('[]'), 'x.json', /no character/],
  ['text', Buffer.from('"Mara"'), 'x.json', /no character/],
  [
    'null for an entry',
    json({ name: 'x', description: 'y', character_book: { entries: [null] } }),
    'x.json',
    /expected an object/,
  ],
  ['a version of tomorrow', json({ spec: 'chara_card_v9', data: {} }), 'x.json', /chara_card_v9.*known are/],
  ['a lorebook', json({ entries: { 0: { key: ['x'] } } }), 'x.json', /lorebook/],
  ['a lorebook of version 3', json({ spec: 'lorebook_v3', data: { entries: [] } }), 'x.json', /lorebook/],
  ['other JSON', json({ compilerOptions: {} }), 'x.json', /no character card/],
  ['other text', Buffer.from('Dear diary'), 'x.txt', /no file of a character/],
  ['a zip file', Buffer.from('PK\x03\x04'), 'x.charx', /CHARX.*PNG or JSON/],
  ['a JPEG', Buffer.from([0xff, 0xd8, 0xff]), 'x.png', /no PNG/],
  ['a picture without a card', placeholder('x'), 'x.png', /no character card/],
  ['a picture cut off', png.subarray(0, png.length - 20), 'x.png', /cut off/],
  ['a signature alone', png.subarray(0, 8), 'x.png', /cut off/],
  ['a part of 4 GiB', withByte(8, 0xff), 'x.png', /cut off/],
  ['a part without a name', withByte(12, 0), 'x.png', /no proper name/],
  ['a turned bit', withByte(40, 77), 'x.png', /checksum/],
  ['broken base64', pngWith(text('chara', 'a*b')), 'x.png', /base64/],
  ['base64 of no JSON', pngWith(text('chara', Buffer.from('hello').toString('base64'))), 'x.png', /not JSON/],
  [
    'base64 of no UTF-8',
    pngWith(text('chara', Buffer.from([0xff, 0xfe]).toString('base64'))),
    'x.png',
    /UTF-8/,
  ],
  [
    'a text that unpacks to 64 MiB',
    pngWith(zipped('chara', Buffer.alloc(64 * 1024 * 1024, 'e'))),
    'x.png',
    /3 MiB/,
  ],
  [
    'a text that does not unpack',
    pngWith({ type: 'zTXt', data: Buffer.from('chara\0\0xyz') }),
    'x.png',
    /unpacked/,
  ],
  [
    'an iTXt without a text',
    pngWith({ type: 'iTXt', data: Buffer.from('chara\0\0\0en') }),
    'x.png',
    /no beginning/,
  ],
  ['YAML with mistakes', Buffer.from('name: [x'), 'mara.yaml', /mara\.yaml:1/],
  ['YAML that laughs', Buffer.from(laughs()), 'mara.yaml', /cannot be read as YAML/],
  ['deep YAML', Buffer.from(`name: ${'['.repeat(50_000)}`), 'mara.yaml', /mara\.yaml:1/],
])('%s is refused, and the refusal says why', (_, bytes, name, reason) => {
  expect(refusalOf(bytes, name)).toMatch(reason);
});

test('a file of marks without an end is read in no time', () => {
  const marks = [
    '<style>',
    '<!--',
    '{{',
    '"',
    '“',
    '*',
    '<',
    '![',
    '<|',
    '{{random:',
    '「',
    '\n{{user}}:',
    '@@x\n',
    '</',
  ];
  for (const mark of marks) {
    const long = mark.repeat(Math.floor(90_000 / mark.length));
    const fields = {
      description: long,
      personality: long,
      scenario: long,
      first_mes: long,
      mes_example: long,
    };
    const card = json({
      name: 'x',
      ...fields,
      character_book: { entries: [{ keys: [long], content: long }] },
    });
    const ms = cpuMs(() => expect(refusalOf(card, 'x.json')).toBeUndefined());
    expect(ms, mark).toBeLessThan(1000);
  }
});

/** Aliases that multiply: each line holds the one above ten times. */
function laughs(): string {
  const lines = ['a0: &a0 ha'];
  for (let level = 1; level < 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(',')}]`,
    );
  return lines.join('\n');
}

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, -1, 1e308, '', 'x', '{{user}}', '*a* "b."', '__proto__'),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('keys', 'content', 'entries', 'enabled', 'soliloquy', 'persona', 'type', 'uri'),
      tie('value'),
    ),
  ),
})).value;
const FIELDS = Object.keys(risu.data) as (keyof typeof risu.data)[];

property.prop([
  fc.dictionary(fc.constantFrom(...FIELDS), anything),
  fc.constantFrom('chara_card_v2', 'chara_card_v3'),
])('whatever stands in a card, it is read or refused', (fields, spec) => {
  const refusal = refusalOf(json({ spec, data: { ...risu.data, ...fields } }), 'x.json');

  expect(refusal === undefined || refusal.length > 20).toBe(true);
});

property.prop([fc.nat(png.length - 1), fc.nat(255)])(
  'a picture with a wrong byte is read or refused',
  (at, value) => {
    const refusal = refusalOf(withByte(at, value), 'x.png');

    expect(refusal === undefined || refusal.length > 20).toBe(true);
  },
);

property.prop([
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom('x.png', 'x.json', 'x.yaml', 'x', '../../x.yml'),
])('any bytes are read or refused', (bytes, name) => {
  expect(refusalOf(bytes, name)?.length ?? 20).toBeGreaterThan(10);
  expect(
    refusalOf(
      pngWith({ type: 'zTXt', data: Buffer.concat([Buffer.from('chara\0\0'), deflateSync(bytes)]) }),
      name,
    )?.length ?? 20,
  ).toBeGreaterThan(10);
});
