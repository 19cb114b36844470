import { DESIGNER, startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('TalkTests.cs', async () => {
  const model = holdingModel();
  const game = await startGame({
    model,
    world: { playersMay: ['event'] },
    personas: {
      mara: persona('Mara', { motivation: ['MOTIVE of Mara.'] }),
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
    },
    end: () => game.stop(),
  };
});
