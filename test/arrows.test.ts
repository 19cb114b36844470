import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom: each folder of `server/` and what it may reach. Files in `server/` itself compose and may import all. */
const MAY: Record<string, string[]> = {
  her: [],
  llm: ['her'],
  persona: [],
  memory: [],
  store: [],
  dialogue: ['her', 'llm', 'persona', 'memory', 'store'],
  world: ['dialogue', 'her', 'llm', 'persona', 'memory', 'store'],
  rooms: ['world', 'dialogue', 'her'],
  lab: ['dialogue', 'her', 'llm', 'persona', 'memory', 'store'],
  http: ['lab', 'world', 'dialogue', 'her', 'llm', 'persona', 'store'],
};
const ONLY: Record<string, RegExp> = {
  '@colyseus/core': /^server\/(rooms|http|[\w-]+\.ts)/,
  kysely: /^server\/store\//,
  libsql: /^server\/store\//,
  openai: /^server\/llm\//,
};

const files = ['server', 'schemas']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.split(path.sep).join('/'));
const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)].map(([, target]) => target!);

test('imports go one way', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file).flatMap((target) => {
      if (!target.startsWith('.'))
        return ONLY[target] && !ONLY[target].test(file) ? [`${file} imports ${target}`] : [];
      const to = path.posix.join(path.posix.dirname(file), target);
      const [from, into] = [file.split('/'), to.split('/')];
      if (from[0] === 'schemas') return into[0] === 'schemas' ? [] : [`${file} imports ${to}`];
      if (from.length < 3 || into[0] === 'schemas' || into[1] === from[1]) return [];
      return MAY[from[1]!]?.includes(into[1]!) ? [] : [`${file} imports ${to}`];
    }),
  );

  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});
