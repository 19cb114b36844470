import { expect, test } from 'vitest';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { DESIGNER, startGame } from '../game.ts';
import { promptOf } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { LARGE, SLOW, SMALL, shoot, startDemo } from './demo.ts';

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

test('a player reads along when Mara and Tam talk, and speaks to Mara, who leaves it for him', {
  timeout: SLOW,
}, async () => {
  await using game = await startGame({
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
  await using ash = await startDemo(LARGE, game.url, 'Ash');
  await using wolf = await startDemo(SMALL, game.url, 'Wolf');
  await Promise.all([ash.until(/^connected$/), wolf.until(/^connected$/)]);

  await ash.until(/^bubble of mara: Mara Venn » Tam Reddick$/);
  await shoot(ash, 'gossip-mara-1280x720');
  await ash.until(/^bubble of tam: Tam Reddick » Mara Venn$/);
  await shoot(ash, 'gossip-tam-1280x720');
  await ash.until(/^tam looks: right$/);
  await wolf.until(/^bubble of tam: Tam Reddick » Mara Venn$/);
  await shoot(wolf, 'gossip-640x360');

  await ash.page.keyboard.down('d');
  await ash.until(/^near: mara$/);
  await ash.page.keyboard.up('d');
  await ash.page.keyboard.press('e');
  await ash.until(/^talks to mara$/);
  await ash.until(/^overheard: Tam Reddick » Mara Venn: turns his mug .+/);
  await shoot(ash, 'gossip-panel-1280x720');
  await ash.page.keyboard.type('What are you two whispering about?');
  await ash.page.keyboard.press('Enter');
  await ash.until(/^panel revealed: Nothing that need spoil your supper\.$/);
  await shoot(ash, 'gossip-answered-1280x720');

  const oak = await game.join({ name: 'Oak' }, DESIGNER);
  oak.send('npc.patch', { npc: 'mara', mood: 'angry', moodIntensity: 0.9 });
  await ash.until(/^mood of mara: angry 90%$/);
  await ash.page.keyboard.press('Escape');
  await ash.until(/^talks to nobody$/);
  await shoot(ash, 'mood-angry-1280x720');

  const revealed = ash.lines.filter((line) => line.startsWith('panel revealed: '));
  expect(revealed).toEqual(['panel revealed: Nothing that need spoil your supper.']);
  expect([...ash.lines, ...wolf.lines].filter((line) => line.startsWith('covered'))).toEqual([]);
  // A machine that is busy may be slow to let somebody in.
  const errors = [...ash.errors, ...wolf.errors].filter((error) => !error.startsWith('WARNING: Soliloquy'));
  expect(errors).toEqual([]);
});
