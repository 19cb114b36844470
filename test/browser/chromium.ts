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
  // Draws WebGL in software: the machines that run tests have no graphics card.
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--autoplay-policy=no-user-gesture-required',
];

let browser: Promise<Browser> | undefined;

/** The one browser of this test file, started when first asked for and closed after the file's last test. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launch();
  return browser;
}

async function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('These tests need Chromium: install it, or say where it is in CHROMIUM_PATH.');
  const launched = await chromium.launch({ executablePath, args: FLAGS });
  // A crashed browser is not handed out again.
  launched.on('disconnected', () => {
    browser = undefined;
  });
  return launched;
}

/** Closes it, if it was started. Tests need not: it is done after the last test of each file. */
export async function closeBrowser(): Promise<void> {
  await (await browser?.catch(() => undefined))?.close();
}

// The bench runs engines, too, and not under vitest.
if (process.env.VITEST) (await import('vitest')).afterAll(closeBrowser);
