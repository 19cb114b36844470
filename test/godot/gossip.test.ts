import { expect, test } from 'vitest';
import { DESIGNER } from '../game.ts';
import { startGossip } from '../gossip-game.ts';
import { LARGE, SLOW, SMALL, shoot, startDemo } from './demo.ts';

test('a player reads along when Mara and Tam talk, and speaks to Mara, who leaves it for him', {
  timeout: SLOW,
}, async () => {
  await using game = await startGossip();
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
