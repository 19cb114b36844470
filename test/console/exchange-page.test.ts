import { expect, test } from 'vitest';
import { placeholder } from '../../server/persona/cards/placeholder.ts';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { CARD, choose } from './exchange-files.ts';
import { look, type States } from './look.ts';

const STATES: States = {
  empty: (page) => page.getByText('Drop a character card here').waitFor(),
  refused: async (page) => {
    await choose(page, 'a-photograph-of-the-harbour-in-the-evening.png', placeholder('x'));
    await page.getByRole('alert').waitFor();
  },
  draft: async (page) => {
    await choose(page, 'ilse.png', CARD);
    await page.getByRole('checkbox', { name: 'The storm' }).waitFor();
    await page.getByText(/^Left out/).click();
  },
};

test('the page has no fault of accessibility, in either theme, wide or narrow', async () => {
  await using game = await startGame({ model: scripted('Yes.') });

  expect(await look(game, STATES, { route: 'exchange/mara', name: 'exchange', expected: /422/ })).toEqual([]);
}, 60_000);
