import { startGame } from '../game.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const TESTS = '../../../plugin-unity/Tests/Runtime';

dotnetSuite(
  `${TESTS}/TalkTests.cs`,
  async () => {
    const game = await startGame();
    return { control: {}, environment: { SOLILOQUY_SERVER: game.url }, end: () => game.stop() };
  },
  'package-tests',
);

dotnetSuite(
  `${TESTS}/TextRevealTests.cs`,
  async () => ({ control: {}, end: async () => {} }),
  'package-tests',
);
