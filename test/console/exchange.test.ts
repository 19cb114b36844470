import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { placeholder } from '../../server/persona/cards/placeholder.ts';
import { readChunks } from '../../server/persona/cards/png.ts';
import { readCard } from '../../server/persona/cards/read-card.ts';
import { startGame } from '../game.ts';
import { risu } from '../persona/cards/exports.ts';
import { json } from '../persona/cards/files.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { openConsole } from './console.ts';
import { CARD, choose } from './exchange-files.ts';

const add = (page: Page) => page.getByRole('button', { name: 'Add to the world' }).click();
const refusal = (page: Page) => page.getByRole('alert').textContent();

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile((await download.path())!);
}

async function kept(page: Page, name: string): Promise<{ file: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText(name, { exact: true }).click(),
  ]);
  return { file: download.suggestedFilename(), bytes: await bytesOf(download) };
}

test('a designer drops a card, looks at it, adds it, and talks with the character', async () => {
  await using game = await startGame({ model: scripted('There is the light.'), watch: true });
  await using opened = await openConsole(game, { route: 'exchange' });
  const { page, complaints } = opened;

  await choose(page, 'ilse.png', CARD);
  await page.getByRole('heading', { name: 'Ilse Brandt' }).waitFor();
  await page.getByText('character card, version 2').waitFor();
  await page.getByText('patient, dry, stubborn').waitFor();
  await page.getByText(/^Left out/).click();
  await page.getByText(/Best with the storm lorebook\./).waitFor();
  await page.getByLabel('Place at the start').selectOption('yard');
  await page.getByLabel('Seen at a glance').fill('A tall woman with a burnt hand.');
  await page.getByRole('checkbox', { name: 'The storm' }).uncheck();
  await add(page);
  await page.getByText('Ilse Brandt is in the world').waitFor();

  expect((await readdir(path.join(game.dir, 'lore'))).toSorted()).toEqual(['ilse-brandt-the-logbook.yaml']);
  const file = parse(await readFile(path.join(game.dir, 'personas/ilse-brandt.yaml'), 'utf8'));
  expect(file).toMatchObject({ location: 'yard', description: 'A tall woman with a burnt hand.' });
  await page.getByRole('link', { name: 'Talk with Ilse Brandt' }).click();
  await page.getByRole('textbox', { name: 'Text' }).fill('Are you alone here?');
  await page.getByRole('button', { name: 'Say', exact: true }).click();
  await page.getByText('There is the light.').first().waitFor();
  expect(complaints).toEqual([]);
  expect(game.logged.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
}, 20_000);

test('a card is dropped onto the page, too', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game, { route: 'exchange' });
  const { page } = opened;
  await page.getByText('Drop a character card here').waitFor();

  await page.evaluate(
    `{
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(JSON.stringify(risu))}], 'mirel.json'));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }`,
  );

  await page.getByRole('heading', { name: 'Mirel von der Aue' }).waitFor();
  await page.getByText('character card, version 3').waitFor();
});

test('nothing that is there is overwritten: the page asks for another name', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game, { route: 'exchange' });
  const { page } = opened;
  const before = await readFile(path.join(game.dir, 'personas/mara.yaml'), 'utf8');

  await choose(page, 'mara.json', json({ name: 'Mara', description: 'Another Mara.' }));
  await page.getByText('Somebody here is called Mara already.').waitFor();
  await page
    .getByText('personas/mara.yaml is in the world already; choose another name for the file.')
    .waitFor();
  expect(await page.getByRole('button', { name: 'Add to the world' }).isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mara the Younger');
  await page.getByLabel('File name').fill('Mara!');
  await page.getByText('Lower-case letters and digits, joined by single hyphens.').waitFor();
  await page.getByLabel('File name').fill('young-mara');
  // Meanwhile somebody else writes a file of that name.
  await writeFile(path.join(game.dir, 'personas/young-mara.yaml'), '');
  await add(page);
  expect(await refusal(page)).toContain('The world has personas/young-mara.yaml already');
  await page.getByLabel('File name').fill('younger-mara');
  // An empty file is no persona: the world has a mistake, and it is said.
  await add(page);
  await page.getByText('personas/young-mara.yaml:1').waitFor();
  await writeFile(
    path.join(game.dir, 'personas/young-mara.yaml'),
    (await readFile(path.join(game.dir, 'personas/tom.yaml'), 'utf8')).replace('name: Tom', 'name: Tim'),
  );
  await add(page);
  await page.getByText('Mara the Younger is in the world').waitFor();

  expect(await readFile(path.join(game.dir, 'personas/mara.yaml'), 'utf8')).toBe(before);
  expect((await readdir(path.join(game.dir, 'personas'))).toSorted()).toEqual([
    'mara.yaml',
    'tom.yaml',
    'una.yaml',
    'young-mara.yaml',
    'younger-mara.yaml',
  ]);
}, 20_000);

test('what would be wrong with the world, or cannot be written, leaves nothing behind', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game, { route: 'exchange' });
  const { page } = opened;

  await choose(page, 'narrator.json', json({ name: 'Narrator', description: 'Nobody.' }));
  await add(page);
  expect(await refusal(page)).toMatch(/personas\/narrator\.yaml:\d+ name: expected a character's name/);
  // Lore goes last: what was written before it is taken away again.
  await choose(page, 'ilse.png', CARD);
  await page.getByRole('heading', { name: 'Ilse Brandt' }).waitFor();
  const lore = path.join(game.dir, 'lore');
  await rm(lore, { recursive: true });
  await mkdir(path.join(lore, 'ilse-brandt-the-storm.yaml'), { recursive: true });
  await add(page);
  expect(await refusal(page)).toContain('lore/ilse-brandt-the-storm.yaml');

  expect((await readdir(path.join(game.dir, 'personas'))).toSorted()).toEqual([
    'mara.yaml',
    'tom.yaml',
    'una.yaml',
  ]);
}, 20_000);

test.each([
  ['a picture without a card', 'x.png', placeholder('x'), /holds no character card/],
  ['a picture cut off', 'x.png', CARD.subarray(0, 300), /cut off/],
  ['a zip file', 'x.charx', Buffer.from('PK\x03\x04rest'), /CHARX/],
  ['JSON of something else', 'x.json', json([1, 2]), /no character/],
  ['deep JSON', 'x.json', Buffer.from('['.repeat(100_000)), /64 deep/],
  ['a file of 15 MiB', 'x.json', Buffer.alloc(15 * 1024 * 1024, ' '), /2 MiB/],
  ['a file of 17 MiB', 'x.png', Buffer.alloc(17 * 1024 * 1024), /larger than 16 MiB/],
])(
  '%s is refused with what to do',
  async (_, name, bytes, reason) => {
    await using game = await startGame({ model: scripted('Yes.') });
    await using opened = await openConsole(game, { route: 'exchange' });

    await choose(opened.page, name, bytes);

    await opened.page.getByRole('alert').waitFor();
    expect(await refusal(opened.page)).toMatch(reason);
    await choose(opened.page, 'ilse.png', CARD);
    await opened.page.getByRole('heading', { name: 'Ilse Brandt' }).waitFor();
  },
  20_000,
);

test('a card full of markup is shown as text, and runs nothing', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game, { route: 'exchange' });
  const { page, complaints } = opened;
  const nasty =
    '<img src=x onerror="document.title=1"><script>document.title=2</script>[a](javascript:alert(1)) <b';

  await choose(
    page,
    '<b>x.json',
    json({
      name: `Eve ${nasty}`,
      description: nasty,
      personality: nasty,
      first_mes: `"Hi ${nasty}."`,
      creator_notes: nasty,
      [nasty]: 'x',
      character_book: { entries: [{ keys: [nasty], content: `It rings. ${nasty}`, comment: nasty }] },
    }),
  );
  await page.getByRole('checkbox').waitFor();

  expect(await page.locator('main img, main script, main b, main a[href^="javascript"]').count()).toBe(0);
  expect(await page.title()).toContain('Import & export');
  expect(complaints).toEqual([]);
});

test('an NPC is exported in every form, and each comes back as it was', async () => {
  const mara = persona('Mara', { mood: 'cross', relationships: { tom: 'A friend.' } });
  const bell = { title: 'The bell', keys: ['bell'], text: 'It rings.', knownBy: ['mara', 'tom'] };
  await using game = await startGame({
    model: scripted('Yes.'),
    personas: { mara, tom: persona('Tom') },
    lore: { bell, inn: { title: 'The inn', keys: ['inn'], text: 'Old.' } },
  });
  await using opened = await openConsole(game, { route: 'exchange/tom' });
  const { page, complaints } = opened;
  expect(await page.getByLabel('Character', { exact: true }).inputValue()).toBe('tom');
  await page.getByLabel('Character', { exact: true }).selectOption('mara');

  const names: string[] = [];
  for (const button of ['Card, PNG', 'Card V3, JSON', 'Card V2, JSON', 'Persona, YAML']) {
    const { file, bytes } = await kept(page, button);
    names.push(file);
    const draft = readCard(bytes, file, { location: 'x' });
    expect(draft).toMatchObject({ slug: 'mara', persona: { ...mara, relationships: { tom: 'A friend.' } } });
    if (file !== 'mara.yaml') expect(draft.lore.map(({ id }) => id)).toEqual(['bell']);
  }
  expect(names).toEqual(['mara.png', 'mara.v3.json', 'mara.v2.json', 'mara.yaml']);
  await page.getByLabel('Lore in its cards').selectOption('all');
  expect(readCard((await kept(page, 'Card V3, JSON')).bytes, 'x.json', { location: 'x' }).lore).toHaveLength(
    2,
  );
  await page
    .getByLabel('Picture for the PNG card')
    .setInputFiles({ name: 'face.png', mimeType: 'image/png', buffer: placeholder('Tom') });
  const { bytes } = await kept(page, 'Card, PNG');
  const header = readChunks(bytes)[0]!.data;
  expect([header.readUInt32BE(0), header.readUInt32BE(4), header[9]]).toEqual([400, 600, 6]);
  expect(readCard(bytes, 'x.png', { location: 'x' }).persona.name).toBe('Mara');
  await page
    .getByLabel('Picture for the PNG card')
    .setInputFiles({ name: 'face.txt', mimeType: 'text/plain', buffer: Buffer.from('no') });
  await page.getByRole('button', { name: 'Card, PNG' }).click();
  expect(await refusal(page)).toContain('no picture');
  expect(complaints).toEqual([]);
}, 30_000);

test('what was exported goes into another world, and what that world lacks is said', async () => {
  const mara = persona('Mara', { location: 'yard', relationships: { tom: 'A friend.' } });
  await using first = await startGame({ model: scripted('Yes.'), personas: { mara, tom: persona('Tom') } });
  await using from = await openConsole(first, { route: 'exchange/mara' });
  const { bytes } = await kept(from.page, 'Card, PNG');
  await from[Symbol.asyncDispose]();
  await first.stop();
  await using second = await startGame({
    model: scripted('Yes.'),
    world: { locations: { hall: { name: 'The Hall', description: 'Big.' } }, start: 'hall' },
    personas: { una: persona('Una', { location: 'hall' }) },
  });
  await using opened = await openConsole(second, { route: 'exchange' });

  await choose(opened.page, 'mara.png', bytes);
  await opened.page.getByText(/this world has no place yard/).waitFor();
  await opened.page.getByText(/^Left out/).click();
  await opened.page.getByText('relationships.tom').waitFor();
  await add(opened.page);
  await opened.page.getByText('Mara is in the world').waitFor();
}, 30_000);

test('the transcript is kept to be read, and as data', async () => {
  await using game = await startGame({
    model: scripted('<role_thinking>He knows.</role_thinking>Sit *down*.'),
  });
  const ash = await game.join();
  await ash.talk({ npc: 'mara', text: 'Is <b>this</b> the inn?' });
  await using opened = await openConsole(game, { route: 'exchange' });

  const markdown = await kept(opened.page, 'To read, Markdown');
  const data = await kept(opened.page, 'All data, JSONL');

  expect([markdown.file, data.file]).toEqual(['testworld-main.md', 'testworld-main.jsonl']);
  expect(String(markdown.bytes)).toContain('**Ash**: Is \\<b\\>this\\</b\\> the inn?');
  expect(String(markdown.bytes)).toContain('> **Thought:** He knows.');
  const lines = String(data.bytes)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({
    kind: 'turn',
    from: 'npc:mara',
    status: 'complete',
    npcs: ['mara', 'tom'],
  });
  expect(lines.at(-1).spans.map(({ layer }: { layer: string }) => layer)).toContain('role_thinking');
});
