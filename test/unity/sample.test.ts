import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DESIGNER, startGame } from '../game.ts';
import { startGossip } from '../gossip-game.ts';
import { buildProject } from './dotnet.ts';
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

dotnetSuite(
  'GossipTests.cs',
  async () => {
    const game = await startGossip();
    return {
      control: {
        server_url: () => game.url,
        anger: async () => {
          const oak = await game.join({ name: 'Oak' }, DESIGNER);
          oak.send('npc.patch', { npc: 'mara', mood: 'angry', moodIntensity: 0.9 });
          return true;
        },
      },
      end: () => game.stop(),
    };
  },
  'sample-tests',
);

test('the sample takes keys from the Input System package where that is all there is', {
  timeout: 240_000,
}, async () => {
  const project = fileURLToPath(new URL('sample', import.meta.url));
  const { code, output } = await buildProject(project, ['-p:InputSystem=true']);
  expect(output).not.toMatch(/: (?:warning|error) /);
  expect(code).toBe(0);
});
