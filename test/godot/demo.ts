import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Engine, startEngine } from './engine.ts';
import { PLUGIN } from './pack.ts';

export const LARGE = { width: 1280, height: 720 };
export const SMALL = { width: 640, height: 360 };
const SCREENSHOTS = path.resolve('data/screenshots');
/** Set, each frame is drawn, and some are kept to be looked at. */
export const ARE_DRAWN = process.env.SCREENSHOTS !== undefined;
/** The machines that run tests draw in software. Milliseconds. */
export const SLOW = 420_000;

/** The demo in the real engine, with a script over it that prints what happens (`demo-watch.gd`). */
export async function startDemo(size: typeof LARGE, server: string, name: string): Promise<Engine> {
  const scene = await readFile(path.join(PLUGIN, 'demo/tavern.tscn'), 'utf8');
  return startEngine({
    folders: [PLUGIN],
    files: {
      'watch.gd': await readFile(new URL('demo-watch.gd', import.meta.url), 'utf8'),
      'watch.tscn': scene.replace('res://demo/tavern.gd', 'res://watch.gd'),
    },
    scene: 'res://watch.tscn',
    isVisible: true,
    size,
    args: [`--server=${server}`, `--name=${name}`, ...(ARE_DRAWN ? ['--looked-at'] : [])],
    deadlineMs: SLOW - 20_000,
  });
}

/** Keeps what is on the screen in `data/screenshots`, for people to look at, where `SCREENSHOTS` is set. */
export async function shoot(engine: Engine, name: string): Promise<void> {
  if (!ARE_DRAWN) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await engine.screenshot(path.join(SCREENSHOTS, `${name}.png`));
}
