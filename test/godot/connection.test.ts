import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { godotSuite } from './suite.ts';

const REPLY =
  '<system_thinking>plan</system_thinking><role_thinking>thought</role_thinking><role_action>wipes the bar</role_action>Good evening to you.';

godotSuite('connection_test.gd', {
  setup: async () => {
    const game = await startGame({ model: scripted(REPLY) });
    return { args: [`--server=${game.url}`], end: () => game.stop() };
  },
});
