import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { unpack } from 'msgpackr';
import { absurdFrames } from './absurd-frames.ts';
import { base64, changedFrames, cutFrames, cutMessages, goodFrames } from './bad-frames.ts';
import { judgedBy } from './judged.ts';
import { messageCase, wrongEncoding } from './messages.ts';
import { plainValue } from './plain.ts';
import { EFFORT, howToRepeat } from './seeds.ts';
import { LONG, message } from './values.ts';

type Verdict = { wrong: string; encodings: string[] };

/** What an engine's test of messages asks for. `asSent`: what the engine's client has no form for, as it sends it instead. */
export const messageTrials = (asSent: (payload: unknown) => unknown) => ({
  messages: judgedBy(
    fc.array(message, { maxLength: 30, size: 'max' }),
    50,
    messageCase,
    (payloads, verdict) => {
      const { wrong, encodings } = JSON.parse(verdict) as Verdict;
      return wrong || wrongEncoding(payloads, encodings, asSent);
    },
  ),
  long: () => messageCase(LONG).messages,
  judge_long: (encodings: string[]) => wrongEncoding(LONG, encodings, asSent),
  unpacked: (data: string) => plainValue(unpack(Buffer.from(data, 'base64'))),
});

/** What an engine's test of broken frames asks for: 20,000 of them for each unit of effort, so many at a time. */
export function badFrameTrials(batchSize: number) {
  const frames = goodFrames();
  const changed = changedFrames(frames);
  let left = 20_000 * EFFORT;
  return {
    // How many a second, where somebody tries many.
    tell: (text: string) => EFFORT > 1 && console.log(text),
    lead: () => ({ frames: frames.slice(0, 2).map(base64), how_to_repeat: howToRepeat() }),
    absurd: absurdFrames,
    cut_messages: cutMessages,
    cut_frames: () => cutFrames(frames),
    changed: () => {
      const batch = Array.from({ length: Math.min(batchSize, left) }, () => changed.next().value);
      left -= batch.length;
      return batch;
    },
  };
}
