import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { writeWhole } from '../calls/run.ts';
import type { Shell } from '../shell.ts';
import { compared, comparisonPage, incomparable, type NamedReport } from './compare.ts';
import { shown } from './numbers.ts';
import { readReport } from './read-report.ts';

/** Does `eval compare`. Throws `bad-content` for what is no report, `bad-config` for two that cannot be compared. */
export async function runCompare(
  shell: Shell,
  places: readonly [string, string],
  out: string,
): Promise<void> {
  const reports = await Promise.all(places.map(readReport));
  const [one, two] = namesOf(places).map((name, index): NamedReport => ({ name, report: reports[index]! }));
  const problem = incomparable(one!, two!);
  if (problem) throw new SoliloquyError('bad-config', problem);
  const comparison = compared(one!, two!);
  await mkdir(out, { recursive: true });
  await writeWhole(path.join(out, 'compare.json'), `${JSON.stringify(comparison, null, 2)}\n`);
  const page = path.join(out, 'compare.html');
  await writeWhole(page, comparisonPage(one!, two!));
  for (const { name, unit, first, second, difference, intervals } of comparison.metrics)
    if (difference !== null)
      shell.tell(
        `${name}: ${shown({ unit }, first!.value)}, then ${shown({ unit }, second!.value)}${intervals === 'apart' ? ': beyond chance' : ''}`,
      );
  shell.tell(`Side by side: ${page}`);
}

/** The names of their folders, unless those are the same. */
function namesOf(places: readonly [string, string]): readonly string[] {
  const names = places.map((place) => path.basename(path.resolve(place).replace(/[/\\]report\.json$/, '')));
  return names[0] === names[1] ? places : names;
}
