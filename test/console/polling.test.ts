import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { openConsole } from './console.ts';

test('a page that nobody sees asks for nothing, and asks at once when it is seen again', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  await page.clock.install();
  await page.reload();
  await page.getByRole('heading', { name: 'Locations' }).waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.replace(/^.*\//, '')));
  const turn = (isHidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));`);
  const until = (what: string) => page.evaluate(`fetch('${what}').then(() => {})`);

  await turn(true);
  await until('after-hiding');
  await page.clock.fastForward(3500);
  await until('after-a-while');
  expect(asked.slice(asked.indexOf('after-hiding') + 1)).toEqual(['after-a-while']);
  const again = ['server', 'world'].map((name) =>
    page.waitForRequest((request) => request.url().endsWith(`/${name}`)),
  );
  await turn(false);

  await Promise.all(again);
});
