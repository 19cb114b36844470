import { DESIGNER } from '../game.ts';
import { hasAgreed, startTalkGame } from '../talk-game.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const setup = async () => {
  const { game, model } = await startTalkGame();
  return {
    control: {
      server_url: () => game.url,
      designer_token: () => DESIGNER,
      hold: () => model.hold(),
      let_go: () => model.letGo(),
      has_agreed: (session: string) => hasAgreed(game, session),
      last_asked: () => model.lastAsked,
    },
    end: () => game.stop(),
  };
};

dotnetSuite('TalkTests.cs', setup);
dotnetSuite('JoiningTests.cs', setup);

// The same over the socket of WebGL builds; what is below it, SoliloquySocket.jslib, runs in Chromium in webgl.test.ts.
dotnetSuite('../tests/TalkTests.cs', setup, 'webgl-tests');
dotnetSuite('../tests/JoiningTests.cs', setup, 'webgl-tests');
