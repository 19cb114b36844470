import { expect, test } from 'vitest';
import { DESIGNER, speechOf, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

test('an earlier take is put back for all who heard it, and remembered instead of the later one', async () => {
  const model = scripted('First.', 'Second.', 'Third.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const first = await ash.talk({ npc: 'mara', text: 'Well?' });
  const again = designer.nextTurn();
  await designer.request('turn.regenerate', { turn: first.turn });
  const second = await again;

  const told = ash.next('history');
  await designer.request('turn.keep', { turn: second.turn, take: first.turn });

  const { lines } = await told;
  expect(lines.filter(({ kind }) => kind === 'turn').map(speechOf)).toEqual([
    'Welcome, says Mara.',
    'First.',
  ]);
  expect(ash.all('turn.retracted')).toContainEqual({ turn: second.turn });
  await ash.talk({ npc: 'mara', text: 'Go on.' });
  const remembered = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(remembered).toContain('First.');
  expect(remembered).not.toContain('Second.');
});

test('an edited take comes back as it was edited; a take of another turn is refused', async () => {
  await using game = await startGame({ model: scripted('First.', 'Second.', 'Other.') });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const first = await ash.talk({ npc: 'mara', text: 'Well?' });
  await designer.request('turn.edit', { turn: first.turn, spans: [{ layer: 'speech', text: 'Edited.' }] });
  const again = designer.nextTurn();
  await designer.request('turn.regenerate', { turn: first.turn });
  const second = await again;
  const other = await ash.talk({ npc: 'mara', text: 'Go on.' });

  await expect(designer.request('turn.keep', { turn: second.turn, take: other.turn })).rejects.toMatchObject({
    reason: { code: 'unknown-turn' },
  });
  const told = ash.next('history');
  await designer.request('turn.keep', { turn: second.turn, take: first.turn });

  expect((await told).lines.filter(({ kind }) => kind === 'turn').map(speechOf)).toEqual([
    'Welcome, says Mara.',
    'Edited.',
    'Other.',
  ]);
  await expect(ash.request('turn.keep', { turn: first.turn, take: second.turn })).rejects.toMatchObject({
    reason: { code: 'not-allowed' },
  });
});
