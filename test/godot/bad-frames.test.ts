import { badFrameTrials } from '../wire/trials.ts';
import { countedCore } from './count-calls.ts';
import { godotSuite } from './suite.ts';

godotSuite('bad_frames_test.gd', {
  deadlineMs: 600_000,
  setup: async () => ({ control: badFrameTrials(500), files: await countedCore() }),
});
