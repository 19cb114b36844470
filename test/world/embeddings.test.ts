import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { GAME } from '../game.ts';
import { startModelServer } from '../llm/model-server.ts';
import { lastPrompt } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { clocked, MEANT, mara, type Play, QUESTION, recall, SIBLING, synonyms } from './meanings.ts';

test('a question finds a memory that has none of its words, and what a memory became', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  const lost = await play.add(SIBLING);
  await play.add('Ash likes pears.');
  await play.settle();

  await ash.talk({ npc: 'mara', text: QUESTION });
  const prompt = lastPrompt(play.model);
  const [best, other] = await recall(play);
  await play.ask('memories.change', { ...mara, memory: lost.id, text: 'Ash has a boat.', author: 'Dee' });
  await play.settle();
  await ash.talk({ npc: 'mara', text: QUESTION });
  const later = lastPrompt(play.model);
  await ash.talk({ npc: 'mara', text: 'Who has got a ferry?' });

  expect(prompt).toContain(`Mara remembers: ${SIBLING}`);
  expect(prompt).not.toContain('Mara remembers: Ash likes pears.');
  expect(best).toMatchObject({ memory: { text: SIBLING }, isTold: true });
  expect(best!.relevance).toBeCloseTo(1, 3);
  expect(best!.memory).not.toHaveProperty('cosine');
  expect(other).toMatchObject({ memory: { text: 'Ash likes pears.' }, relevance: 0, isTold: false });
  expect(later).not.toContain('Mara remembers');
  expect(lastPrompt(play.model)).toContain('Mara remembers: Ash has a boat.');
  expect(asked.filter((text) => text === QUESTION)).toHaveLength(1);
});

test('without an embedder the same question finds nothing', async () => {
  await using play = await clocked();
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  await ash.talk({ npc: 'mara', text: QUESTION });

  expect(lastPrompt(play.model)).not.toContain('Mara remembers');
});

test('after a restart the vectors are there, what is missing is made, and another model embeds anew', async () => {
  const dir = await writeWorld();
  const run = async (name: string, act: (play: Play, asked: string[]) => Promise<void>) => {
    const { embedder, asked } = synonyms(name);
    await using play = await clocked({ dir, embedder });
    await act(play, asked);
    return asked;
  };
  const texts = Array.from({ length: 70 }, (_, index) => `Ash has ${index} boats.`);
  const first = await run('one', async (play) => {
    await play.game.join({ player: 'ash', location: 'tavern' });
    for (const text of texts) await play.add(text);
    await play.settle();
  });
  await run('one', async (play) => void (await play.add(SIBLING)));
  const second = await run('one', async (play) => {
    await play.game.join({ player: 'ash', location: 'tavern' });
    await play.settle();
    expect((await recall(play))[0]).toMatchObject({ memory: { text: SIBLING } });
  });
  const third = await run('two', async (play) => {
    await play.game.join({ player: 'ash', location: 'tavern' });
    await play.settle();
    expect((await recall(play))[0]!.relevance).toBeCloseTo(1, 3);
    expect((await recall(play, 'A ferry?')).filter(({ relevance }) => relevance > 0.9)).toHaveLength(30);
  });

  expect(first.sort()).toEqual([...texts].sort());
  expect(second).toEqual([SIBLING, QUESTION]);
  expect(third.slice(0, 71).sort()).toEqual([...texts, SIBLING].sort());
  expect(third.slice(71)).toEqual([QUESTION, 'A ferry?']);
});

test('a loaded game recalls by what the memories of then mean', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' }, GAME);
  await play.add(SIBLING);
  await play.settle();
  await ash.request('game.save', { slot: 'before' });
  await play.add('Ash met the brother again.');
  await play.settle();
  const after = await recall(play);
  await ash.request('game.load', { slot: 'before' });
  await play.settle();

  const textsOf = (scored: typeof after) => scored.map(({ memory }) => memory.text);
  expect(textsOf(after)).toContain('Ash met the brother again.');
  expect(textsOf(await recall(play))).toEqual([SIBLING]);
  expect((await recall(play))[0]!.relevance).toBeCloseTo(1, 3);
  expect(asked.filter((text) => text === SIBLING)).toHaveLength(1);
});

test('the server that the settings name embeds memories and questions', async () => {
  await using server = await startModelServer((call) => {
    const input = call.body.input as string[];
    const data = input.map((text, index) => ({
      index,
      embedding: MEANT.map((word) => Number(word.test(text))),
    }));
    call.raw(JSON.stringify({ data }), { 'content-type': 'application/json' });
    call.end();
  });
  await using play = await clocked({
    config: { EMBEDDINGS_BASE_URL: server.baseUrl, EMBEDDINGS_MODEL: 'embed-small' },
  });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  await ash.talk({ npc: 'mara', text: QUESTION });

  expect(server.calls.map(({ body }) => body.input)).toEqual([[SIBLING], [QUESTION]]);
  expect(play.game.logged.filter(({ message }) => /embed/.test(message))).toEqual([]);
  expect(lastPrompt(play.model)).toContain(`Mara remembers: ${SIBLING}`);
});

test('an address without a model is refused; a model without an address is warned of', async () => {
  const address = { EMBEDDINGS_BASE_URL: 'http://127.0.0.1:9/v1' };
  expect(() => readConfig(address, {})).toThrow(/EMBEDDINGS_MODEL or --embeddings-model/);

  await using play = await clocked({ config: { EMBEDDINGS_MODEL: 'embed-small' } });

  expect(play.game.logged).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: expect.stringContaining('without EMBEDDINGS_BASE_URL'),
    }),
  );
});
