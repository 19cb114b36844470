import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, startGame } from '../game.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';

const mara = { instance: 'main', npc: 'mara' };
const author = 'Dee';

test('what a player told is listed, searched, and tried on its NPC', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ player: 'ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'My name is Ash. I lost my brother at the mere.' });
  await ash.talk({ npc: 'mara', text: 'I promise a barrel of salt. How is the weather?' });
  const { ask } = await consoleOf(game);
  const about = 'player:client:ash';

  const list = await ask('memories.list', mara);
  const found = await ask('memories.list', { ...mara, text: 'barrels', about, kind: 'fact' });
  const tried = await ask('memories.recall', { ...mara, text: 'Who was lost?', to: about });

  expect(list.memories.map(({ text, kind }) => [kind, text])).toEqual([
    ['fact', 'Ash said: "I promise a barrel of salt."'],
    ['fact', 'Ash said: "I lost my brother at the mere."'],
    ['fact', 'Ash said: "My name is Ash."'],
  ]);
  expect(list).toMatchObject({
    total: 3,
    names: { [about]: 'Ash', 'npc:tom': 'Tom' },
    people: [{ about, name: 'Ash', count: 3 }],
  });
  expect(list.memories[0]).toMatchObject({
    about,
    witnesses: ['npc:tom', about],
    source: { by: 'extraction', lines: [expect.any(String)] },
  });
  expect(found.memories).toEqual([list.memories[0]]);
  expect(tried.weights).toEqual({ relevance: 1, recency: 0.3, importance: 0.4 });
  expect(tried.scored[0]).toMatchObject({ memory: list.memories[1], isTold: false });
  expect(tried.scored[0]!.relevance).toBeGreaterThan(0.5);
  const page = await ask('memories.list', { ...mara, before: list.memories[1]!.seq, limit: 1 });
  expect(page.memories).toEqual([list.memories[2]]);
});

test('a memory written by hand stands in the next prompt, is changed, and is gone once it was deleted', async () => {
  const model = scripted('I see.');
  await using game = await startGame({ model });
  const ash = await game.join({ player: 'ash', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const about = 'player:client:ash';
  const draft = { kind: 'episode' as const, text: 'Ash saved the ferry in the storm.', importance: 7, about };

  const made = await ask('memories.add', { ...mara, ...draft, author });
  await ash.talk({ npc: 'mara', text: 'Good evening.' });
  const first = lastPrompt(model);
  const tried = await ask('memories.recall', { ...mara, text: 'The storm?', to: about });
  const changed = await ask('memories.change', {
    ...mara,
    memory: made.id,
    text: 'Ash sank the ferry.',
    author,
  });
  await ash.talk({ npc: 'mara', text: 'What of the ferry?' });
  const second = lastPrompt(model);
  await ask('memories.delete', { ...mara, memory: made.id, author });
  await ash.talk({ npc: 'mara', text: 'And the ferry now?' });

  expect(first).toContain('Environment: Mara remembers: Ash saved the ferry in the storm.');
  expect(tried).toMatchObject({ budget: 300, scored: [{ memory: made, isTold: true }] });
  expect(tried.tokens).toBeGreaterThan(4);
  expect(changed).toMatchObject({ id: made.id, source: { by: 'designer', name: author }, importance: 7 });
  expect(second).toContain('Mara remembers: Ash sank the ferry.');
  expect(lastPrompt(model)).not.toContain('Mara remembers');
  expect((await ask('memories.list', mara)).memories).toEqual([]);
});

test('what was changed or deleted by hand is left alone when it is told again', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ player: 'ash', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const texts = async () => (await ask('memories.list', mara)).memories.map(({ text }) => text);
  await ash.talk({ npc: 'mara', text: 'My name is Ash. I love pears.' });
  const { memories } = await ask('memories.list', mara);
  const [pears, name] = memories;

  await ask('memories.change', { ...mara, memory: name!.id, text: 'Ash lies about the name.', author });
  await ask('memories.delete', { ...mara, memory: pears!.id, author });
  await ash.talk({ npc: 'mara', text: 'My name is Bea. I love pears.' });

  expect(await texts()).toEqual(['Ash lies about the name.']);
});

test('what is nowhere, or no memory, is refused', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  await game.join({}, DESIGNER);
  const { ask } = await consoleOf(game);
  const draft = { kind: 'fact' as const, text: 'A fact.', importance: 5, author };
  const status = (call: Promise<unknown>) =>
    call.then(
      () => 200,
      (error: { status: number; answer: { code: string } }) => `${error.status} ${error.answer.code}`,
    );
  const made = await ask('memories.add', { ...mara, ...draft });

  expect(await status(ask('memories.list', { instance: 'none', npc: 'mara' }))).toBe('404 unknown-instance');
  expect(await status(ask('memories.list', { instance: 'main', npc: 'nobody' }))).toBe('404 unknown-npc');
  for (const call of ['memories.change', 'memories.delete'] as const) {
    expect(await status(ask(call, { ...mara, memory: 'x', author } as never))).toBe('404 unknown-memory');
    const ofTom = { ...mara, npc: 'tom', memory: made.id, author };
    expect(await status(ask(call, ofTom as never))).toBe('404 unknown-memory');
  }
  for (const wrong of [
    { text: ' ' },
    { importance: 11 },
    { about: 'ash' },
    { kind: 'dream' },
    { author: '' },
  ])
    expect(await status(ask('memories.add', { ...mara, ...draft, ...wrong } as never))).toBe(
      '400 bad-message',
    );
  expect(await status(ask('memories.change', { ...mara, memory: made.id, kind: 'summary', author }))).toBe(
    '400 bad-message',
  );
});

test('a memory written by hand waits for what else changes the world', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const [instance] = game.server.soliloquy.instances;
  const { ask } = await consoleOf(game);
  const made = await ask('memories.add', { ...mara, kind: 'fact', text: 'A fact.', importance: 5, author });
  const asked = gate();
  const change = instance!.change.bind(instance!);
  const held = gate();
  const changing = change(() => held);
  instance!.change = (work) => {
    asked.open();
    return change(work);
  };

  const deleted = ask('memories.delete', { ...mara, memory: made.id, author });
  await Promise.race([asked, deleted]);
  const before = await ask('memories.list', mara);
  held.open();
  await Promise.all([changing, deleted]);

  expect(before.memories).toEqual([made]);
  expect((await ask('memories.list', mara)).memories).toEqual([]);
});

test('people are called by their names though the NPC itself never heard them; kinds are counted apart', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ name: 'Ash', player: 'ash', location: 'yard' });
  await ash.talk({ npc: 'una', text: 'Good evening.' });
  await ash.leave();
  const { ask } = await consoleOf(game);
  const about = 'player:client:ash';
  const draft = { importance: 5, author, about };
  for (const text of ['Ash owes for the room.', 'Ash has a dog.'])
    await ask('memories.add', { ...mara, ...draft, kind: 'fact', text });
  await ask('memories.add', {
    ...mara,
    ...draft,
    kind: 'episode',
    text: 'Somebody met O’Neill.',
    about: 'npc:tom',
  });

  const list = await ask('memories.list', { ...mara, kind: 'fact', about });

  expect(list.total).toBe(2);
  expect(list.people).toEqual([
    { about, name: 'Ash', count: 2 },
    { about: 'npc:tom', name: 'Tom', count: 1 },
  ]);
  expect((await ask('memories.list', { ...mara, kind: 'episode' })).total).toBe(1);
  expect((await ask('memories.list', { ...mara, text: "o'neill" })).memories).toHaveLength(1);
});
