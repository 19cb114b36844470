import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startGame } from '../game.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite(
  'TavernTests.cs',
  async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-tavern-'));
    const game = await startGame({ dir: 'worlds/ravenmoor', dataDir });
    return {
      control: { server_url: () => game.url },
      end: async () => {
        await game.stop();
        await rm(dataDir, { recursive: true });
      },
    };
  },
  'sample-tests',
);
