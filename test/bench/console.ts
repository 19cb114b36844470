import { closeBrowser } from '../browser/chromium.ts';
import { openingRows } from './console/paint.ts';
import { servePlainPages } from './console/plain-pages.ts';
import { streamingRows } from './console/streaming.ts';
import type { Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

/** How soon the console stands there, what is sent of it, and how it keeps up while every NPC streams at once. */
export async function consoleSection(sizes: Sizes): Promise<Section> {
  await using plain = await servePlainPages();
  const { npcs, tokens, tokensPerSecond, runs } = sizes.console;
  const rows = [...(await openingRows(sizes, plain)), ...(await streamingRows(sizes, plain))];
  if (!process.env.VITEST) await closeBrowser();
  return {
    name: 'console',
    title: 'Console',
    how: `In Chromium, drawn in software. Opening: Ravenmoor, signed in, with an empty cache and once more with a full one, milliseconds since the navigation began. Streaming: ${npcs} NPCs answer at once, ${tokens} tokens each (plan, thought, action, speech) at ${tokensPerSecond} a second; ${runs} runs, each in a page of its own, ours and both baselines in turn. Token to screen: from the model's token to the frame that drew it. Heap: in use after garbage collection.`,
    rows,
  };
}
