import { describe, expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { type PersonaInput, persona } from '../worlds.ts';

const draft = (base: number, fields: Partial<PersonaInput>, author = 'Kim') => ({
  body: persona('Mara', fields),
  base,
  author,
});

test('personas are listed and read with what is live, their files and what they cost', async () => {
  await using game = await startGame();
  const { answered: ask } = await consoleOf(game);

  const list = await ask('GET', 'personas');
  const mara = await ask('GET', 'personas/mara');

  expect(list.answer.personas).toMatchObject([
    {
      id: 'mara',
      name: 'Mara',
      live: { version: 1, author: 'file' },
      file: { path: 'personas/mara.yaml', isLive: true },
      tokens: expect.any(Number),
    },
    { id: 'tom' },
    { id: 'una' },
  ]);
  expect(mara.answer).toMatchObject({
    persona: { name: 'Mara', mood: 'calm', secrets: [] },
    live: { version: 1, note: null, name: null },
    tokens: { secrets: 0, speechStyle: 3 },
    locations: [{ id: 'tavern', name: 'The Tavern' }, { id: 'yard' }, { id: 'loft' }],
  });
  expect(JSON.stringify(mara.answer)).not.toContain(game.dir);
  expect((await ask('GET', 'personas/nobody')).status).toBe(404);
  expect((await ask('POST', 'tokens', { texts: ['Short sentences.', ''] })).answer).toEqual({
    tokens: [3, 0],
  });
  expect((await ask('POST', 'tokens', { texts: ['x'.repeat(200_001)] })).status).toBe(400);
});

describe('a draft', () => {
  test('is saved, merged, or refused with what to mend or to choose', async () => {
    await using game = await startGame();
    const { answered: ask } = await consoleOf(game);

    const saved = await ask('PUT', 'personas/mara', {
      ...draft(1, { mood: 'grim' }),
      author: '  Kim ',
      note: 'colder',
    });
    const merged = await ask('PUT', 'personas/mara', draft(1, { voice: 'alto' }, 'Bea'));
    const conflict = await ask('PUT', 'personas/mara', draft(1, { mood: 'merry' }, 'Ann'));
    const invalid = await ask('PUT', 'personas/mara', draft(3, { profile: 'x'.repeat(1_000_000) }));

    expect(saved).toEqual({ status: 200, answer: { kind: 'saved', version: 2 } });
    expect(merged.answer).toMatchObject({ kind: 'merged', version: 3 });
    expect(conflict).toMatchObject({
      status: 409,
      answer: {
        code: 'conflict',
        details: {
          live: { version: 3, author: 'Bea' },
          conflicts: [{ path: ['mood'], base: 'calm', mine: 'merry', theirs: 'grim' }],
          merged: { voice: 'alto' },
        },
      },
    });
    expect(invalid).toMatchObject({
      status: 422,
      answer: {
        details: {
          fields: [{ path: ['profile'], message: 'expected at most 4000 characters, got 1000000' }],
        },
      },
    });
    expect((await ask('GET', 'personas/mara/versions')).answer.versions).toMatchObject([
      { version: 3, author: 'Bea', note: null },
      { version: 2, author: 'Kim', note: 'colder' },
      { version: 1, author: 'file' },
    ]);
  });

  test('has an author with a name', async () => {
    await using game = await startGame();
    const { answered: ask } = await consoleOf(game);

    for (const author of ['', '   ', 'File', 'x'.repeat(41)])
      expect((await ask('PUT', 'personas/mara', draft(1, { mood: 'grim' }, author))).status).toBe(400);
    expect((await ask('PUT', 'personas/mara', { ...draft(1, {}), body: null })).status).toBe(422);
  });
});

test('versions are read, named, restored and written to the file', async () => {
  await using game = await startGame();
  const { answered: ask } = await consoleOf(game);
  await ask('PUT', 'personas/mara', draft(1, { mood: 'grim' }));

  const first = await ask('GET', 'personas/mara/versions/1');
  await ask('PUT', 'personas/mara/versions/1/name', { name: ' As  delivered ' });
  const restored = await ask('POST', 'personas/mara/versions/1/restore', { author: 'Bea' });
  await ask('PUT', 'personas/mara', draft(3, { mood: 'sad' }));
  const written = await ask('POST', 'personas/mara/file', {});

  expect(first.answer).toMatchObject({ version: 1, persona: { mood: 'calm' } });
  expect(restored.answer).toEqual({ version: 3 });
  expect(written.answer).toEqual({ file: { path: 'personas/mara.yaml', isLive: true } });
  expect((await ask('GET', 'personas/mara/versions')).answer.versions).toMatchObject([
    { version: 4 },
    { version: 3, author: 'Bea', note: 'Version 1 again' },
    { version: 2 },
    { version: 1, name: 'As delivered' },
  ]);
  expect((await ask('GET', 'personas/mara/versions/9')).status).toBe(404);
  expect((await ask('GET', 'personas/mara/versions/x')).status).toBe(400);
});

test('without a session nothing is told', async () => {
  await using game = await startGame();

  expect((await fetch(`${game.url}/console/api/personas/mara`)).status).toBe(401);
});
