import { expect, test } from 'vitest';
import { faultsOf, loreScore, wornOutBy } from './builtin-checks.ts';
import { birch } from './builtin-scene.ts';
import { inRavenmoor, ravenmoor } from './ravenmoor.ts';

/** Asked as players ask, in words of their own, by entry id. */
const written: Record<string, string[]> = {
  'the-drowned-bell': ['is it true that there is a bell at the bottom of the lake?', 'Who rang the bell?'],
  'the-long-flood': [
    'So what was this big flood I keep hearing about?',
    'How many people died in the flood?',
  ],
  'the-missing-bailiff': [
    'Where is Corven?',
    'whats up with the missing man',
    'Did anyone find the bailiff?',
  ],
  'the-mere-company': ['Who are the people with the engines on the north shore?', 'Is the Company evil?'],
  'the-eel-supper': ['When is the feast?', 'I hear there is an eel race. Can I take part?'],
  'the-causeway': ['Is there a way out of here over the moor? The causeway, maybe?'],
  'the-monks-cut': ['There is a tunnel, right? Where does it lead?'],
  'jory-sallow': ['I met a man with one white eye.', 'Do you know a Jory?'],
  'corpse-candles': ['I saw lights over the water last night!'],
  'the-abbey-silver': ['Is there any treasure to be found?'],
  'the-drain-tax': ['Why is everyone so angry about taxes?'],
  'elsbeth-venn': ["Who was Mara's mother?"],
};

test.each(ravenmoor)('$npc of Ravenmoor says no sentence twice in thirty talks', async (setting) => {
  const faults = await faultsOf(setting);

  expect(faults).toEqual([]);
});

test.each(ravenmoor)(
  '$npc of Ravenmoor answers questions about lore from the right entry',
  async (setting) => {
    const { asked, right, wrong } = await loreScore(setting, written);

    expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
  },
);

test('a second player in Ravenmoor is told as much as the first', async () => {
  const mara = inRavenmoor('mara');
  const lines = await wornOutBy(mara);

  const { asked, right, wrong } = await loreScore(mara, written, { by: birch, lines });

  expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
}, 60_000);
