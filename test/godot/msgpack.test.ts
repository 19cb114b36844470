import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { unpack } from 'msgpackr';
import { judgedBy } from '../wire/judged.ts';
import { messageCase, wrongEncoding } from '../wire/messages.ts';
import { plainValue } from '../wire/plain.ts';
import { LONG, message } from '../wire/values.ts';
import { godotSuite } from './suite.ts';

type Verdict = { wrong: string; encodings: string[] };

godotSuite('msgpack_test.gd', {
  control: {
    messages: judgedBy(
      fc.array(message, { maxLength: 30, size: 'max' }),
      50,
      messageCase,
      (payloads, verdict) => {
        const { wrong, encodings } = JSON.parse(verdict) as Verdict;
        return wrong || wrongEncoding(payloads, encodings, asGodotSends);
      },
    ),
    long: () => messageCase(LONG).messages,
    unpacked: (base64: string) => plainValue(unpack(Buffer.from(base64, 'base64'))),
  },
});

/** GDScript has no NUL in texts; integers beyond 32 bits go as doubles, which the server reads. It sends no -0 itself. */
function asGodotSends(payload: unknown): unknown {
  if (Object.is(payload, -0)) return 0;
  if (typeof payload === 'string') return payload.replaceAll('\0', '\ufffd');
  if (typeof payload === 'bigint') return Number(payload);
  if (Array.isArray(payload)) return payload.map(asGodotSends);
  if (payload === null || typeof payload !== 'object' || payload instanceof Uint8Array) return payload;
  return Object.fromEntries(Object.entries(payload).map(([name, entry]) => [name, asGodotSends(entry)]));
}
