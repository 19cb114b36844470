import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { GAME, type Game, startGame } from './game.ts';
import { holdingModel } from './holding-model.ts';
import { startProxy } from './line-proxy.ts';
import { writeWorld } from './worlds.ts';

/** A server that can be stopped and started again on its port, behind a line that can be cut: as the tests of the engines see it. */
export async function restartable() {
  const model = holdingModel();
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  let port = 0;
  const start = async (): Promise<Game> => {
    const game = await startGame({ model, dir, dataDir, config: { PORT: port } });
    port = Number(new URL(game.url).port);
    return game;
  };
  let game = await start();
  const line = await startProxy(port);
  const control = {
    begin: () => {
      line.isOpen = true;
      model.letGo();
      return true;
    },
    hold: () => model.hold(),
    let_go: () => model.letGo(),
    cut: () => line.cut(),
    close_line: () => {
      line.isOpen = false;
      line.cut();
      return true;
    },
    open_line: () => {
      line.isOpen = true;
      return true;
    },
    until_turn_ended: async () => {
      await game.untilLogged(/Mara: complete/);
      return true;
    },
    change_world: async () => {
      const host = await game.join({ name: 'Host' }, GAME);
      await host.request('world.patch', { weather: 'hail' });
      await host.request('npc.despawn', { npc: 'tom' });
      await host.leave();
      return true;
    },
    restart: async () => {
      await game.stop();
      game = await start();
      return true;
    },
  };
  return {
    url: line.url,
    control,
    end: async () => {
      await line.close();
      await game.stop();
    },
  };
}
