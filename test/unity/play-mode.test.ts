import { matchMaker } from '@colyseus/core';
import { startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

// One class for all that needs the server: a project is built by one suite at a time.
dotnetSuite(
  'PlayModeTests.cs',
  async () => {
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
        seats: () => matchMaker.stats.local.ccu,
      },
      end: () => game.stop(),
    };
  },
  'play-mode',
);

// Here as well, so that the project is not built twice at once.
dotnetSuite('RevealTests.cs', async () => ({ control: {}, end: async () => {} }), 'play-mode');
