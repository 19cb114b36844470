/** Time of this process alone, in milliseconds, whatever else the machine does. */
export function cpuMs(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  return msSince(start);
}

/** The same of what is waited for; whatever else the process does meanwhile counts, too. */
export async function cpuMsOf(run: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await run();
  return msSince(start);
}

function msSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
