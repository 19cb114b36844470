import { absurdFrames } from '../wire/absurd-frames.ts';
import { base64, changedFrames, cutFrames, cutMessages, goodFrames } from '../wire/bad-frames.ts';
import { EFFORT, howToRepeat } from '../wire/seeds.ts';
import { dotnetSuite } from './dotnet-suite.ts';

const BATCH = 2000;

dotnetSuite('BadFramesTests.cs', async () => {
  const frames = goodFrames();
  const changed = changedFrames(frames);
  let left = 20_000 * EFFORT;
  return {
    control: {
      lead: () => ({ frames: frames.slice(0, 2).map(base64), howToRepeat: howToRepeat() }),
      absurd: absurdFrames,
      cut_messages: cutMessages,
      cut_frames: () => cutFrames(frames),
      changed: () => {
        const batch = Array.from({ length: Math.min(BATCH, left) }, () => changed.next().value);
        left -= batch.length;
        return batch;
      },
    },
    end: async () => {},
  };
});
