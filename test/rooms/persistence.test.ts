import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { GAME, Player, speechOf, startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

test('a restarted server has the talk, the NPCs’ state and the world as they were', async () => {
  const dir = await writeWorld();
  const before = await startGame({ dir, model: scripted('I will keep that in mind.') });
  const host = await before.join({ name: 'Host' }, GAME);
  const player = await before.join({ name: 'Ash', player: 'p1', location: 'tavern' });
  await player.talk({ npc: 'mara', text: 'My ship is called the Heron.' });
  await host.request('npc.patch', { npc: 'mara', mood: 'wistful', goal: 'To sail away.' });
  await host.request('world.patch', { weather: 'drizzle' });
  await before.stop();

  const model = scripted('The Heron, was it?');
  await using after = await startGame({ dir, model });
  const again = await after.join({ name: 'Ash', player: 'p1', location: 'tavern' });

  expect(
    again.all('history')[0]!.lines.map((line) => line.spans.map((span) => span.text).join(' ')),
  ).toContain('I will keep that in mind.');
  expect(again.state.weather).toBe('drizzle');
  expect(again.state.npcs.get('mara')?.mood).toBe('wistful');
  await again.talk({ npc: 'mara', text: 'What is my ship called?' });
  expect(model.requests[0]!.prompt.messages.map(({ content }) => content).join('\n')).toContain(
    'My ship is called the Heron.',
  );
  expect(lastPrompt(model)).toContain('What Mara wants now: To sail away.');
});

test('a server killed in mid-turn has every turn that was ended, and carries the talk on', async () => {
  const dir = await writeWorld();
  const first = await startProcess(dir);
  const player = await Player.join(first.url, { name: 'Ash', player: 'p1', location: 'tavern' });
  const ended = [
    await player.talk({ npc: 'mara', text: 'My name is Ash.' }),
    await player.talk({ npc: 'mara', text: 'Good evening.' }),
  ];
  const begun = player.next('turn.start');
  player.send('say', { npc: 'mara', text: 'And what of the cellar?' });
  await begun;
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await startProcess(dir);
  const again = await Player.join(second.url, { name: 'Ash', player: 'p1', location: 'tavern' });
  const turns = new Map(again.all('history')[0]!.lines.map((line) => [line.turn, line]));
  for (const end of ended) expect(turns.get(end.turn)?.spans).toEqual(end.spans);
  const reply = await again.talk({ npc: 'mara', text: 'What is my name?' });
  expect(speechOf(reply)).toContain('Ash');
  await again.leave();
  second.child.kill('SIGTERM');
  expect((await once(second.child, 'exit'))[0]).toBe(0);
});

test('a saved game is returned to: lines, moods and world; what came after is gone from memory', async () => {
  const model = scripted('Noted.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'tavern' });
  await player.talk({ npc: 'mara', text: 'Before the save.' });
  await host.request('game.save', { slot: 'one' });
  await player.talk({ npc: 'mara', text: 'After the save.' });
  await host.request('npc.patch', { npc: 'mara', mood: 'furious' });
  const history = player.next('history');

  await host.request('game.load', { slot: 'one' });

  const lines = (await history).lines.flatMap((line) => line.spans.map((span) => span.text));
  expect(lines).toContain('Before the save.');
  expect(lines).not.toContain('After the save.');
  await player.until(() => player.state.npcs.get('mara')?.mood === 'calm');
  await player.talk({ npc: 'mara', text: 'Do you remember?' });
  const sent = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(sent).toContain('Before the save.');
  expect(sent).not.toContain('After the save.');
  await expect(host.request('game.load', { slot: 'none' })).rejects.toMatchObject({
    reason: { code: 'unknown-slot' },
  });
});

/** The product as `npm start` runs it, in a process of its own. */
async function startProcess(dir: string) {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'server/main.ts',
      'serve',
      '--world',
      dir,
      '--port',
      '0',
      '--data-dir',
      path.join(dir, '..', 'data'),
      '--log-level',
      'error',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const url = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
    if (url) return { child, url };
  }
  throw new Error('the server ended before it listened');
}
