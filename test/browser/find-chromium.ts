import { existsSync } from 'node:fs';

const CANDIDATES = [
  // Starts and draws faster: the same browser without its windows.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where a Chromium or Chrome of this machine is; `CHROMIUM_PATH` names another one. */
export function findChromium(): string | undefined {
  return process.env.CHROMIUM_PATH ?? CANDIDATES.find((file) => existsSync(file));
}
