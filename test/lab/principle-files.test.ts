import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { refusedBy } from './studio.ts';

const game = () => startGame({ model: scripted('Aye.') });

test('an NPC’s principles say where they are from', async () => {
  await using played = await game();
  const { ask } = await consoleOf(played);
  await mkdir(path.join(played.dir, 'principles'));
  await writeFile(
    path.join(played.dir, 'principles/world.yaml'),
    'without: [Hook]\nprinciples:\n  - { name: No Rhyme, dimension: Overall Quality, level: sentence, polarity: negative, rule: Never rhymes. }\n',
  );

  const { principles, without } = await ask('lab.principles', { npc: 'mara' });

  expect(principles.find(({ name }) => name === 'No Rhyme')).toMatchObject({ from: 'world' });
  expect(principles.find(({ name }) => name === 'Meta Leak')).toMatchObject({ from: 'own' });
  expect(without).toEqual(['Hook']);
});

test('a designer begins with Soliloquy’s own principles and edits them; what is wrong is told by its line, and nothing is overwritten', async () => {
  await using played = await game();
  const { ask } = await consoleOf(played);
  const file = path.join(played.dir, 'principles/world.yaml');

  const { file: before, template } = await ask('lab.principle-file', { file: 'world' });
  const wrong = await refusedBy(
    ask('lab.write-principles', {
      file: 'world',
      text: template.replace('polarity: negative', 'polarity: bad'),
      base: null,
    }),
  );
  const written = await ask('lab.write-principles', {
    file: 'world',
    text: template.replace('Meta Leak', 'No Leak'),
    base: null,
  });
  const { principles } = await ask('lab.principles', { npc: 'mara' });
  await writeFile(file, '# edited by hand\n');
  const late = await refusedBy(
    ask('lab.write-principles', { file: 'world', text: template, base: written.hash }),
  );

  expect(before).toBeNull();
  expect(wrong).toMatch(/principles\/world\.yaml:\d+ principles\[0\]\.polarity/);
  expect(principles.find(({ name }) => name === 'No Leak')).toMatchObject({ from: 'world' });
  expect(late).toMatch(/was edited meanwhile; nothing was written/);
  expect(await readFile(file, 'utf8')).toBe('# edited by hand\n');
});

test('there are files of principles for the world and its cast alone', async () => {
  await using played = await game();
  const { ask } = await consoleOf(played);

  for (const file of ['../world', 'nobody', '..'])
    expect(await refusedBy(ask('lab.principle-file', { file }))).toMatch(
      /no persona|nothing of that address/,
    );
  expect((await ask('lab.principle-file', { file: 'tom' })).template).toMatch(/^# Principles by which/);
});
