import { DESIGNER, startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import { godotSuite } from './suite.ts';

/** A server whose model can be held in the middle of a story. */
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
    personas: {
      mara: persona('Mara', { motivation: ['MOTIVE of Mara.'] }),
      tom: persona('Tom'),
      una: persona('Una', { location: 'yard' }),
    },
  });
  return {
    args: [`--server=${game.url}`, `--designer=${DESIGNER}`],
    control: {
      hold_at_speech: () => {
        model.hold();
        return true;
      },
      last_asked: () => model.lastAsked,
      let_go: () => {
        model.letGo();
        return true;
      },
    },
    end: () => game.stop(),
  };
};

godotSuite('talk_test.gd', { setup });

godotSuite('comings_and_goings_test.gd', { setup });

godotSuite('scene_changes_test.gd');
