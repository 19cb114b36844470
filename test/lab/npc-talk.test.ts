import { expect, test } from 'vitest';
import { composePrompt } from '../../server/her/prompt.ts';
import { NpcTalk, stageIn } from '../../server/lab/npc-talk.ts';
import { promptTokens } from '../../server/llm/tokens.ts';
import { loadContent } from '../../server/persona/content.ts';
import { persona, writeWorld } from '../worlds.ts';
import { said } from './judging.ts';

async function stage() {
  const dir = await writeWorld({
    personas: {
      mara: persona('Mara', { relationships: { una: 'A friend.' } }),
      tom: persona('Tom'),
      una: persona('Una'),
    },
    lore: {
      bell: { title: 'The bell', keys: ['bell'], text: 'The bell rings by itself.' },
      tide: { title: 'The tide', keys: ['bell'], text: 'The tide is high.', when: { weather: ['rain'] } },
      key: { title: 'The key', keys: ['bell'], text: 'Tom has the key.', knownBy: ['tom'] },
    },
  });
  return stageIn(await loadContent(dir), 'mara', { location: 'tavern', npcs: ['tom'], guests: ['Ash'] });
}
const promptOf = (talk: NpcTalk) => composePrompt(talk.scene(), { form: 'canonical', plan: 'full' });
const textOf = (talk: NpcTalk) =>
  promptOf(talk)
    .messages.map(({ content }) => content)
    .join('\n');

test('a prompt stays within the budget however long the talk, and older lines are remembered', async () => {
  const talk = new NpcTalk(await stage(), { historyTokens: 600 });
  const sizes: number[] = [];
  talk.add('Ash', said('My sister Ilse keeps bees in Harrowgate.'));
  for (let turn = 1; turn <= 300; turn += 1) {
    talk.add('Mara', said(`Reply ${turn}, with a dozen words of the weather, the road and the ale.`));
    talk.add(
      'Ash',
      said(turn === 300 ? 'What does my sister keep, bees?' : `Line ${turn}, and nothing much in it.`),
    );
    if (turn % 20 === 0) sizes.push(promptTokens(promptOf(talk)));
  }

  expect(Math.max(...sizes)).toBeLessThan(2 * sizes[0]! + 600);
  expect(textOf(talk)).toContain('My sister Ilse keeps bees in Harrowgate.');
  expect(promptOf(talk).messages.at(-1)!.content).toContain('What does my sister keep, bees?');
});

test('it is told what it may know: lore that fires, who is here, and nobody’s thoughts', async () => {
  const talk = new NpcTalk(await stage(), { historyTokens: 600 });
  talk.add('Tom', [
    { span: 0, layer: 'role_thinking', text: 'TOM THINKS' },
    { span: 1, layer: 'speech', text: 'Hm.' },
  ]);
  talk.add('Mara', [
    { span: 0, layer: 'system_thinking', text: 'MARA PLANS' },
    { span: 1, layer: 'role_thinking', text: 'MARA THINKS' },
  ]);
  talk.add('Ash', said('Did the bell ring?'));

  const text = textOf(talk);

  for (const told of ['The bell rings by itself.', 'Here with Mara: Tom, Ash.', 'A friend.', 'MARA THINKS'])
    expect(text).toContain(told);
  for (const hidden of ['TOM THINKS', 'MARA PLANS', 'The tide is high.', 'Tom has the key.'])
    expect(text).not.toContain(hidden);
});
