import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import { DESIGNER, type Player, speechOf, startGame } from '../game.ts';

const model = builtinModel({ chunkDelayMs: 0 });

const spoken = async (player: Player, text: string) => speechOf(await player.talk({ npc: 'mara', text }));

test('in the sample world the built-in model opens the cellar, says that it is open, and locks it again', async () => {
  await using game = await startGame({ dir: 'worlds/ravenmoor', dataDir: await dataFolder(), model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const ask = async (text: string) => {
    const called = player.next('action.call');
    const end = await player.talk({ npc: 'mara', text });
    const seen = () => designer.all('turn.end').find(({ turn }) => turn === end.turn);
    await designer.until(() => seen() !== undefined);
    return {
      call: await called,
      end,
      plan: seen()!.spans.find(({ layer }) => layer === 'system_thinking')?.text,
    };
  };

  expect(await spoken(player, 'Is the cellar door open?')).toMatch(
    /cellar door of The Sunken Bell is locked/,
  );
  const opening = await ask('Please open the cellar door for me.');
  expect(opening.call).toMatchObject({ npc: 'mara', name: 'open-cellar-door', args: {} });
  expect(opening.end.spans.map(({ layer }) => layer)).toEqual(
    expect.arrayContaining(['role_action', 'speech']),
  );
  expect(opening.plan).toContain('open-cellar-door');

  await player.request('action.result', { call: opening.call.call, ok: true, result: 'it swings open' });
  await player.until(() => player.state.facts.get('cellar-door')?.endsWith('stands open.') ?? false);
  for (const question of ['Is the cellar door open?', 'Is the cellar locked?', 'Open the cellar!'])
    expect(await spoken(player, question)).toMatch(/cellar door of The Sunken Bell stands open/);
  expect(player.all('action.call')).toHaveLength(1);

  const closing = await ask('Now lock the cellar again.');
  expect(closing.call.name).toBe('close-cellar-door');
  await player.request('action.result', { call: closing.call.call, ok: true });
  expect(await spoken(player, 'Is the cellar door open now?')).toMatch(/is locked/);
});

test('asked about the cellar in other ways, Mara opens nothing and keeps her secret', async () => {
  await using game = await startGame({ dir: 'worlds/ravenmoor', dataDir: await dataFolder(), model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const others = [
    'Did you open the cellar?',
    "Don't open the cellar!",
    'Why do you keep the key to the cellar round your neck?',
    'They opened the cellar last night.',
    'What is in the cellar?',
  ];

  for (const text of others) expect(await spoken(player, text)).not.toMatch(/Corven/);

  expect(player.all('action.call')).toEqual([]);
});

async function dataFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
