import { fileURLToPath } from 'node:url';
import { type BrowserContext, type Page, request } from 'playwright-core';
import { sharedBrowser } from '../../browser/chromium.ts';
import { DESIGNER } from '../../game.ts';

const PROBE = fileURLToPath(new URL('probe.js', import.meta.url));
/** Whatever a page is asked, it must have answered by then. */
const ANSWER_MS = 30_000;

/** What a browser keeps of a sign-in. */
export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Signs in once for many visitors: the server allows ten tries a minute. */
export async function signIn(server: string): Promise<Session> {
  const asking = await request.newContext();
  const answer = await asking.post(`${server}/console/session`, {
    headers: { origin: server },
    data: { token: DESIGNER, path: '/' },
  });
  if (!answer.ok()) throw new Error(`the sign-in was refused: ${await answer.text()}`);
  const session = await asking.storageState();
  await asking.dispose();
  return session;
}

/** A browser with an empty cache, whose pages carry the probe; it is closed at the end, whatever `act` does. */
export async function asVisitor<T>(
  session: Session | undefined,
  act: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const browser = await sharedBrowser();
  const viewport = { width: 1280, height: 800 };
  const context = await browser.newContext({ viewport, ...(session && { storageState: session }) });
  try {
    await context.addInitScript({ path: PROBE });
    return await act(context);
  } finally {
    await context.close();
  }
}

/** Opens an address in a new page; resolves when its heading is drawn. */
export async function visit(
  context: BrowserContext,
  address: string,
): Promise<{ page: Page; first: number; shown: number }> {
  const page = await context.newPage();
  await page.goto(address);
  const painted = await ask<{ first: number; shown: number }>(page, 'probe.painted');
  return { page, ...painted };
}

/** What an expression comes to in the page; throws where it comes to nothing in half a minute. */
export async function ask<T>(page: Page, expression: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the page did not answer ${expression}`)), ANSWER_MS);
  });
  return Promise.race([page.evaluate(expression) as Promise<T>, late]).finally(() => clearTimeout(timer));
}

/** Closes a page whose seats would else be kept for it. */
export async function leave(page: Page): Promise<void> {
  await ask(page, 'probe.leave()');
  await page.close();
}
