import { messageTrials } from '../wire/trials.ts';
import { godotSuite } from './suite.ts';

godotSuite('msgpack_test.gd', { control: messageTrials(asGodotSends) });

/** GDScript has no NUL in texts; integers beyond 32 bits go as doubles, which the server reads. It sends no -0 itself. */
function asGodotSends(payload: unknown): unknown {
  if (Object.is(payload, -0)) return 0;
  if (typeof payload === 'string') return payload.replaceAll('\0', '\ufffd');
  if (typeof payload === 'bigint') return Number(payload);
  if (Array.isArray(payload)) return payload.map(asGodotSends);
  if (payload === null || typeof payload !== 'object' || payload instanceof Uint8Array) return payload;
  return Object.fromEntries(Object.entries(payload).map(([name, entry]) => [name, asGodotSends(entry)]));
}
