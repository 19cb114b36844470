import { EventEmitter, once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { SoliloquyError } from '../../schemas/errors.ts';
import { type Content, readContent } from '../../server/persona/content.ts';
import { watchContent } from '../../server/persona/watch.ts';
import { persona, writeWorld } from '../worlds.ts';

type Report = { content?: Content; changed?: string[]; error?: SoliloquyError };

/** A watched world; `after` makes an edit, in one go, and waits for what is reported next. */
async function watched(dir?: string, known?: ReadonlyMap<string, string>) {
  const world = dir ?? (await writeWorld());
  const events = new EventEmitter();
  const reports: Report[] = [];
  const report = (event: Report) => {
    reports.push(event);
    events.emit('report', event);
  };
  const watcher = await watchContent(world, known ?? (await readContent(world)).hashes, {
    onChange: (content, changed) => report({ content, changed }),
    onError: (error) => report({ error }),
  });
  onTestFinished(() => watcher.close());
  const after = async (edit: () => void): Promise<Report> => {
    const next = once(events, 'report');
    edit();
    return (await next)[0] as Report;
  };
  return { dir: world, watcher, reports, after, file: (name: string) => path.join(world, name) };
}

test('an edited persona is a change that names its file', async () => {
  const { after, file } = await watched();

  const { content, changed } = await after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' }))),
  );

  expect(changed).toEqual(['personas/mara.yaml']);
  expect(content?.personas.get('mara')?.persona.mood).toBe('cross');
});

test('a broken edit is reported with its line, and its repair is a change', async () => {
  const { after, file, reports } = await watched();

  const { error } = await after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { greeting: [] }))),
  );
  const { changed } = await after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { greeting: ['Hm.'] }))),
  );

  expect(error).toMatchObject({
    code: 'bad-content',
    message: expect.stringMatching(/mara\.yaml:\d+ greeting: expected at least one entry/),
  });
  expect(changed).toEqual(['personas/mara.yaml']);
  expect(reports).toHaveLength(2);
});

test('a mistake taken back is told too, though nothing differs from before', async () => {
  const { after, file } = await watched();
  const good = readFileSync(file('world.yaml'), 'utf8');

  const { error } = await after(() => appendFileSync(file('world.yaml'), 'titel: Oops\n'));
  const { content, changed } = await after(() => writeFileSync(file('world.yaml'), good));

  expect(error?.message).toMatch(/titel: no such field; did you mean "title"\?$/);
  expect(content?.world.title).toBe('Testworld');
  expect(changed).toEqual(['world.yaml']);
});

test('editors that write beside the file and rename are followed, time after time', async () => {
  const { after, file } = await watched();

  for (const mood of ['cross', 'merry', 'sad']) {
    const { content, changed } = await after(() => {
      writeFileSync(file('personas/.mara.yaml.tmp'), stringify(persona('Mara', { mood })));
      renameSync(file('personas/.mara.yaml.tmp'), file('personas/mara.yaml'));
    });

    expect(changed).toEqual(['personas/mara.yaml']);
    expect(content?.personas.get('mara')?.persona.mood).toBe(mood);
  }
});

test('editors that move the old file away first are followed', async () => {
  const { after, file } = await watched();

  const { content, changed } = await after(() => {
    renameSync(file('personas/mara.yaml'), file('personas/mara.yaml~'));
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' })));
  });

  expect(changed).toEqual(['personas/mara.yaml']);
  expect(content?.personas.get('mara')?.persona.mood).toBe('cross');
});

test('a deleted persona is a change without it, a new one a change with it', async () => {
  const { after, file } = await watched();

  const gone = await after(() => rmSync(file('personas/una.yaml')));
  const come = await after(() => writeFileSync(file('personas/ivo.yaml'), stringify(persona('Ivo'))));

  expect(gone.changed).toEqual(['personas/una.yaml']);
  expect([...(gone.content?.personas.keys() ?? [])]).toEqual(['mara', 'tom']);
  expect(come.changed).toEqual(['personas/ivo.yaml']);
  expect([...(come.content?.personas.keys() ?? [])]).toEqual(['ivo', 'mara', 'tom']);
});

test('a lore folder made while the server runs is seen', async () => {
  const dir = await writeWorld();
  rmSync(path.join(dir, 'lore'), { recursive: true });
  const { after, file } = await watched(dir);

  const { content, changed } = await after(() => {
    mkdirSync(file('lore'));
    writeFileSync(file('lore/fire.yaml'), stringify({ title: 'The fire', keys: ['fire'], text: 'Warm.' }));
  });

  expect(changed).toEqual(['lore/fire.yaml']);
  expect(content?.lore.get('fire')?.text).toBe('Warm.');
});

test('a folder that was moved away and back is watched on', async () => {
  const { dir, after, file } = await watched();

  const gone = await after(() => renameSync(dir, `${dir}-away`));
  const back = await after(() => renameSync(`${dir}-away`, dir));
  const { content, changed } = await after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' }))),
  );

  expect(gone.error?.message).toMatch(/^There is no folder .*testworld/);
  expect(back.content?.personas.size).toBe(3);
  expect(changed).toEqual(['personas/mara.yaml']);
  expect(content?.personas.get('mara')?.persona.mood).toBe('cross');
});

test('another folder in the place of the first is read, and watched from then on', async () => {
  const { dir, after, file } = await watched();
  cpSync(dir, `${dir}-new`, { recursive: true });
  writeFileSync(`${dir}-new/personas/mara.yaml`, stringify(persona('Mara', { mood: 'merry' })));

  const swapped = await after(() => {
    renameSync(dir, `${dir}-old`);
    renameSync(`${dir}-new`, dir);
  });
  const edited = await after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' }))),
  );

  expect(swapped.content?.personas.get('mara')?.persona.mood).toBe('merry');
  expect(edited.content?.personas.get('mara')?.persona.mood).toBe('cross');
});

test('several edits at once are one change; saving without a difference and other files are none', async () => {
  const { after, file, reports } = await watched();
  const tom = readFileSync(file('personas/tom.yaml'), 'utf8');

  const { changed } = await after(() => {
    writeFileSync(file('notes.yaml'), 'not: [ours');
    writeFileSync(file('personas/mara.yaml~'), 'not: [ours');
    writeFileSync(file('personas/tom.yaml'), tom);
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { location: 'shed' })));
    appendFileSync(file('world.yaml'), 'weather: fog\n');
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { location: 'loft' })));
  });

  expect(changed).toEqual(['personas/mara.yaml', 'world.yaml']);
  expect(reports).toHaveLength(1);
});

test('what was edited between reading and watching is a change', async () => {
  const dir = await writeWorld();
  const { hashes } = await readContent(dir);
  writeFileSync(path.join(dir, 'personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' })));

  const { reports } = await watched(dir, hashes);

  expect(reports[0]?.changed).toEqual(['personas/mara.yaml']);
});

test('a world broken between reading and watching is reported until it is well', async () => {
  const dir = await writeWorld();
  const { hashes } = await readContent(dir);
  const world = path.join(dir, 'world.yaml');
  const well = readFileSync(world, 'utf8');
  writeFileSync(world, well.replace(/^start: .*$/m, 'start: nowhere'));

  const { after, reports } = await watched(dir, hashes);
  const { content } = await after(() => writeFileSync(world, well.replace(/^start: .*$/m, 'start: yard')));

  expect(reports[0]?.error?.message).toMatch(/world\.yaml:\d+ start: /);
  expect(content?.world.start).toBe('yard');
});

test('nothing is reported after closing', async () => {
  const { dir, watcher, reports, file } = await watched();
  const other = await watched(dir);

  await watcher.close();
  await other.after(() =>
    writeFileSync(file('personas/mara.yaml'), stringify(persona('Mara', { mood: 'cross' }))),
  );

  expect(reports).toEqual([]);
});
