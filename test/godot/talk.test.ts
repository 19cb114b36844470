import { DESIGNER } from '../game.ts';
import { hasAgreed, startTalkGame } from '../talk-game.ts';
import { godotSuite } from './suite.ts';

const setup = async () => {
  const { game, model } = await startTalkGame();
  return {
    args: [`--server=${game.url}`, `--designer=${DESIGNER}`],
    control: {
      hold_at_speech: () => {
        model.hold();
        return true;
      },
      has_agreed: (session: string) => hasAgreed(game, session),
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
