import { DESIGNER, startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const setup = async () => {
  const model = holdingModel();
  const game = await startGame({
    model,
    world: {
      playersMay: ['event'],
      actions: {
        'open-door': {
          description: 'Opens the door.',
          args: { type: 'object', properties: { wide: { type: 'boolean' } } },
          facts: { door: 'The door stands open.' },
        },
      },
    },
    config: { JOINS_PER_MINUTE: 10_000 },
    personas: {
      mara: persona('Mara', {
        motivation: ['MOTIVE of Mara.'],
        secrets: [{ text: 'SECRET of Mara.', keys: ['evening'], deflect: ['Hm.'] }],
      }),
      tom: persona('Tom'),
      una: persona('Una', { location: 'yard' }),
    },
  });
  return {
    control: {
      server_url: () => game.url,
      designer_token: () => DESIGNER,
      hold: () => model.hold(),
      let_go: () => model.letGo(),
      last_asked: () => model.lastAsked,
    },
    end: () => game.stop(),
  };
};

dotnetSuite('TalkTests.cs', setup);

// The same over the socket of WebGL builds; what is below it, SoliloquySocket.jslib, runs in Chromium in webgl.test.ts.
dotnetSuite('../tests/TalkTests.cs', setup, 'webgl-tests');
