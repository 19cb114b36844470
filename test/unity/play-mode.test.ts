import { matchMaker } from '@colyseus/core';
import { startGame } from '../game.ts';
import { startGossip } from '../gossip-game.ts';
import { holdingModel } from '../holding-model.ts';
import { restartable } from '../restartable.ts';
import { hasAgreed } from '../talk-game.ts';
import { persona } from '../worlds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const serve = async () => {
  const model = holdingModel();
  const game = await startGame({
    model,
    config: { JOINS_PER_MINUTE: 100_000, MAX_INSTANCES: 1000 },
    world: {
      actions: {
        'open-door': {
          description: 'Opens the door.',
          args: { type: 'object', properties: { wide: { type: 'boolean' } } },
          npcs: ['mara'],
        },
      },
    },
    personas: {
      mara: persona('Mara'),
      tom: persona('Tom'),
      una: persona('Una', { location: 'yard' }),
    },
  });
  return {
    control: {
      server_url: () => game.url,
      hold: () => model.hold(),
      let_go: () => model.letGo(),
      last_asked: () => model.lastAsked,
      has_agreed: (session: string) => hasAgreed(game, session),
      seats: () => matchMaker.stats.local.ccu,
    },
    end: () => game.stop(),
  };
};

const serveGossip = async () => {
  const game = await startGossip({ JOINS_PER_MINUTE: 1000 });
  return {
    control: { server_url: () => game.url, let_go: () => {} },
    end: () => game.stop(),
  };
};

const serveRestartable = async () => {
  const { url, control, end } = await restartable();
  return { control: { ...control, server_url: () => url }, end };
};

dotnetSuite('PlayModeTests.cs', serve, 'play-mode');
dotnetSuite('NpcTests.cs', serve, 'play-mode');
dotnetSuite('WorldTests.cs', serve, 'play-mode');
dotnetSuite('LostSeatTests.cs', serveRestartable, 'play-mode');
dotnetSuite('UITests.cs', serve, 'play-mode');
dotnetSuite('BubbleTests.cs', serve, 'play-mode');
dotnetSuite('PanelTests.cs', serve, 'play-mode');
dotnetSuite('SleepTests.cs', serve, 'play-mode');
dotnetSuite('GossipTests.cs', serveGossip, 'play-mode');
dotnetSuite('RevealTests.cs', async () => ({ control: {}, end: async () => {} }), 'play-mode');
