import { mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PersonaProblems } from '../../server/persona/check-persona.ts';
import { readContent } from '../../server/persona/content.ts';
import { GAME, type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { type PersonaInput, persona, writeWorld } from '../worlds.ts';

const mara = (fields: Partial<PersonaInput> = {}) => persona('Mara', fields);
const by = (author: string, base: number, fields: Partial<PersonaInput>) => ({
  persona: mara(fields),
  base,
  author,
});
const castOf = (game: Game) => game.server.soliloquy.cast;
const liveOf = (game: Game) => castOf(game).member('mara')!;
const fileOf = (game: { dir: string }) => path.join(game.dir, 'personas', 'mara.yaml');

/** A world whose server can be stopped and started again. */
async function lasting() {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  return { dir, start: (options = {}) => startGame({ dir, dataDir, ...options }) };
}

describe('what is live', () => {
  test('is what the console saved, also after a restart', async () => {
    const { start } = await lasting();
    const first = await start();
    await first.server.soliloquy.savePersona('mara', { ...by('Kim', 1, { mood: 'grim' }), note: 'colder' });
    await first.stop();

    await using again = await start();

    expect(liveOf(again)).toMatchObject({
      version: 2,
      author: 'Kim',
      note: 'colder',
      persona: { mood: 'grim' },
    });
    expect(castOf(again).file('mara')).toMatchObject({ isLive: false });
  });

  test('is the file that was edited after that, and the console version stays in the history', async () => {
    const { dir, start } = await lasting();
    const first = await start();
    await first.server.soliloquy.savePersona('mara', by('Kim', 1, { mood: 'grim' }));
    await first.stop();
    await writeFile(fileOf({ dir }), stringify(mara({ mood: 'merry' })));

    await using again = await start();

    expect(liveOf(again)).toMatchObject({ version: 3, author: 'file', persona: { mood: 'merry' } });
    expect((await castOf(again).versions('mara')).map(({ author }) => author)).toEqual([
      'file',
      'Kim',
      'file',
    ]);
    expect((await castOf(again).version('mara', 2)).body).toMatchObject({ mood: 'grim' });
  });

  test('stays what the console saved when only comments or the layout of the file were edited', async () => {
    const { dir, start } = await lasting();
    const first = await start();
    await first.server.soliloquy.savePersona('mara', by('Kim', 1, { mood: 'grim' }));
    await first.stop();
    await writeFile(
      fileOf({ dir }),
      `# Ask Kim before you change her.\r\n${stringify(mara(), { indent: 4 })}`,
    );

    await using again = await start();

    expect(liveOf(again)).toMatchObject({ version: 2, author: 'Kim', persona: { mood: 'grim' } });
  });

  test('is the file that is edited while the server runs', async () => {
    await using game = await startGame({ watch: true });
    await game.server.soliloquy.savePersona('mara', by('Kim', 1, { mood: 'grim' }));
    await writeFile(fileOf(game), stringify(mara({ mood: 'merry' })));

    await game.untilLogged(/content reloaded/);

    expect(liveOf(game)).toMatchObject({ version: 3, author: 'file', persona: { mood: 'merry' } });
  });

  test('stays when another file was edited', async () => {
    await using game = await startGame({ watch: true });
    await game.server.soliloquy.savePersona('mara', by('Kim', 1, { mood: 'grim' }));
    await writeFile(path.join(game.dir, 'personas', 'tom.yaml'), stringify(persona('Tom', { mood: 'sad' })));

    await game.untilLogged(/content reloaded/);

    expect(liveOf(game)).toMatchObject({ version: 2, author: 'Kim' });
  });
});

describe('a running world', () => {
  test('has the NPC speak as it was saved from its next turn on', async () => {
    const model = scripted('Aye.');
    await using game = await startGame({ model });
    const ash = await game.join();
    await ash.talk({ npc: 'mara', text: 'Hello.' });

    await game.server.soliloquy.savePersona('mara', by('Kim', 1, { personality: 'Made of flint.' }));
    await ash.talk({ npc: 'mara', text: 'And now?' });

    const prompts = model.requests.map((request) => JSON.stringify(request));
    expect(prompts.map((prompt) => prompt.includes('Made of flint.'))).toEqual([false, true]);
  });

  test('takes mood and place over at once, unless the game has set them', async () => {
    await using game = await startGame();
    const host = await game.join({ name: 'Host' }, GAME);
    await host.request('npc.patch', { npc: 'mara', mood: 'furious' });

    await game.server.soliloquy.savePersona('mara', by('Kim', 1, { mood: 'grim', location: 'yard' }));
    await host.until(() => host.state.npcs.get('mara')!.location === 'yard');

    expect(host.state.npcs.get('mara')!.mood).toBe('furious');
  });
});

describe('saving', () => {
  const problemsOf = async (saving: Promise<unknown>) => {
    const error = await saving.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(PersonaProblems);
    return (error as PersonaProblems).details.fields;
  };

  test('what is live already makes no version', async () => {
    await using game = await startGame();

    expect(await castOf(game).save('mara', by('Kim', 1, {}))).toEqual({ kind: 'saved', version: 1 });
    expect(await castOf(game).versions('mara')).toHaveLength(1);
  });

  test('what is no persona, or does not fit in the world, is refused with each field', async () => {
    await using game = await startGame();
    const cast = castOf(game);

    expect(
      await problemsOf(cast.save('mara', by('Kim', 1, { profile: ' ', model: { temperature: 9 } }))),
    ).toEqual([
      { path: ['profile'], message: 'expected some text, got nothing' },
      { path: ['model', 'temperature'], message: 'expected at most 2, got 9' },
    ]);
    expect(
      await problemsOf(
        cast.save('mara', {
          ...by('Kim', 1, {}),
          persona: { ...mara(), name: 'TOM', location: 'tavrn', relationships: { una: 'x', tim: 'x' } },
        }),
      ),
    ).toEqual([
      { path: ['name'], message: 'expected a name of its own, got "TOM", which is taken by tom' },
      { path: ['location'], message: expect.stringContaining('did you mean "tavern"?') },
      { path: ['relationships', 'tim'], message: expect.stringContaining('did you mean "tom"?') },
    ]);
    expect(
      await problemsOf(cast.save('mara', { ...by('Kim', 1, {}), persona: { ...mara(), name: 'Narrator' } })),
    ).toHaveLength(1);
    expect(await problemsOf(cast.save('mara', { persona: null, base: 1, author: 'Kim' }))).toHaveLength(1);
    expect(liveOf(game).version).toBe(1);
    await expect(cast.save('nobody', by('Kim', 1, {}))).rejects.toMatchObject({ code: 'unknown-persona' });
    await expect(cast.save('mara', by('Kim', 9, {}))).rejects.toMatchObject({ code: 'unknown-version' });
  });

  test('over what somebody else saved takes both edits, unless both changed the same', async () => {
    await using game = await startGame();
    const cast = castOf(game);
    await cast.save('mara', by('Bea', 1, { mood: 'merry', personality: 'Soft.' }));

    const merged = await cast.save('mara', by('Kim', 1, { background: 'Born at sea.' }));
    const conflict = await cast.save('mara', by('Ann', 1, { mood: 'grim', voice: 'alto' }));

    expect(merged).toMatchObject({ kind: 'merged', version: 3 });
    expect(liveOf(game).persona).toMatchObject({
      mood: 'merry',
      personality: 'Soft.',
      background: 'Born at sea.',
    });
    expect(conflict).toMatchObject({
      kind: 'conflict',
      live: { version: 3, author: 'Kim' },
      conflicts: [{ path: ['mood'], base: 'calm', mine: 'grim', theirs: 'merry' }],
      merged: { voice: 'alto', background: 'Born at sea.' },
    });
    expect(await cast.versions('mara')).toHaveLength(3);
  });

  test('by many at one moment loses nothing', async () => {
    await using game = await startGame();
    const others = Array.from({ length: 40 }, (_, index) => `person-${index}`);
    const cast = castOf(game);

    const saved = await Promise.all(
      others.map((author, index) =>
        cast.save(
          'mara',
          index % 2 === 0
            ? by(author, 1, { relationships: { tom: `Says ${author}.` } })
            : by(author, 1, {
                model: { [index % 4 === 1 ? 'temperature' : 'maxTokens']: index % 4 === 1 ? 1 : 99 },
              }),
        ),
      ),
    );

    // Of those who wrote of Tom the first wins and the others are told; both model settings are there.
    expect(liveOf(game).persona).toMatchObject({
      relationships: { tom: 'Says person-0.' },
      model: { temperature: 1, maxTokens: 99 },
    });
    expect(saved.map(({ kind }) => kind).filter((kind) => kind === 'conflict')).toHaveLength(19);
    expect((await cast.versions('mara')).map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  });
});

test('an old version is live again as a new one, if it still fits in the world', async () => {
  await using game = await startGame();
  const cast = castOf(game);
  await cast.save('mara', by('Kim', 1, { mood: 'grim' }));

  expect(await game.server.soliloquy.restorePersona('mara', 1, 'Bea')).toBe(3);
  expect(liveOf(game)).toMatchObject({ author: 'Bea', note: 'Version 1 again', persona: { mood: 'calm' } });
  await cast.save('mara', by('Kim', 3, { name: 'Marie' }));
  await cast.save('tom', { persona: persona('Mara'), base: 1, author: 'Kim' });
  await expect(cast.restore('mara', 1, 'Bea')).rejects.toMatchObject({
    details: { fields: [{ path: ['name'], message: expect.stringContaining('taken by tom') }] },
  });
  await expect(cast.restore('mara', 77, 'Bea')).rejects.toMatchObject({ code: 'unknown-version' });
});

test('versions can be called something', async () => {
  await using game = await startGame();
  const cast = castOf(game);

  await cast.nameVersion('mara', 1, 'As delivered');

  expect(liveOf(game).name).toBe('As delivered');
  expect(await cast.versions('mara')).toMatchObject([{ version: 1, name: 'As delivered' }]);
  await expect(cast.nameVersion('mara', 2, 'x')).rejects.toMatchObject({ code: 'unknown-version' });
});

test('a version that an edited world has no place for any more stays live, and the log says so', async () => {
  const { dir, start } = await lasting();
  const first = await start();
  await first.server.soliloquy.savePersona('mara', by('Kim', 1, { location: 'loft' }));
  await first.stop();
  const world = await readFile(path.join(dir, 'world.yaml'), 'utf8');
  await writeFile(path.join(dir, 'world.yaml'), world.replace('loft:', 'attic:'));

  await using again = await start();
  const ash = await again.join();

  await again.untilLogged(/^mara, version 2 by Kim: location: expected one of the world's locations/);
  expect(ash.state.npcs.get('mara')!.location).toBe('tavern');
});

describe('writing to the file', () => {
  test('puts what is live into it, and makes no version of it, then or at the next start', async () => {
    const { dir, start } = await lasting();
    const first = await start({ watch: true });
    const cast = castOf(first);
    const before = await readFile(fileOf({ dir }), 'utf8');
    await cast.save('mara', by('Kim', 1, { mood: 'grim' }));

    await cast.writeToFile('mara');
    await cast.writeToFile('mara');

    expect(await readFile(fileOf({ dir }), 'utf8')).toBe(`${before}mood: grim\n`);
    expect(cast.file('mara')).toMatchObject({ isLive: true });
    expect(await readdir(path.join(dir, 'personas'))).toEqual(['mara.yaml', 'tom.yaml', 'una.yaml']);
    await writeFile(path.join(dir, 'personas', 'tom.yaml'), stringify(persona('Tom', { mood: 'sad' })));
    await first.untilLogged(/content reloaded/);
    await first.stop();
    await using again = await start();
    expect(liveOf(again)).toMatchObject({ version: 2, author: 'Kim' });
    expect(await castOf(again).versions('mara')).toHaveLength(2);
  });

  test('is refused over an edit that the server has not read', async () => {
    await using game = await startGame();
    const cast = castOf(game);
    await cast.save('mara', by('Kim', 1, { mood: 'grim' }));
    await writeFile(fileOf(game), 'half written');

    await expect(cast.writeToFile('mara')).rejects.toMatchObject({
      code: 'bad-content',
      message: expect.stringContaining('was edited since the server read it last; nothing was written'),
    });
    expect(await readFile(fileOf(game), 'utf8')).toBe('half written');
  });

  test('is refused where there is no file any more', async () => {
    await using game = await startGame();
    await castOf(game).save('mara', by('Kim', 1, { mood: 'grim' }));
    await rm(fileOf(game));

    await expect(castOf(game).writeToFile('mara')).rejects.toThrow(/mara\.yaml is not there any more/);
  });

  test('is refused where nothing can be written beside the file, and says why', async () => {
    await using game = await startGame();
    // A name so long that no temporary file fits beside it, which holds for the superuser, too.
    const long = path.join(path.dirname(game.dir), `${'x'.repeat(230)}.yaml`);
    await rename(fileOf(game), long);
    await symlink(long, fileOf(game));
    await castOf(game).save('mara', by('Kim', 1, { mood: 'grim' }));

    await expect(castOf(game).writeToFile('mara')).rejects.toThrow(/cannot be written \(ENAMETOOLONG\)/);
    expect(await readFile(long, 'utf8')).not.toContain('grim');
  });

  test('is not undone by content that was read before', async () => {
    await using game = await startGame();
    const cast = castOf(game);
    await cast.save('mara', by('Kim', 1, { mood: 'grim' }));
    const { content } = await readContent(game.dir);

    await cast.writeToFile('mara');
    await cast.update(content);

    expect(liveOf(game)).toMatchObject({ version: 2, author: 'Kim' });
    expect(cast.file('mara')).toMatchObject({ isLive: true });
  });
});
