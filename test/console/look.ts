import { mkdir } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import type { Game } from '../game.ts';
import { openConsole } from './console.ts';

/** Set, it has each state drawn into `data/screenshots`, to be looked at. */
export const ARE_DRAWN = process.env.SCREENSHOTS !== undefined;

/** The rules of axe whose findings hang on colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong, in a line each, and whether the page scrolls sideways; `rules` are all of axe's unless named. */
export async function faultsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Handing the source over takes longer than all its rules.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        resultTypes: ['violations'],
        ...(runOnly && { runOnly }),
      }),
    rules && [...rules],
  );
  const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${target} ${any[0]?.message}`),
    ),
    ...(Number(excess) > 0 ? [`${excess} pixels too wide`] : []),
  ];
}

/** Colours on their way from one theme to the other are neither's. */
const AT_ONCE = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important; }');
  document.adoptedStyleSheets = [sheet];`;

/** Has a page of the console drawn in another theme, as a designer's system would. */
async function drawIn(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(AT_ONCE);
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
}

/** How one comes into a state of a page, from the one before. */
export type States<G = Game> = Record<string, (page: Page, game: G) => Promise<unknown>>;

/** What is wrong with a page in these states, one after another, in both themes, wide and narrow. */
export async function look<G extends Pick<Game, 'url'>>(
  game: G,
  states: States<G>,
  options: {
    route?: string;
    /** Before the names of the drawings. */
    name?: string;
    /** States that axe need not see, since another has the same. */
    drawnOnly?: readonly string[];
    /** Complaints of the browser that are meant: refusals. */
    expected?: RegExp;
  } = {},
): Promise<string[]> {
  const { route, name: page = '', drawnOnly = [], expected } = options;
  if (ARE_DRAWN) await mkdir('data/screenshots', { recursive: true });
  const found: string[] = [];
  for (const width of [1280, 400]) {
    await using opened = await openConsole(game, { width, ...(route !== undefined && { route }) });
    for (const [state, go] of Object.entries(states)) {
      if (drawnOnly.includes(state) && !ARE_DRAWN) continue;
      await go(opened.page, game);
      for (const theme of ['dark', 'light'] as const) {
        await drawIn(opened.page, theme);
        const name = [page, state, theme, width].filter(Boolean).join('-');
        if (ARE_DRAWN) await opened.page.screenshot({ path: `data/screenshots/${name}.png` });
        if (drawnOnly.includes(state)) continue;
        const faults = await faultsOf(opened.page, theme === 'dark' ? OF_COLOURS : undefined);
        found.push(...faults.map((fault) => `${name}: ${fault}`));
      }
    }
    found.push(...opened.complaints.filter((said) => !expected?.test(said)));
  }
  return found;
}
