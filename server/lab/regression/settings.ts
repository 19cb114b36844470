import type { Table } from '../report/report.ts';

/** Of the judging alone, or of where the runs are: they change no reply. */
const NOT_OF_REPLIES = new Set(['command', 'judge', 'against', 'principles']);

/** The settings in which two runs differ, by dotted names such as `personas.mara`. */
export function differing(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { name: string; before: string; after: string }[] {
  const [one, two] = [flat(before), flat(after)];
  return [...new Set([...one.keys(), ...two.keys()])]
    .filter((name) => !NOT_OF_REPLIES.has(name.split('.')[0]!) && one.get(name) !== two.get(name))
    .map((name) => ({ name, before: one.get(name) ?? 'nothing', after: two.get(name) ?? 'nothing' }));
}

export function settingsTable(before: Record<string, unknown>, after: Record<string, unknown>): Table {
  const rows = differing(before, after);
  return {
    title: 'What was changed',
    explanation:
      rows.length === 0
        ? 'Nothing: what differs between the replies is chance.'
        : 'Settings that differ between the two runs. Files are named by a hash of their content.',
    columns: ['Setting', 'Before', 'After'],
    rows: rows.map(({ name, before: one, after: two }) => [name, short(one), short(two)]),
  };
}

function flat(settings: Record<string, unknown>, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(settings).flatMap(([name, value]): [string, string][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [...flat(value as Record<string, unknown>, `${prefix}${name}.`)]
        : [[prefix + name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}

/** Enough of a hash to tell two apart. */
const short = (value: string): string => (/^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value);
