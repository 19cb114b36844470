import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = path.join(import.meta.dirname, '..');
export const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
/** Has Node read TypeScript in the process itself: `tsx` begins another, which takes a second more and which a kill does not reach. */
export const loader = pathToFileURL(path.join(root, 'node_modules/tsx/dist/esm/index.mjs')).href;
export const main = path.join(root, 'server/main.ts');

type Ended = { code: number; stdout: string; stderr: string };

/** Runs the command line in a folder of its own, with nothing of the environment but the path. */
export function soliloquy(cwd: string, args: string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', loader, main, ...args],
      { cwd, env: { PATH: process.env.PATH, NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin!.end(input);
  });
}
