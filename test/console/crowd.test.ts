import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, startGame } from '../game.ts';
import { gate } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { openConsole } from './console.ts';

const PARTS = 20;
const WORDS = 'The mere takes what the mere is owed, and the bell rings for the rest of us. ';

/** Watches what changes in what was said before. */
const watch = (page: Page) =>
  page.evaluate(`(() => {
    globalThis.touched = 0;
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if ((target.nodeType === 1 ? target : target.parentElement).closest('[data-told]')) touched += 1;
    }).observe(document.querySelector('.transcript'), { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['class', 'disabled', 'data-status'] });
    for (const entry of document.querySelectorAll('.entry')) entry.dataset.told = '';
  })()`);

test('ten NPCs talk at once below three hundred lines: nothing is lost, and what was said is let be', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `npc-${index}`);
  const begin = gate();
  const personas = Object.fromEntries(ids.map((id, index) => [id, persona(`Npc${index}x`)]));
  await using game = await startGame({
    model: talkative(begin),
    personas,
    config: { LLM_CONCURRENCY: 10 },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game, { route: 'talk' });
  const { page } = opened;
  await page.getByText('Nothing was said here yet').waitFor();
  for (let count = 0; count < 290; count += 1)
    await host.request('npc.say', { npc: `npc-${count % 10}`, text: `Line ${count}. ${WORDS}` });
  await page.getByText('Line 289.').last().waitFor();
  await watch(page);

  const ends = ids.map((id) => host.nextTurn(id));
  for (const id of ids) host.send('say', { npc: id, text: `Speak, ${id}.` });
  await page.getByText('Plan 9.').waitFor();
  begin.open();
  const ended = await Promise.all(ends);

  for (const index of ids.keys()) await page.locator('.entry').getByText(`The end of ${index}.`).waitFor();
  expect(await page.evaluate('touched')).toBe(0);
  for (const { turn, spans } of ended) {
    const shown = page.locator(`[data-turn="${turn}"]`);
    const speech = spans.filter(({ layer }) => layer === 'speech').map(({ text }) => text);
    expect(await shown.locator('.span[data-lane=speech] .span-text').allTextContents()).toEqual(speech);
    expect(await shown.locator('.span[data-lane=thought]').count()).toBe(PARTS);
    await shown.getByRole('link', { name: 'trace' }).waitFor();
  }
  expect(opened.complaints).toEqual([]);
}, 90_000);

/** A model that speaks at the pace of real ones: three dozen tokens a second, thoughts and speech by turns. */
function talkative(begin: Promise<unknown>): LanguageModel {
  let calls = 0;
  return {
    name: 'talkative',
    async *generate() {
      const call = calls++;
      yield { kind: 'text', text: `<system_thinking>Plan ${call}.</system_thinking>` };
      await begin;
      for (let part = 0; part < PARTS; part += 1) {
        const text = `<role_thinking>Reply ${call}, thought ${part}.</role_thinking>${WORDS}`;
        for (const chunk of text.match(/.{1,24}/g)!) {
          await setTimeout(25);
          yield { kind: 'text', text: chunk };
        }
      }
      yield { kind: 'text', text: `The end of ${call}.` };
    },
  };
}
