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

test('a turn that is deleted while it is given anew is gone with all its takes, and the talk goes on without it', async () => {
  const model = scripted('First take.', ['Mara: Second ', gate()], 'I see.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const player = await game.join({ location: 'tavern' });
  const first = await player.talk({ npc: 'mara', text: 'Speak.' });
  const begun = player.next('turn.delta', ({ text }) => text.includes('Second'));
  const anew = () => designer.request('turn.regenerate', { turn: first.turn }) as Promise<{ turn: string }>;
  const [second, third] = [await anew(), await anew()];
  await begun;
  const said = player.request('say', { npc: 'mara', text: 'And now?' }) as Promise<{ turn: string }>;
  const { turn } = await said;

  await designer.request('turn.delete', { turn: first.turn });
  await player.until(() => player.all('turn.end').some((end) => end.turn === turn));

  expect(player.all('turn.retracted').map((each) => each.turn)).toEqual([
    third.turn,
    second.turn,
    first.turn,
  ]);
  expect(player.all('turn.end').map((end) => end.turn)).not.toContain(second.turn);
  expect(speechOf(player.all('turn.end').at(-1)!)).toBe('I see.');
  expect(JSON.stringify(model.requests.at(-1)!.prompt.messages)).not.toMatch(/First take|Second/);
  const late = await game.join({ name: 'Eve' }, DESIGNER);
  expect(spoken(late).slice(-3)).toEqual(['Speak.', 'And now?', 'I see.']);
  await expect(anew()).rejects.toMatchObject({ reason: { code: 'unknown-turn' } });
  expect(game.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a turn that is deleted at the moment in which its new take is kept is gone, and so is the take', async () => {
  const model = scripted('First take.', 'Second take.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const first = await designer.talk({ npc: 'mara', text: 'Speak.' });
  const { store } = game.server.soliloquy;
  const { commit } = store;
  const [reached, kept] = [gate(), gate()];
  store.commit = async (commits) => {
    if (JSON.stringify(commits.lines).includes('Second take.')) {
      reached.open();
      await kept;
    }
    await commit(commits);
  };
  const { turn } = (await designer.request('turn.regenerate', { turn: first.turn })) as { turn: string };
  await reached;

  const deleted = designer.request('turn.delete', { turn: first.turn });
  // Of another room, so that it does not wait behind the deletion.
  await game.join({ name: 'Fay', instance: 'other' });
  kept.open();
  await deleted;

  expect(designer.all('turn.retracted').map((each) => each.turn)).toEqual([first.turn, turn]);
  const late = await game.join({ name: 'Eve' }, DESIGNER);
  expect(spoken(late).at(-1)).toBe('Speak.');
});
