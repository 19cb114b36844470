import { messageTrials } from '../wire/trials.ts';
import { dotnetSuite } from './dotnet-suite.ts';

dotnetSuite('MsgpackTests.cs', async () => ({ control: messageTrials(asUnitySends), end: async () => {} }));

/** Integers beyond 32 bits go as doubles: an int64 would arrive as a BigInt. The server itself sends -0 as 0. */
function asUnitySends(payload: unknown): unknown {
  if (Object.is(payload, -0)) return 0;
  if (typeof payload === 'bigint') return Number(payload);
  if (Array.isArray(payload)) return payload.map(asUnitySends);
  if (payload === null || typeof payload !== 'object' || payload instanceof Uint8Array) return payload;
  return Object.fromEntries(Object.entries(payload).map(([name, entry]) => [name, asUnitySends(entry)]));
}
