import type { Config } from '../schemas/config.ts';
import type { LanguageModel } from '../server/llm/language-model.ts';
import { type Game, startGame } from './game.ts';
import { promptOf } from './scripted.ts';
import { persona } from './worlds.ts';

const MARA = [
  'He paid for his supper, Tam, and then he walked down to the landing. You saw him go.',
  'And you held your tongue for two days, in my house, by my fire.',
];
const TAM = [
  "I saw a lantern. A lantern is not a man, and I'll not swear to what was behind it.",
  "I held it with your ale, Mara Venn. It's good ale for holding.",
];

/** Mara and Tam each say their lines by turns when they speak to each other, and something else to a player. */
function gossips(): LanguageModel {
  const said = { mara: 0, tam: 0 };
  return {
    name: 'gossips',
    async *generate(request) {
      const prompt = promptOf(request);
      const toTam = prompt.includes('speaks to Tam Reddick now');
      const toMara = prompt.includes('speaks to Mara Venn now');
      let text = '<role_action>lays the cloth aside</role_action>Nothing that need spoil your supper.';
      if (toTam)
        text = `<role_thinking>He knows more than he says.</role_thinking>${MARA[said.mara++ % MARA.length]}`;
      if (toMara) text = `<role_action>turns his mug</role_action>${TAM[said.tam++ % TAM.length]}`;
      yield { kind: 'text', text };
    },
  };
}

/** A tavern in which Mara and Tam talk to each other as soon as nobody else speaks, in the server's own time. */
export async function startGossip(config: Partial<Config> = {}): Promise<Game> {
  return startGame({
    config,
    model: gossips(),
    world: {
      title: 'Ravenmoor',
      locations: { tavern: { name: 'The Sunken Bell', description: 'A low room under black beams.' } },
      start: 'tavern',
      clock: { time: 'Day 3, 18:40' },
      weather: 'drizzle and fog',
      innerVoice: true,
      talks: {
        bailiff: {
          between: ['mara', 'tam'],
          about: 'who saw the bailiff last',
          quietSeconds: 1,
          cooldownSeconds: 1,
          turns: 12,
        },
      },
    },
    personas: {
      mara: persona('Mara Venn', { mood: 'watchful' }),
      tam: persona('Tam Reddick', { mood: 'merry' }),
      isolde: persona('Isolde Farrow', { mood: 'tense' }),
    },
  });
}
