import { matchMaker } from '@colyseus/core';
import { DESIGNER, startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite(
  'EditorTests.cs',
  async () => {
    const game = await startGame({
      model: holdingModel(),
      personas: {
        mara: persona('Mara'),
        tom: persona('Tom'),
        una: persona('Una', { location: 'yard' }),
      },
    });
    return {
      control: {
        server_url: () => game.url,
        designer_token: () => DESIGNER,
        seats: () => matchMaker.stats.local.ccu,
      },
      end: () => game.stop(),
    };
  },
  'editor-tests',
);
