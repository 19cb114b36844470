import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Prompt } from '../../schemas/scene.ts';
import { toChatML } from '../../server/her/chatml.ts';
import { countTokens } from '../../server/llm/tokens.ts';
import { GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { type Section, spreadOf } from './measure.ts';

const TURNS = 10;
const REPLY =
  '<system_thinking>I need to portray Mara as wary and kind.</system_thinking><role_action>sets a cup down</role_action>You ask a lot for one who came in out of the rain. <role_thinking>He knows more than he says.</role_thinking>Drink first, then I will tell you what I can.';
const ASKED = [
  'Good evening. Is there a room for the night?',
  'What is that bell everybody whispers about?',
  'Who was the last to see the bailiff?',
  'Does Osric always sit there?',
  'I heard the abbey sank in one night.',
  'And the silver?',
  'You do not want to talk about it.',
  'What lies behind that door?',
  'I could pay for the trouble.',
  'Then good night, Mara.',
];

/** How much of each prompt of a talk a backend has at hand from the one before: what a prefix cache saves. */
export async function prefixSection(): Promise<Section> {
  const prompts = await talk();
  const shares = prompts.slice(1).map((prompt, index) => share(prompts[index]!, prompt));
  const subject = spreadOf(shares.map(({ kept }) => kept));
  const baseline = spreadOf(shares.map(({ stable }) => stable));
  return {
    name: 'prefix',
    title: 'Prompt prefix',
    how: `A talk of ${TURNS} turns with Mara in Ravenmoor while the clock runs, the weather changes each turn and NPCs come and go: the share of each prompt's tokens that stand at its start exactly as in the prompt before, from the second turn on; min is the worst turn.`,
    rows: [
      {
        what: 'tokens unchanged from the turn before',
        unit: '%',
        better: 'more',
        subject,
        baseline,
        against: 'the system prompt alone',
        ratio: spreadOf(shares.map(({ kept, stable }) => kept / stable)),
      },
    ],
  };
}

async function talk(): Promise<Prompt[]> {
  const above = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-prefix-'));
  const model = scripted(REPLY);
  let now = Date.UTC(2026, 0, 1);
  try {
    await using game = await startGame({
      dir: 'worlds/ravenmoor',
      dataDir: path.join(above, 'data'),
      model,
      now: () => now,
    });
    const host = await game.join({ name: 'Host' }, GAME);
    const ash = await game.join({ name: 'Ash', location: 'tavern' });
    for (const [index, text] of ASKED.entries()) {
      now += 25 * 60_000;
      await host.request('world.patch', {
        weather: index % 2 ? 'driving rain' : 'fog, and a wind from the mere',
      });
      for (const npc of ['osric', 'wren', 'brandt'].slice(index % 3))
        await host.request('npc.patch', { npc, location: index % 2 ? 'tavern' : 'square' });
      await ash.talk({ npc: 'mara', text });
    }
  } finally {
    await rm(above, { recursive: true, force: true });
  }
  return model.requests.map(({ prompt }) => prompt);
}

/** In percent. `kept`: of the whole prompt as a chat template lays it out; `stable`: of that the system prompt, if it did not change. */
function share(before: Prompt, after: Prompt): { kept: number; stable: number } {
  const [old, text] = [toChatML(before), toChatML(after)];
  let length = 0;
  while (length < text.length && text[length] === old[length]) length += 1;
  const whole = countTokens(text);
  const [system] = after.messages;
  return {
    kept: (countTokens(text.slice(0, length)) / whole) * 100,
    stable: (countTokens(system!.content) / whole) * 100,
  };
}
