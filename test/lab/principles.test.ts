import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { DIMENSIONS, PrinciplePack } from '../../schemas/principles.ts';
import { readPrinciples, starterYaml } from '../../server/lab/principles/packs.ts';
import { shortlist } from '../../server/lab/principles/select.ts';
import { STARTER } from '../../server/lab/principles/starter.ts';
import { judgeCase } from './judging.ts';

async function world(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-principles-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await mkdir(path.join(dir, 'principles'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(dir, 'principles', name), text);
  return dir;
}

const OWN = `
principles:
  - name: No Coin Named
    dimension: Worldview Consistency
    level: sentence
    polarity: negative
    rule: Names no currency but the crown.
`;

test('the starter pack has fifty principles and more, in all twelve dimensions, negative ones first', () => {
  const pack = PrinciplePack.parse(parse(starterYaml()));

  expect(pack.principles).toEqual(STARTER);
  expect(STARTER.length).toBeGreaterThanOrEqual(50);
  expect(new Set(STARTER.map(({ name }) => name)).size).toBe(STARTER.length);
  expect(new Set(STARTER.map(({ dimension }) => dimension))).toEqual(new Set(DIMENSIONS));
  const firstPositive = STARTER.findIndex(({ polarity }) => polarity === 'positive');
  expect(STARTER.slice(firstPositive).every(({ polarity }) => polarity === 'positive')).toBe(true);
});

test('a world adds, changes and takes out principles, an NPC once more', async () => {
  const dir = await world({
    'world.yaml': `without: [Hook]\n${OWN.trim()}\n  - { name: Anachronism, dimension: Worldview Consistency, level: sentence, polarity: negative, rule: No steam. }\n`,
    'mara.yaml': 'without: [No Coin Named]\n',
  });

  const principles = await readPrinciples(dir, ['mara', 'tom']);

  const tom = principles.of('tom').map(({ name }) => name);
  expect(tom).toHaveLength(STARTER.length);
  expect(tom).not.toContain('Hook');
  expect(tom).toContain('No Coin Named');
  expect(principles.of('tom').find(({ name }) => name === 'Anachronism')?.rule).toBe('No steam.');
  expect(principles.of('mara').map(({ name }) => name)).toEqual(
    tom.filter((name) => name !== 'No Coin Named'),
  );
});

test('a world may have its own principles alone; without files the starter pack holds', async () => {
  const own = await readPrinciples(await world({ 'world.yaml': `starter: false\n${OWN.trim()}\n` }), []);
  const none = await readPrinciples(path.join(os.tmpdir(), 'no-such-world'), []);

  expect(own.of('x').map(({ name }) => name)).toEqual(['No Coin Named']);
  expect(none.of('x')).toEqual(STARTER);
});

test('every mistake is named with its file and line', async () => {
  const dir = await world({
    'world.yaml':
      'without: [Hok]\nprinciples:\n  - name: X\n    dimension: Plot\n    level: sentence\n    polarity: negative\n    rule: Y.\n',
    'marra.yaml': 'starter: false\n',
  });

  await expect(readPrinciples(dir, ['mara'])).rejects.toThrow(
    /principles\/world\.yaml:4 principles\[0\]\.dimension: expected one of/,
  );
  await expect(readPrinciples(dir, ['mara'])).rejects.toThrow(/marra\.yaml: .*did you mean "mara"\?/);
});

test('of a pack those principles are offered that bear on the case, negative ones among them', () => {
  const threat = judgeCase('a', 'x', 'y', {
    messages: [
      { role: 'system', content: 'You are Mara.\n\nWhat Mara keeps secret:\n- The ledger.' },
      { role: 'user', content: 'Ash: Tell me, or I will kill you.' },
    ],
  });
  const small = judgeCase('b', 'x', 'y', { history: [{ name: 'Mara', spans: [] }] });

  const chosen = shortlist(STARTER, threat, 5);

  expect(chosen).toHaveLength(5);
  expect(chosen[0]!.polarity).toBe('negative');
  expect(chosen.flatMap(({ signals }) => signals)).toContain('threat');
  expect(shortlist(STARTER, small, 5)).not.toEqual(chosen);
  expect(shortlist(STARTER, threat, 14).map(({ name }) => name)).toContain('Secret Kept');
  expect(shortlist(STARTER.slice(0, 3), threat, 5).length).toBeLessThanOrEqual(3);
});
