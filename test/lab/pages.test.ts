import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { RunOptions } from '../../server/lab/options.ts';
import { runRegression } from '../../server/lab/regression/run-regression.ts';
import { runCompare } from '../../server/lab/report/run-compare.ts';
import { runSoak } from '../../server/lab/soak/run-soak.ts';
import { sharedBrowser } from '../browser/chromium.ts';
import { ARE_DRAWN, faultsOf } from '../console/look.ts';
import { persona, writeWorld } from '../worlds.ts';
import { answering, labConfig, labFolder, labShell, writeScenes } from './lab-run.ts';

/** Reports of every kind of page, with all that a page can have in it. */
async function pages(): Promise<Record<string, string>> {
  await using actor = await answering(({ system, last }) => {
    const turn = Number(/\d+/.exec(last)?.[0] ?? 0) + 1;
    if (system.startsWith('You play')) return `Line ${turn}, and what do you say to that?`;
    return `<role_thinking>Who asks?</role_thinking><role_action>she nods</role_action>Reply ${turn}.${system.includes('LEAKS') ? ' As an AI language model I have no rooms.' : ''}`;
  });
  const world = async (profile: string) => {
    const dir = await writeWorld({
      personas: { mara: persona('Mara', { profile }), tom: persona('Tom', { profile }) },
    });
    await writeScenes(dir, {
      night: {
        title: 'Night',
        location: 'tavern',
        situation: 'It is late.',
        characters: { mara: '', tom: '' },
        guests: { Ash: 'A traveller.' },
        lines: [1, 2, 3, 4].flatMap((n) => [
          { who: 'Ash', text: `Question ${n}?` },
          { who: 'mara', text: `Answer ${n}.` },
          { who: 'tom', text: `Mine ${n}.` },
        ]),
      },
    });
    return dir;
  };
  const [good, bad, root] = [await world('Keeps the inn.'), await world('LEAKS.'), await labFolder()];
  const at = (name: string) => path.join(root, name);
  const shared = (out: string): RunOptions & { npc: string[] } => ({ out: at(out), concurrency: 8, npc: [] });
  const [first, second] = [labConfig(good, { actor }), labConfig(bad, { actor })];
  await runRegression(labShell(), { ...shared('a'), samples: 2 }, first);
  await runRegression(labShell(), { ...shared('b'), samples: 2, against: at('a') }, second);
  const soak = { turns: 25, runs: 2, simulator: 'actor' as const };
  await runSoak(labShell(), [], { ...shared('sound'), npc: ['mara'], ...soak }, first);
  await runSoak(labShell(), [], { ...shared('leaking'), npc: ['mara'], ...soak }, second);
  await runCompare(labShell(), [at('sound'), at('leaking')], at('both'));
  const read = (...parts: string[]) => readFile(path.join(root, ...parts), 'utf8');
  return {
    regression: await read('b', 'report.html'),
    soak: await read('leaking', 'report.html'),
    compare: await read('both', 'compare.html'),
  };
}

/** Texts of charts that are drawn lower than a person reads with ease, in pixels of the screen. */
const smallTextIn = (page: Page): Promise<string[]> =>
  page
    .locator('svg text')
    .evaluateAll((texts) =>
      texts.filter((text) => text.getBoundingClientRect().height < 12).map((text) => text.textContent ?? ''),
    );

let made: ReturnType<typeof pages> | undefined;

test.each(['regression', 'soak', 'compare'])(
  'a page of %s can be read by everybody, in both themes, wide and narrow',
  async (name) => {
    made ??= pages();
    const html = (await made)[name]!;
    const browser = await sharedBrowser();
    const found: string[] = [];
    const page = await browser.newPage();
    await page.setContent(html);
    if (ARE_DRAWN) await mkdir('data/screenshots', { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 400]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const state = `lab-${name}-${colorScheme}-${width}`;
        if (ARE_DRAWN) await page.screenshot({ path: `data/screenshots/${state}.png`, fullPage: true });
        found.push(...(await faultsOf(page)).map((fault) => `${state}: ${fault}`));
        found.push(...(await smallTextIn(page)).map((text) => `${state}: ${text} is too small to read`));
      }
    await page.close();

    expect(found).toEqual([]);
  },
  60_000,
);
