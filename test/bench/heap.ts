import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** KiB in use once all garbage is collected; what is freed in the background is gone by the second round. */
export async function heap(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    collect();
    await delay(10);
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024;
}

function collect(): void {
  if (!globalThis.gc) {
    setFlagsFromString('--expose-gc');
    globalThis.gc = runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
  }
  void globalThis.gc();
}
