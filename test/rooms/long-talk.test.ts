import { expect, test } from 'vitest';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import { countTokens } from '../../server/llm/tokens.ts';
import { GAME, type Game, type GameOptions, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const TURNS = 300;
const SMALL_TALK = [
  'The rain has not let up since the morning.',
  'I walked up from the lower road, past the mill.',
  'They say that the price of rope went up again.',
  'My boots are still wet from the ford.',
  'A grey dog followed me half of the way.',
  'Do you know who mends carts around here?',
  'I had barley soup for breakfast, and it was thin.',
];

/** A talk of 300 turns with the server restarted half way; `fact` is said in the third. */
async function longTalk(options: GameOptions, fact: string, question: string) {
  const first = await startGame(options);
  let game: Game = first;
  let client = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' }, GAME);
  const say = (text: string) => client.talk({ npc: 'mara', text });
  for (let turn = 1; turn < TURNS; turn += 1) {
    if (turn === TURNS / 2) {
      await game.stop();
      game = await startGame({ ...options, dir: first.dir, dataDir: first.dataDir });
      client = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' }, GAME);
    }
    await say(turn === 3 ? fact : `${SMALL_TALK[turn % SMALL_TALK.length]} That is number ${turn}.`);
  }
  const answer = await say(question);
  await game.stop();
  await first[Symbol.asyncDispose]();
  return answer.spans.map(({ text }) => text).join(' ');
}

test('after 300 turns and a restart the prompt is within its budget, and holds what was said in the third', async () => {
  const model = scripted('Mara: Is that so, now? Well, I never heard the like of it before.');
  await longTalk(
    { model, config: { LLM_CONTEXT_TOKENS: 6144 } },
    'My sister Ilse keeps bees behind the mill at Harlow.',
    'Do you remember where my sister keeps her bees?',
  );

  const { prompt } = model.requests.at(-1)!;
  const text = prompt.messages.map(({ content }) => content).join('\n');
  expect(text).toContain('Ilse keeps bees behind the mill at Harlow');
  for (const request of model.requests) {
    const size = countTokens(request.prompt.messages.map(({ content }) => content).join('\n'));
    expect(size).toBeLessThan(6144 - 1024);
  }
}, 60_000);

test('the built-in model, too, knows at turn 300 what it was told in turn 3', async () => {
  const answer = await longTalk(
    { model: builtinModel({ chunkDelayMs: 0 }), personas: { mara: persona('Mara') } },
    'My sister is called Ilse.',
    'What is my sister called?',
  );

  expect(answer).toContain('Ilse');
}, 60_000);
