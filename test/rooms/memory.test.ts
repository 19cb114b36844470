import { expect, test } from 'vitest';
import { DESIGNER, GAME, type Game, speechOf, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

/** Has Tom say so many numbered lines in the tavern, faster than a client may ask for. */
async function fill(game: Game, lines: number): Promise<void> {
  const [instance] = game.server.soliloquy.instances;
  for (let number = 1; number <= lines; number += 1)
    await instance!.turns.recite(
      instance!.npc('tom'),
      [{ span: 0, layer: 'speech', text: `Sheep number ${number}.` }],
      undefined,
    );
}

test('after more lines than are read back, a restarted NPC remembers the last ones, and a player reads them', async () => {
  const dir = await writeWorld();
  const first = await startGame({ dir, model: scripted('I see.') });
  const before = await first.join({ player: 'ash', location: 'tavern' });
  await fill(first, 1005);
  await before.talk({ npc: 'mara', text: 'The password is heron.' });
  await first.stop();

  const model = scripted('Heron.');
  await using game = await startGame({ dir, model });
  const player = await game.join({ player: 'ash', location: 'tavern' });
  await player.talk({ npc: 'mara', text: 'What did I say just now?' });

  const { lines } = player.all('history')[0]!;
  expect(lines.map(({ spans }) => spans[0]!.text).slice(-2)).toEqual(['The password is heron.', 'I see.']);
  expect(lines).toHaveLength(20);
  expect(model.requests[0]!.prompt.messages.map(({ content }) => content).join('\n')).toContain(
    'The password is heron.',
  );
});

test('an edit leaves an NPC of long memory in the present', async () => {
  const model = scripted('First.', 'Second.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  await fill(game, 1005);
  const { turn } = await designer.talk({ npc: 'mara', text: 'The password is heron.' });

  await designer.request('turn.edit', { turn, spans: [{ layer: 'speech', text: 'Edited.' }] });
  await designer.talk({ npc: 'mara', text: 'And now?' });

  const sent = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(sent).toContain('The password is heron.');
  expect(sent).toContain('Edited.');
});

test('for its last twenty lines a client’s history reads few, and a store that fails is logged', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  await game.join({ player: 'ash' });
  const { turn } = await designer.talk({ npc: 'mara', text: 'Well?' });
  const { store } = game.server.soliloquy;
  const read = store.lines;
  const limits: (number | undefined)[] = [];
  store.lines = (query) => {
    if (query.npc !== undefined) return read(query);
    limits.push(query.limit);
    return Promise.reject(new Error('the disk is gone'));
  };

  await designer.request('turn.edit', { turn, spans: [{ layer: 'speech', text: 'Edited.' }] });

  expect((await game.untilLogged(/history could not be read/)).level).toBe('error');
  for (const limit of limits) expect(limit).toBeLessThanOrEqual(40);
});

test('the game and designers, who perceive everything, read the last lines of the whole instance', async () => {
  await using game = await startGame({ model: scripted('<system_thinking>p</system_thinking>Hush.') });
  const player = await game.join({ location: 'tavern' });
  await player.talk({ npc: 'mara', text: 'In your ear.', whisper: true });

  const host = await game.join({ name: 'Host' }, GAME);
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  const last = ({ lines }: { lines: { spans: { text: string }[] }[] }) =>
    lines.slice(-2).map(({ spans }) => spans.map(({ text }) => text).join(' '));
  expect(last(host.all('history')[0]!)).toEqual(['In your ear.', 'Hush.']);
  expect(last(designer.all('history')[0]!)).toEqual(['In your ear.', 'p Hush.']);
});

test('a name belongs to whom NPCs remember by it: another person gets another, and hears nothing told in confidence', async () => {
  const dir = await writeWorld();
  const first = await startGame({ dir });
  const ash = await first.join({ player: 'p1', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'My brass lantern hangs behind the old mill.', whisper: true });
  await first.stop();

  await using game = await startGame({ dir });
  const thief = await game.join({ name: 'ash', player: 'p2', location: 'tavern' });
  const told = await thief.talk({ npc: 'mara', text: 'Where did I say my brass lantern hangs?' });
  const again = await game.join({ player: 'p1', location: 'tavern' });
  await again.until(() => again.state.players.size === 2);

  expect(again.state.players.get(thief.id)?.name).toBe('ash (2)');
  expect(again.state.players.get(again.id)?.name).toBe('Ash');
  expect(speechOf(told)).not.toContain('mill');
  expect(
    speechOf(await again.talk({ npc: 'mara', text: 'Where did I say my brass lantern hangs?' })),
  ).toContain('mill');
});
