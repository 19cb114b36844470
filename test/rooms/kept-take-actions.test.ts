import { expect, test } from 'vitest';
import { DESIGNER, GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

const OPEN = '<game_action name="open-door">{}</game_action>';
const world = { actions: { 'open-door': { description: 'Opens the door.' } } };

test('what the game did for a take is not done again where an earlier take was put back, after restarts, too', async () => {
  const game = await startGame({ world, model: scripted('Shut.', `Open. ${OPEN}`) });
  const host = await game.join({ name: 'Host' }, GAME);
  const dee = await game.join({ name: 'Dee' }, DESIGNER);
  const ash = await game.join();
  const first = await ash.talk({ npc: 'mara', text: 'The door?' });
  const call = host.next('action.call');
  const again = host.next('turn.end', ({ turn }) => turn !== first.turn);
  await dee.request('turn.regenerate', { turn: first.turn });
  await host.request('action.result', { call: (await call).call, ok: true });
  const second = await again;
  await game.stop();
  const { dir, dataDir } = game;

  const between = await startGame({ dir, dataDir, world, model: scripted('') });
  const designer = await between.join({ name: 'Dee' }, DESIGNER);
  await designer.request('turn.keep', { turn: second.turn, take: first.turn });
  await between.stop();
  await using after = await startGame({ dir, dataDir, world, model: scripted(`Open once more. ${OPEN}`) });
  const other = await after.join({ name: 'Dee' }, DESIGNER);
  const games = await after.join({ name: 'Host' }, GAME);
  const end = games.nextTurn('mara');
  await other.request('turn.regenerate', { turn: first.turn });
  await end;

  expect(games.all('action.call')).toEqual([]);
});
