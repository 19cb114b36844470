import type { Page } from 'playwright-core';
import { type Drawing, sharedBrowser } from '../browser/chromium.ts';
import { type HostParts, startHost } from './host.ts';

/** What an engine says of itself: it may crash at its start, or in a later frame, or be gone with its page. */
export type Told = (kind: 'print' | 'error' | 'exit' | 'crash' | 'late crash' | 'gone', text: string) => void;

/** A page in which engines start, one after another: it has the runtime compiled once. Each finds it as if it were new. */
export type Stage = {
  page: Page;
  start(parts: HostParts, told: Told): Promise<void>;
  /** Once more, with the same parts. */
  startAgain(): Promise<void>;
  /** To the next engine, if this one has ended; one that may hang takes its page with it. */
  leave(hasEnded: boolean): Promise<void>;
};

const idle: Record<Drawing, Stage[]> = { pages: [], webgl: [] };

/** One that no engine is on; what shows nothing needs no WebGL. The browser closes them all. */
export async function takeStage(draws: Drawing, size: { width: number; height: number }): Promise<Stage> {
  const stage = idle[draws].pop() ?? (await makeStage(draws));
  await stage.page.setViewportSize(size);
  return stage;
}

async function makeStage(draws: Drawing): Promise<Stage> {
  const others = idle[draws];
  const served: HostParts = { pack: new Uint8Array(), config: {}, control: {} };
  let tell: Told = () => {};
  const [browser, host] = await Promise.all([sharedBrowser(draws), startHost(served)]);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.exposeFunction('report', (...told: Parameters<Told>) => tell(...told));
  page.on('pageerror', (error) => tell('late crash', error.message));
  page.on('crash', () => tell('gone', 'its page crashed'));
  const stage: Stage = {
    page,
    async start(parts, told) {
      Object.assign(served, parts);
      tell = told;
      await page.evaluate('startEngine()');
    },
    async startAgain() {
      await page.evaluate('removeEngine()');
      await page.evaluate('startEngine()');
    },
    async leave(hasEnded) {
      if (!hasEnded) return await context.close();
      await page.evaluate('removeEngine()');
      tell = () => {};
      others.push(stage);
    },
  };
  context.once('close', () => {
    if (others.includes(stage)) others.splice(others.indexOf(stage), 1);
    return host[Symbol.asyncDispose]();
  });
  await page.goto(host.url, { waitUntil: 'domcontentloaded' });
  return stage;
}
