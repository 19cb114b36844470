import { expect, test } from 'vitest';
import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { lore } from './builtin-cast.ts';
import { isFrom, loreScore, repeated, wornOutBy } from './builtin-checks.ts';
import { settings, written } from './builtin-ferry.ts';
import { ash, birch, cole, line, reply, sceneOf, sceneWith, speechOf, talk } from './builtin-scene.ts';

const atQuill = settings.find(({ npc }) => npc === 'quill')!;

test.each(settings)(
  '$npc answers a second and a third player as if they were the first, whatever others have heard',
  async (setting) => {
    const lines = await wornOutBy(setting);
    const second = await loreScore(setting, written, { by: birch, lines });
    await wornOutBy(setting, birch, lines);
    const third = await loreScore(setting, written, { by: cole, lines });

    for (const { asked, right, wrong } of [second, third])
      expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
  },
  60_000,
);

test('what was told in turn to two players comes twice to neither, and to each from the start', async () => {
  const lines: Line[] = [];
  const heard = new Map<string, Span[][]>([ash, birch].map(({ name }) => [name, []]));
  for (let round = 0; round < 3; round += 1)
    for (const by of [ash, birch])
      heard.get(by.name)!.push(...(await talk(atQuill, ['What is the river toll?'], 0, { by, lines })));

  const entry = lore.find(({ id }) => id === 'toll')!;
  for (const replies of heard.values()) {
    expect(replies.every((spans) => isFrom(entry, speechOf(spans)))).toBe(true);
    expect(repeated(replies)).toEqual([]);
  }
});

test('what a memory says the one who asks has told is said back, and to nobody else', async () => {
  const memories = [
    {
      id: 'm1',
      kind: 'fact' as const,
      text: 'Ash said: "I lost my brother at the mere."',
      about: `player:${ash.player}`,
      by: 'extraction' as const,
      score: 1,
      relevance: 1,
      recency: 0,
      importance: 0.8,
    },
  ];
  const asked = 'What did I lose?';

  const own = await reply(sceneOf(atQuill, [line(asked)], { memories }));
  const others = await reply(sceneOf(atQuill, [line(asked, birch)], { memories, ...sceneWith(birch) }));

  expect(speechOf(own)).toContain('brother');
  expect(speechOf(others)).not.toContain('brother');
});
