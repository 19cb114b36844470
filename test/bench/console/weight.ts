import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { CONSOLE_FILES } from '../../../server/http/console-files.ts';
import { type Row, spreadOf } from '../measure.ts';
import { ask, asVisitor, leave, type Session, visit } from './visit.ts';

const GOAL_KB = 350;

type Sent = { name: string; encodedBodySize: number; decodedBodySize: number };

/** Kilobytes of the console as a browser gets them: until its first page stands there, and all its files together. */
export async function weightRows(url: string, session: Session): Promise<Row[]> {
  const names = await readdir(path.join(CONSOLE_FILES, 'assets'));
  const [first, all] = await asVisitor(session, async (context) => {
    const { page } = await visit(context, `${url}/console/`);
    const opening = await ask<Sent[]>(page, SENT);
    const fetches = names.map(
      (name) => `fetch(${JSON.stringify(`assets/${name}`)}).then((file) => file.blob())`,
    );
    await ask(page, `Promise.all([${fetches}])`);
    const everything = await ask<Sent[]>(page, SENT);
    await leave(page);
    return [opening, everything];
  });
  return [...rowsOf('first page', first!), ...rowsOf(`all ${names.length} files`, all!)];
}

/** What the page and its files weighed, each once. */
const SENT = `[...new Map(performance.getEntries()
  .filter(({ name }) => name.endsWith('/console/') || name.includes('/console/assets/'))
  .map(({ name, encodedBodySize, decodedBodySize }) => [name, { name, encodedBodySize, decodedBodySize }])).values()]`;

function rowsOf(what: string, files: readonly Sent[]): Row[] {
  const sum = (key: 'encodedBodySize' | 'decodedBodySize') =>
    files.reduce((total, file) => total + file[key], 0) / 1000;
  const [sent, raw] = [sum('encodedBodySize'), sum('decodedBodySize')];
  const row = (name: string, kb: number, baseline: number, against: string): Row => ({
    what: `${what}: ${name}`,
    unit: 'kB',
    better: 'less',
    against,
    subject: spreadOf([kb]),
    baseline: spreadOf([baseline]),
    ratio: spreadOf([kb / baseline]),
  });
  return [
    row('sent (brotli)', sent, GOAL_KB, `goal of ${GOAL_KB} kB`),
    row('as it is', raw, sent, 'the same, sent'),
  ];
}
