import { expect, test } from 'vitest';
import type { Embedder } from '../../server/llm/embeddings.ts';
import { consoleOf } from '../console-api.ts';
import { startTalkGame } from '../idle-talk.ts';
import { clocked } from '../memory-game.ts';
import { lastPrompt, scripted } from '../scripted.ts';

const DAY = 86_400_000;

test('an NPC recalls by what another one said to it, never by what that one planned or thought', async () => {
  const hidden =
    '<system_thinking>PLAN of the heron.</system_thinking><role_thinking>THOUGHT of herons.</role_thinking>';
  const model = scripted(`${hidden}<role_action>yawns</role_action>The sluice again, Tom.`, 'Aye.');
  const asked: string[] = [];
  const embedder: Embedder = {
    name: 'listening',
    embed: async (texts) => {
      asked.push(...texts);
      return texts.map((text) => (/heron/i.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1)));
    },
  };
  const talk = { between: ['mara', 'tom'], about: 'the day', quietSeconds: 1, cooldownSeconds: 60, turns: 2 };
  await using game = await startTalkGame({ model, embedder, world: { talks: { talk } } });
  await game.join({ player: 'ash', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const tom = { instance: 'main', npc: 'tom', kind: 'episode' as const, importance: 4, author: 'Dee' };
  for (const text of ['The heron ate a fish.', 'The sluice broke.'])
    await ask('memories.add', { ...tom, text });
  await game.instance.background.onIdle();

  await game.pass(2);
  await game.quiet();
  await game.pass(10);
  await game.quiet();

  expect(model.requests).toHaveLength(2);
  expect(lastPrompt(model)).toContain('Tom remembers: The sluice broke.');
  expect(lastPrompt(model)).not.toContain('The heron ate');
  expect(asked.join()).not.toMatch(/PLAN|THOUGHT/);
});

test.each([
  ['recency', { relevance: 0, recency: 1, importance: 0 }, ['Ash has a new boat.', 'Ash has an old mill.']],
  [
    'importance',
    { relevance: 0, recency: 0, importance: 1 },
    ['Ash has an old mill.', 'Ash has a new boat.'],
  ],
])('a world’s weights say what is recalled first: %s', async (_, memory, expected) => {
  const model = scripted('I see.');
  await using play = await clocked({ model, world: { memory } });
  const ash = await play.game.join({ player: 'ash', location: 'tavern' });
  const first = await consoleOf(play.game);
  const mara = { instance: 'main', npc: 'mara' };
  const written = { ...mara, kind: 'episode' as const, about: 'player:client:ash', author: 'Dee' };
  await first.ask('memories.add', { ...written, text: 'Ash has an old mill.', importance: 9 });
  play.later(30 * DAY);
  const { ask } = await consoleOf(play.game);
  await ask('memories.add', { ...written, text: 'Ash has a new boat.', importance: 2 });

  const { scored } = await ask('memories.recall', { ...mara, text: 'My boat, and my mill?' });
  await ash.talk({ npc: 'mara', text: 'My boat, and my mill?' });

  expect(scored.map(({ memory: { text } }) => text)).toEqual(expected);
  const told = lastPrompt(model).match(/Ash has an? \w+ \w+\./g);
  expect(told).toEqual(expected);
});
