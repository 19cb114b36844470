import { expect, test } from 'vitest';
import { DESIGNER, startGame } from '../game.ts';

test('a world with a thousand facts reaches designers as whole as it reaches players', async () => {
  const facts = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`fact-${index}`, `Fact ${index}: ${'so it is. '.repeat(8)}`]),
  );
  await using game = await startGame({ world: { facts } });
  const player = await game.join({ name: 'Ash' });

  const designer = await game.join({ name: 'Designer' }, DESIGNER);

  expect(designer.state.facts.size).toBe(1000);
  expect(designer.state.facts.toJSON()).toEqual(player.state.facts.toJSON());
  expect([...designer.state.npcs.keys()]).toEqual(['mara', 'tom', 'una']);
  expect(designer.state.npcs.get('mara')?.goal).toBe('Mara wants the test to pass.');
});
