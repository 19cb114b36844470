import { expect, test } from 'vitest';
import { DESIGNER, type Player, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

const spoken = ({ received }: Player): string[] => {
  const history = received.findLast(({ type }) => type === 'history')!.message as {
    lines: { spans: { text: string; layer: string }[] }[];
  };
  return history.lines.map(speechOf);
};

test('a new take that is cut short before anything was visible leaves the old one as it was', async () => {
  const rest = gate();
  const model = scripted('First take.', ['<system_thinking>hm', rest], 'Third.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const first = await designer.talk({ npc: 'mara', text: 'Speak.' });
  const begun = designer.next('turn.delta');
  const { turn } = (await designer.request('turn.regenerate', { turn: first.turn })) as { turn: string };
  await begun;
  const retracted = designer.next('turn.retracted');

  await designer.request('interrupt', { npc: 'mara' });

  expect((await retracted).turn).toBe(turn);
  expect(designer.all('turn.retracted').map((each) => each.turn)).not.toContain(first.turn);
  const late = await game.join({ name: 'Eve' }, DESIGNER);
  expect(spoken(late).slice(-2)).toEqual(['Speak.', 'First take.']);
  await designer.talk({ npc: 'mara', text: 'Go on.' });
  const sent = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(sent).toContain('First take.');
  await designer.until(() => designer.state.npcs.get('mara')?.activity === 'idle');
});

test('of a turn that is regenerated twice at once, the last take alone stands', async () => {
  const model = scripted('First take.', 'Second take.', 'Third take.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const first = await designer.talk({ npc: 'mara', text: 'Speak.' });

  const [second, third] = (await Promise.all([
    designer.request('turn.regenerate', { turn: first.turn }),
    designer.request('turn.regenerate', { turn: first.turn }),
  ])) as { turn: string }[];
  await designer.until(() => designer.all('turn.retracted').length >= 2);

  expect(designer.all('turn.retracted').map(({ turn }) => turn)).toEqual([first.turn, second!.turn]);
  expect(designer.all('turn.start').find(({ turn }) => turn === third!.turn)?.replaces).toBe(second!.turn);
  const late = await game.join({ name: 'Eve' }, DESIGNER);
  expect(spoken(late).slice(-2)).toEqual(['Speak.', 'Third take.']);
});
