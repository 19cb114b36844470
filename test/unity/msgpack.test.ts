import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { unpack } from 'msgpackr';
import { judgedBy } from '../wire/judged.ts';
import { messageCase, wrongEncoding } from '../wire/messages.ts';
import { plainValue } from '../wire/plain.ts';
import { LONG, message } from '../wire/values.ts';
import { dotnetSuite } from './dotnet-suite.ts';

type Verdict = { wrong: string; encodings: string[] };

dotnetSuite('MsgpackTests.cs', async () => ({
  control: {
    messages: judgedBy(
      fc.array(message, { maxLength: 30, size: 'max' }),
      50,
      messageCase,
      (payloads, verdict) => {
        const { wrong, encodings } = JSON.parse(verdict) as Verdict;
        return wrong || wrongEncoding(payloads, encodings, asUnitySends);
      },
    ),
    long: () => messageCase(LONG).messages,
    judge_long: (encodings: string[]) => wrongEncoding(LONG, encodings, asUnitySends),
    unpacked: (base64: string) => plainValue(unpack(Buffer.from(base64, 'base64'))),
  },
  end: async () => {},
}));

/** Integers beyond 32 bits go as doubles: an int64 would arrive as a BigInt. The server itself sends -0 as 0. */
function asUnitySends(payload: unknown): unknown {
  if (Object.is(payload, -0)) return 0;
  if (typeof payload === 'bigint') return Number(payload);
  if (Array.isArray(payload)) return payload.map(asUnitySends);
  if (payload === null || typeof payload !== 'object' || payload instanceof Uint8Array) return payload;
  return Object.fromEntries(Object.entries(payload).map(([name, entry]) => [name, asUnitySends(entry)]));
}
