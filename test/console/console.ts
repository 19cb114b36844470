import type { BrowserContext, Page } from 'playwright-core';
import { sharedBrowser } from '../browser/chromium.ts';
import { DESIGNER, type Game } from '../game.ts';

/** A page of the console in a browser of its own, and what its script complained of. */
export type Opened = {
  page: Page;
  context: BrowserContext;
  complaints: string[];
  [Symbol.asyncDispose](): Promise<void>;
};

type Options = {
  token?: string;
  /** What comes behind `#`. */
  route?: string;
  width?: number;
  theme?: 'light' | 'dark';
};

/** Opens the console as its printed address does; `token: ''` leaves the token out. */
export async function openConsole(game: Pick<Game, 'url'>, options: Options = {}): Promise<Opened> {
  const { token = DESIGNER, route = '', width = 1280, theme = 'light' } = options;
  const browser = await sharedBrowser();
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const query = token ? `?token=${encodeURIComponent(token)}` : '';
  await page.goto(`${game.url}/console${query}${route ? `#${route}` : ''}`);
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Says something on the talk page. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Text' }).fill(text);
  await page.getByRole('button', { name: 'Say', exact: true }).click();
}
