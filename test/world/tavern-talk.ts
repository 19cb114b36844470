import { startTalkGame } from '../idle-talk.ts';
import { scripted } from '../scripted.ts';
import type { WorldInput } from '../worlds.ts';

type Talks = NonNullable<WorldInput['talks']>;
type Limits = NonNullable<WorldInput['talkLimits']>;

export const bailiff: Talks[string] = {
  between: ['mara', 'tom'],
  about: 'the bailiff who is missing',
  quietSeconds: 10,
  cooldownSeconds: 60,
  turns: 4,
};

/** Mara and Tom in the tavern, who have something to talk about, and Ash who hears it. */
export async function tavern(
  model = scripted('Heard anything?', 'Not a word.', 'Nor I.', 'Strange.'),
  talk: Partial<Talks[string]> = {},
  talkLimits: Limits = {},
) {
  const talks = { bailiff: { ...bailiff, ...talk } };
  const game = await startTalkGame({ model, world: { talks, talkLimits } });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  return {
    game,
    player,
    model,
    begin: async () => game.pass(11),
    /** Lets the talk go on for some turns. */
    turns: async (count: number) => {
      for (let turn = 0; turn < count; turn += 1) {
        await game.pass(10);
        await game.quiet();
      }
    },
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}
