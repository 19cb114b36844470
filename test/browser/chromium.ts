import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const FLAGS = [
  // Chromium refuses to run as root with its sandbox, and it opens only pages that the tests wrote.
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
/** The machines that run tests have no graphics card: WebGL is drawn in software, and what needs none goes without, which is faster. */
const DRAWING = {
  pages: ['--disable-gpu'],
  webgl: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
};

/** What a browser must be able to draw. */
export type Drawing = keyof typeof DRAWING;
const browsers = new Map<Drawing, Promise<Browser>>();

/** The one browser of this process that draws so, started when first asked for; it ends with the process. */
export function sharedBrowser(draws: Drawing = 'pages'): Promise<Browser> {
  const running = browsers.get(draws);
  if (running) return running;
  const started = launch(draws);
  browsers.set(draws, started);
  return started;
}

async function launch(draws: Drawing): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('These tests need Chromium: install it, or say where it is in CHROMIUM_PATH.');
  const launched = await chromium.launch({ executablePath, args: [...FLAGS, ...DRAWING[draws]] });
  // A crashed browser is not handed out again.
  launched.on('disconnected', () => browsers.delete(draws));
  return launched;
}

/** Closes what was started. */
export async function closeBrowser(): Promise<void> {
  const started = await Promise.allSettled(browsers.values());
  await Promise.all(started.map((each) => each.status === 'fulfilled' && each.value.close()));
}
