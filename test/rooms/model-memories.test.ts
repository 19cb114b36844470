import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gated } from '../../server/llm/gate.ts';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { consoleOf } from '../console-api.ts';
import { DESIGNER } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { clocked, remembering, textsOf } from '../memory-game.ts';
import { gate, promptOf, type Script, scripted } from '../scripted.ts';

const MINUTE = 60_000;
const TALK = { between: ['mara', 'tom'], about: 'the day', quietSeconds: 1, cooldownSeconds: 60, turns: 2 };

/** Reflects by a script; what else is asked of it comes to nothing. `begun` resolves once it is asked to. */
function reflecting(...scripts: (string | Script)[]) {
  const reflections = scripted(...scripts);
  const begun = gate();
  const generate: LanguageModel['generate'] = (request, signal) => {
    if (!promptOf(request).includes('latest memories')) return scripted('{}').generate(request, signal);
    begun.open();
    return reflections.generate(request, signal);
  };
  return { ...reflections, generate, begun };
}

test('a model’s reflections are kept with what they rest on, and are recalled', async () => {
  const answer = {
    reflections: [
      { text: 'Ash is deep in debt to the Duke.', importance: 8, about: 'Ash', memories: [1, 2, 3] },
      { text: 'Nothing bears this out.', importance: 99, about: null, memories: [77] },
    ],
  };
  const thinking = reflecting(JSON.stringify(answer));
  await using play = await clocked({ thinking });
  await play.instance().remove(play.instance().npc('tom'));
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  for (const what of ['bell', 'ferry', 'sluice', 'barn', 'mill'])
    await ash.talk({ npc: 'mara', text: `I owe the Duke for the ${what}.` });
  play.later(MINUTE);
  await play.settle();

  const memories = await play.memories();
  const [debt, other] = memories.filter(({ kind }) => kind === 'reflection').sort((a, b) => a.seq - b.seq);
  const facts = memories.filter(({ kind }) => kind === 'fact').sort((a, b) => a.seq - b.seq);
  expect(facts).toHaveLength(5);
  expect(debt).toMatchObject({
    text: 'Ash is deep in debt to the Duke.',
    importance: 8,
    about: 'player:client:ash',
    source: { by: 'model', name: 'scripted', lines: facts.slice(0, 3).flatMap(({ source }) => source.lines) },
  });
  expect(other).toMatchObject({ importance: 10, source: { by: 'model' } });
  expect(promptOf(thinking.requests[0]!)).toContain('5. Ash said — "I owe the Duke for the mill."');
  const { ask } = await consoleOf(play.game);
  const { scored } = await ask('memories.recall', { instance: 'main', npc: 'mara', text: 'Am I in debt?' });
  expect(scored[0]).toMatchObject({ memory: { text: 'Ash is deep in debt to the Duke.' } });
  play.later(MINUTE);
  await play.settle();
  expect(thinking.requests).toHaveLength(1);
});

test('what was told while a model reflected is reflected on the next time', async () => {
  const rest = gate();
  const reflections = JSON.stringify({
    reflections: [{ text: 'Ash owes much.', importance: 5, memories: [] }],
  });
  const thinking = reflecting([rest, reflections], reflections);
  await using play = await clocked({ thinking });
  await play.instance().remove(play.instance().npc('tom'));
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  const owe = async (...things: string[]) => {
    for (const what of things) await ash.talk({ npc: 'mara', text: `I owe the Duke for the ${what}.` });
  };
  await owe('bell', 'ferry', 'sluice', 'barn', 'mill');
  play.later(MINUTE);
  const settled = play.settle();
  await thinking.begun;
  await owe('boat', 'well', 'gate', 'oven', 'roof');
  rest.open();
  await settled;
  play.later(MINUTE);
  await play.settle();

  expect(thinking.requests).toHaveLength(2);
  expect(promptOf(thinking.requests[1]!)).toContain('1. Ash said — "I owe the Duke for the boat."');
  expect(promptOf(thinking.requests[1]!)).not.toContain('for the bell');
});

test('what a model tells of somebody whom it misnames does not become the NPC’s own summary', async () => {
  const summaries = (...all: { about: string | null; text: string }[]) => JSON.stringify({ summaries: all });
  const thinking = remembering(
    summaries({ about: null, text: 'A quiet week.' }, { about: 'Ashe', text: 'Ashe is a thief.' }),
    summaries({ about: 'Mara', text: 'A loud week.' }, { about: 'the Duke', text: 'He is far away.' }),
  );
  await using play = await clocked({ thinking });
  await play.instance().remove(play.instance().npc('tom'));
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  const own = async () => {
    await ash.talk({ npc: 'mara', text: 'Well?' });
    play.later(MINUTE);
    await play.settle();
    return (await play.memories()).filter(({ kind, about }) => kind === 'summary' && about === undefined);
  };

  expect(await own()).toMatchObject([{ text: 'A quiet week.' }]);
  expect(await own()).toMatchObject([{ text: 'A loud week.' }]);
  expect(JSON.stringify(await play.memories())).not.toMatch(/thief|far away/);
});

test('what NPCs say among themselves costs no call for their memories', async () => {
  const thinking = scripted('{}');
  await using game = await startTalkGame({
    model: scripted('The Duke of Harlow has 30 riders, I promise.'),
    thinking,
    world: { talks: { talk: TALK } },
  });
  await game.join({ player: 'ash', location: 'tavern' });
  const { ask } = await consoleOf(game);
  for (const number of [1, 2, 3, 4, 5])
    await ask('memories.add', {
      instance: 'main',
      npc: 'mara',
      kind: 'episode',
      text: `The bell rang ${number} times.`,
      importance: 10,
      author: 'Dee',
    });

  for (const seconds of [2, 10, 61]) {
    await game.pass(seconds);
    await game.quiet();
  }
  await game.instance.background.onIdle();

  const mara = game.instance.npc('mara');
  expect(mara.history.lines.filter(({ kind }) => kind === 'turn').length).toBeGreaterThan(1);
  expect(mara.consolidatedTo).toBeGreaterThan(0);
  expect(mara.reflectedTo).toBeGreaterThan(0);
  expect(thinking.requests).toEqual([]);
});

test('a question that gave its place to a player’s turn is put once more', async () => {
  const asked = gate();
  const memories = scripted(
    [new Promise(() => {})],
    JSON.stringify({ episodes: [{ text: 'Ash came by.', importance: 4, lines: [1] }] }),
  );
  const turns = scripted('I see.');
  const model = gated(
    {
      name: 'one at a time',
      generate: (request, signal) => {
        const prompt = promptOf(request);
        if (prompt.startsWith('You judge')) return scripted('{}').generate(request, signal);
        if (!prompt.startsWith('You keep the memory')) return turns.generate(request, signal);
        asked.open();
        return memories.generate(request, signal);
      },
    },
    { concurrency: 1, queueLimit: 10, now: () => 0 },
  );
  await using play = await clocked({ model, thinking: model });
  await play.instance().remove(play.instance().npc('tom'));
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'Well?' });
  await play.instance().background.onIdle();
  play.later(MINUTE);
  const settled = play.settle();
  await asked;

  const { status } = await ash.talk({ npc: 'mara', text: 'And now?' });
  await settled;

  expect(status).toBe('complete');
  expect(memories.requests).toHaveLength(2);
  expect(textsOf(await play.memories(), 'episode')).toEqual(['Ash came by.']);
});

test('a reply that is edited just when it is put into memory is remembered as it was edited', async () => {
  await using play = await clocked({ model: scripted('I promise you the heron.') });
  const designer = await play.game.join({ name: 'Dee', player: 'dee', location: 'tavern' }, DESIGNER);
  const { turn } = await designer.talk({ npc: 'mara', text: 'Well?' });
  const { store } = play.game.server.soliloquy;
  const read = store.memories;
  const [looked, rest] = [gate(), gate()];
  store.memories = async (query) => {
    const found = await read(query);
    if (query.line !== undefined) {
      looked.open();
      await rest;
    }
    return found;
  };

  const edited = designer.request('turn.edit', {
    turn,
    spans: [{ layer: 'speech', text: 'I promise you the crane.' }],
  });
  await looked;
  play.later(MINUTE);
  const settled = play.settle();
  // All that can be done while the edit is not kept yet.
  for (let round = 0; round < 50; round += 1) await nextRound();
  rest.open();
  await edited;
  await settled;

  const memories = await play.memories();
  expect(textsOf(memories, 'episode')).toEqual(['Mara said: "I promise you the crane."']);
  expect(JSON.stringify(memories)).not.toContain('heron');
});
