import { expect, test, vi } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { readConfig } from '../../server/config.ts';
import type { Embedder } from '../../server/llm/embeddings.ts';
import { consoleOf } from '../console-api.ts';
import { GAME, type GameOptions, startGame } from '../game.ts';
import { startModelServer } from '../llm/model-server.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

const MINUTE = 60_000;
const mara = { instance: 'main', npc: 'mara' };
const about = 'player:client:ash';
const SIBLING = 'Ash lost a sibling at the mere.';
const QUESTION = 'Where is my brother?';

/** A direction for each thing that can be meant. */
const MEANT = [/sibling|brother/i, /ferry|boat/i, /./];

/** Knows synonyms. Keeps what it was asked; `answer` may fail or wait instead. */
function synonyms(
  name = 'synonyms',
  answer?: (signal: AbortSignal, texts: readonly string[]) => Promise<void>,
) {
  const asked: string[] = [];
  const embedder: Embedder = {
    name,
    async embed(texts, signal) {
      asked.push(...texts);
      await answer?.(signal, texts);
      return texts.map((text) => {
        const meant = MEANT.findIndex((word) => word.test(text));
        return Float32Array.from(MEANT, (_, index) => (index === meant ? 3 : 0.1));
      });
    },
  };
  return { embedder, asked };
}

/** A game whose clock is driven by hand. */
async function clocked(options: GameOptions = {}) {
  let now = Date.UTC(2030, 0, 1);
  const model = scripted('I see.');
  const game = await startGame({ model, ...options, now: () => now });
  const instance = [...game.server.soliloquy.instances][0]!;
  const { ask } = await consoleOf(game);
  return {
    game,
    ask,
    model,
    instance,
    later: (ms: number) => {
      now += ms;
    },
    /** Has what is due behind the turns done. */
    settle: async () => {
      instance.tick();
      await instance.background.onIdle();
    },
    add: (text: string) =>
      ask('memories.add', {
        ...mara,
        kind: 'episode',
        text,
        importance: 4,
        about,
        author: 'Dee',
      }),
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}
type Play = Awaited<ReturnType<typeof clocked>>;

const recall = async ({ ask }: Play, text = QUESTION) =>
  (await ask('memories.recall', { ...mara, text, to: about })).scored;

/** Waits for the end of the signal, as a server that hangs has one wait. */
const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

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

test.each<[string, (signal: AbortSignal) => Promise<void>]>([
  ['fails', () => Promise.reject(new SoliloquyError('model-unreachable', 'down'))],
  ['hangs', hanging],
])('while the embedder %s turns go on by words, and it is said once a minute', async (_, answer) => {
  let isDown = false;
  const { embedder, asked } = synonyms('synonyms', (signal) => (isDown ? answer(signal) : Promise.resolve()));
  await using play = await clocked({ embedder });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  isDown = true;

  const first = await ash.talk({ npc: 'mara', text: QUESTION });
  const silent = lastPrompt(play.model);
  const second = await ash.talk({ npc: 'mara', text: 'What of the mere, and who was lost?' });

  expect([first.status, second.status]).toEqual(['complete', 'complete']);
  expect(silent).not.toContain('Mara remembers');
  expect(lastPrompt(play.model)).toContain(`Mara remembers: ${SIBLING}`);
  expect(asked.filter((text) => text.endsWith('?'))).toEqual([QUESTION]);
  play.later(MINUTE / 4);
  await ash.talk({ npc: 'mara', text: QUESTION });
  const failures = () => play.game.logged.filter(({ message }) => message.startsWith('embeddings fail'));
  expect(failures()).toHaveLength(1);
  play.later(MINUTE);
  await ash.talk({ npc: 'mara', text: QUESTION });
  expect(failures()).toHaveLength(2);
  play.later(MINUTE);
  isDown = false;
  await ash.talk({ npc: 'mara', text: QUESTION });
  expect(lastPrompt(play.model)).toContain(`Mara remembers: ${SIBLING}`);
});

test('memories that could not be embedded are embedded a minute later', async () => {
  let isDown = true;
  const { embedder, asked } = synonyms('synonyms', () =>
    isDown ? Promise.reject(new SoliloquyError('model-unreachable', 'down')) : Promise.resolve(),
  );
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  await play.settle();
  isDown = false;
  await play.settle();
  expect(asked).toEqual([SIBLING]);
  play.later(MINUTE);
  await play.settle();

  expect(asked).toEqual([SIBLING, SIBLING]);
  expect((await recall(play))[0]!.relevance).toBeCloseTo(1, 3);
});

test('a memory that the model refuses holds up no other, and is offered to it no more', async () => {
  const dir = await writeWorld();
  const refusing = () =>
    synonyms('choosy', (_, texts) =>
      texts.some((text) => text.includes('was rude'))
        ? Promise.reject(new SoliloquyError('model-refused', 'no'))
        : Promise.resolve(),
    );
  const run = async (act: (play: Play) => Promise<void>) => {
    const { embedder, asked } = refusing();
    await using play = await clocked({ dir, embedder });
    await play.game.join({ player: 'ash', location: 'tavern' });
    await act(play);
    return asked;
  };

  const first = await run(async (play) => {
    await play.add('Ash was rude.');
    await play.add(SIBLING);
    await play.add('Ash was rude again.');
    await play.settle();
    play.later(MINUTE);
    await play.settle();
    const [best] = await recall(play);
    expect(best).toMatchObject({ memory: { text: SIBLING } });
    expect(best!.relevance).toBeCloseTo(1, 3);
    expect(await recall(play, 'Is anybody rude?')).toMatchObject([
      { memory: { text: 'Ash was rude.' } },
      { memory: { text: 'Ash was rude again.' } },
      {},
    ]);
    const refusals = play.game.logged.filter(({ message }) => message.includes('refuses a memory'));
    expect(refusals).toHaveLength(2);
    expect(play.game.logged.filter(({ message }) => message.startsWith('embeddings fail'))).toEqual([]);
  });
  const second = await run(async (play) => {
    await play.settle();
    expect((await recall(play))[0]).toMatchObject({ memory: { text: SIBLING } });
  });

  expect(first).toContain(SIBLING);
  expect(second).toEqual([QUESTION]);
});

test('a server that refuses everything has no memory given up', async () => {
  let isDown = true;
  const { embedder, asked } = synonyms('synonyms', () =>
    isDown ? Promise.reject(new SoliloquyError('model-refused', 'wrong key')) : Promise.resolve(),
  );
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  isDown = false;
  play.later(MINUTE);
  await play.settle();

  expect(asked.filter((text) => text === SIBLING)).toHaveLength(2);
  expect((await recall(play))[0]!.relevance).toBeCloseTo(1, 3);
  expect(play.game.logged.filter(({ message }) => message.includes('refuses a memory'))).toEqual([]);
});

test('what else is to be done behind the turns waits for one call at most, and all are embedded', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  for (let count = 0; count < 70; count += 1) await play.add(`Ash has ${count} boats.`);
  const { background } = play.instance;
  const held = gate();
  background.add('what is under way', () => held);
  await play.game.join({ player: 'ash', location: 'tavern' });
  play.instance.tick();
  let before = 0;
  background.add('what else is to be done', async () => {
    before = asked.length;
  });
  held.open();
  await play.settle();

  expect(before).toBe(32);
  expect(asked).toHaveLength(70);
  expect(new Set(asked).size).toBe(70);
});

test('once all that was there is embedded, only what was written since is looked for', async () => {
  const { embedder } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add('Ash likes pears.');
  await play.settle();
  const looks = vi.spyOn(play.instance.parts.store, 'memoriesToEmbed');
  const { id } = await play.add(SIBLING);
  await play.settle();

  expect(looks.mock.calls.map(([query]) => query)).toMatchObject([{ ids: [id] }]);
});

test('what memories mean and what was asked is at hand the second time, until a memory changes', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  const { recall: words, vectors } = play.instance.memories;
  const missed = async () => {
    const before = [words.cacheStats.misses, vectors.cacheStats.misses];
    const hits = [words.cacheStats.hits, vectors.cacheStats.hits];
    await recall(play);
    return {
      missed: [words.cacheStats.misses - before[0]!, vectors.cacheStats.misses - before[1]!],
      hit: [words.cacheStats.hits - hits[0]!, vectors.cacheStats.hits - hits[1]!],
    };
  };

  const first = await missed();
  const second = await missed();
  await play.add('Ash likes pears.');
  await play.settle();
  const third = await missed();

  expect(first).toEqual({ missed: [3, 2], hit: [0, 0] });
  expect(second).toEqual({ missed: [0, 0], hit: [3, 2] });
  expect(third).toEqual({ missed: [3, 1], hit: [0, 1] });
  expect(asked.filter((text) => text === QUESTION)).toHaveLength(1);
});

test('a read that fails loses no change, and a turn does not wait for one that takes long', async () => {
  const { embedder } = synonyms();
  await using play = await clocked({ embedder });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  const lost = await play.add(SIBLING);
  await play.settle();
  const { store } = play.instance.parts;
  const relevance = async () => (await recall(play))[0]!.relevance;
  expect(await relevance()).toBeCloseTo(1, 3);
  await play.ask('memories.change', { ...mara, memory: lost.id, text: 'Ash has a boat.', author: 'Dee' });
  await play.settle();

  const reads = vi.spyOn(store, 'embedded').mockRejectedValueOnce(new SoliloquyError('bad-store', 'full'));
  await ash.talk({ npc: 'mara', text: QUESTION });
  expect(reads).toHaveBeenCalledTimes(1);
  expect(await relevance()).toBe(0);
  await play.ask('memories.change', { ...mara, memory: lost.id, text: SIBLING, author: 'Dee' });
  await play.settle();
  const slow = gate();
  const { vectors } = store;
  vi.spyOn(store, 'vectors').mockImplementationOnce(async (...which) => {
    await slow;
    return vectors(...which);
  });
  const turn = await ash.talk({ npc: 'mara', text: QUESTION });
  expect(turn.status).toBe('complete');
  expect(lastPrompt(play.model)).not.toContain('Mara remembers');
  slow.open();
  await play.settle();

  expect(await relevance()).toBeCloseTo(1, 3);
});

test('nothing is embedded while nobody is there, or all is paused', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  await play.add(SIBLING);
  await play.settle();
  expect(asked).toEqual([]);
  play.instance.isPaused = true;
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.settle();
  expect(asked).toEqual([]);
  play.instance.isPaused = false;
  await play.settle();

  expect(asked).toEqual([SIBLING]);
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

test('while very many memories are read, the server does what else is due', async () => {
  const { embedder } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  const { record, parts } = play.instance;
  const source = { by: 'designer' as const, name: 'Dee', lines: [] };
  const written = Array.from({ length: 1200 }, (_, index) => ({
    ...{
      id: `m${index}`,
      npc: 'mara',
      kind: 'episode' as const,
      text: `A sibling, ${index}.`,
      importance: 1,
    },
    ...{ about, at: parts.now(), time: 'Day 1', witnesses: [], source },
  }));
  await record.keepMemories(written);
  await play.settle();
  const { vectors } = parts.store;
  let rounds = 0;
  const before: number[] = [];
  vi.spyOn(parts.store, 'vectors').mockImplementation(async (...which) => {
    before.push(rounds);
    setImmediate(() => {
      rounds += 1;
    });
    return vectors(...which);
  });

  const found = await recall(play);

  expect(before).toEqual([0, 1, 2]);
  expect(found[0]!.relevance).toBeCloseTo(1, 3);
});
