import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { godotSuite } from './suite.ts';

godotSuite('speech_bubble_test.gd', { deadlineMs: 120_000 });

godotSuite('bubble_frames_test.gd', { deadlineMs: 120_000 });

godotSuite('bubble_turns_test.gd', { deadlineMs: 120_000 });

godotSuite('bubble_stages_test.gd', { deadlineMs: 120_000 });

godotSuite('gossip_test.gd', { deadlineMs: 120_000 });

const REPLY =
  '<system_thinking>plan</system_thinking><role_thinking>Not him.</role_thinking><role_action>wipes the bar</role_action>Good evening to you.';

godotSuite('dialogue_panel_test.gd', {
  deadlineMs: 90_000,
  setup: async () => {
    const game = await startGame({ model: scripted(REPLY), world: { innerVoice: true } });
    return { args: [`--server=${game.url}`], end: () => game.stop() };
  },
});
