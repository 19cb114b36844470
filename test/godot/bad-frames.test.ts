import { absurdFrames } from '../wire/absurd-frames.ts';
import { base64, changedFrames, cutFrames, cutMessages, goodFrames } from '../wire/bad-frames.ts';
import { EFFORT, howToRepeat } from '../wire/seeds.ts';
import { countedCore } from './count-calls.ts';
import { godotSuite } from './suite.ts';

const COUNT = 20_000 * EFFORT;
const BATCH = 500;

const frames = goodFrames();

function control() {
  const changed = changedFrames(frames);
  let left = COUNT;
  return {
    // How many a second, where somebody tries many.
    tell: (text: string) => EFFORT > 1 && console.log(text),
    lead: () => ({ frames: frames.slice(0, 2).map(base64), how_to_repeat: howToRepeat() }),
    absurd: absurdFrames,
    cut_messages: cutMessages,
    cut_frames: () => cutFrames(frames),
    changed: () => {
      const batch = Array.from({ length: Math.min(BATCH, left) }, () => changed.next().value);
      left -= batch.length;
      return batch;
    },
  };
}

godotSuite('bad_frames_test.gd', {
  deadlineMs: 600_000,
  setup: async () => ({ control: control(), files: await countedCore() }),
});
