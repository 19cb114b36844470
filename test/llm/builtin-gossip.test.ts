import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Span } from '../../schemas/layers.ts';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import { GAME, speechOf } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { repeated } from './builtin-checks.ts';

const ravenmoor = path.join(import.meta.dirname, '../../worlds/ravenmoor');

test.each(['the-bell', 'the-survey', 'the-eel-supper', 'the-missing-bailiff', 'candles'])(
  'the built-in model has the talk "%s" of Ravenmoor without repeating itself or turning to a player',
  async (name) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
    const model = builtinModel({ chunkDelayMs: 0 });
    await using game = await startTalkGame({ dir: ravenmoor, dataDir, model, random: () => 0 });
    const ash = await game.join({ name: 'Ash', location: 'tavern' });
    const host = await game.join({ name: 'Host' }, GAME);
    const { between, turns } = game.instance.world.talks[name]!;
    for (const npc of game.instance.npcs.keys())
      await host.request('npc.patch', { npc, location: between.includes(npc) ? 'tavern' : 'cellar' });

    await game.pass(61);
    for (let turn = 0; turn < turns + 1; turn += 1) {
      await game.quiet();
      await game.pass(10);
    }

    const lines = await game.instance.record.linesOf({}, 100);
    const said = lines.filter(({ kind, to }) => kind === 'turn' && to?.startsWith('npc:'));
    expect(said.length).toBe(turns);
    said.forEach(({ from, to }, turn) => {
      const [first, second] = turn % 2 === 0 ? between : between.toReversed();
      expect([from, to]).toEqual([`npc:${first}`, `npc:${second}`]);
    });
    const replies = said.map(({ spans }) => spans as Span[]);
    expect(repeated(replies)).toEqual([]);
    const all = said.map(speechOf).join('\n');
    expect(all).not.toMatch(/\bAsh\b|stranger|travell?er|\b(?:undefined|null)\b|\{|\}/);
    // They speak of what the world has them talk about.
    const { about } = game.instance.world.talks[name]!;
    const words = about.match(/[A-Za-z]{5,}/g)!;
    expect(words.some((word) => all.toLowerCase().includes(word.toLowerCase()))).toBe(true);
    await ash.until(() => ash.all('turn.end').length > turns);
    expect(ash.all('turn.start').filter(({ to }) => to?.startsWith('npc:'))).toHaveLength(turns);
    await game.stop();
    await rm(dataDir, { recursive: true, force: true });
  },
);
