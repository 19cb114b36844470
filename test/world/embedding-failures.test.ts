import { expect, test, vi } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { gate, lastPrompt } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { clocked, MINUTE, mara, type Play, QUESTION, recall, SIBLING, synonyms } from './meanings.ts';

/** Waits for the end of the signal, as a server that hangs has one wait. */
const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
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
