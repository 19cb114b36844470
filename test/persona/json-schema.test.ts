import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { jsonSchemas, settingsPage } from '../../schemas/generate.ts';

const folder = new URL('../../schemas/generated/', import.meta.url);

test('the published JSON Schemas are those that zod makes now; else: npm run schemas', async () => {
  const made = jsonSchemas();

  const published = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  expect(published).toEqual([...made.keys()].toSorted());
  for (const [file, text] of made) expect(await readFile(new URL(file, folder), 'utf8')).toBe(text);
});

test('docs/settings.md lists the settings as they are now; else: npm run schemas', async () => {
  expect(await readFile(new URL('../../docs/settings.md', import.meta.url), 'utf8')).toBe(settingsPage());
});

test('each has a title, and an id that names no host', () => {
  for (const [file, text] of jsonSchemas())
    expect(JSON.parse(text)).toMatchObject({
      $id: `urn:soliloquy:${file.replace('.json', '')}`,
      title: expect.stringContaining('Soliloquy'),
    });
});

test('patterns are such that editors can compile them', () => {
  const patterns = [...jsonSchemas().values()].flatMap((text) =>
    [...text.matchAll(/"pattern": (".*")/g)].map(([, json]) => JSON.parse(json!) as string),
  );

  expect(patterns.length).toBeGreaterThan(3);
  for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
});
