import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { GAME } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

test('of a turn each source that a prompt may have is told, with its own words', async () => {
  await using game = await startTalkGame({
    model: scripted('Aye.'),
    lore: {
      mill: { title: 'The mill', keys: ['mill'], text: 'It burned down.', when: { locations: ['tavern'] } },
      moon: { title: 'The moon', keys: ['mill'], text: 'It shines.', when: { weather: ['stars'] } },
    },
    world: {
      description: 'A country of mills.',
      locations: { tavern: { name: 'The Tavern', description: 'A fire.', scene: 'Nobody laughs.' } },
      facts: { bell: 'The bell is cracked.' },
      actions: {
        dig: { description: 'Digs.' },
        fly: { description: 'Flies.', when: { facts: { wings: true } } },
      },
      talks: { eels: { between: ['tom', 'mara'], about: 'the eels', quietSeconds: 5, turns: 2 } },
    },
    personas: {
      mara: persona('Mara', { relationships: { tom: 'An old friend.' } }),
      tom: persona('Tom'),
      una: persona('Una'),
    },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', player: 'p1', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const about = 'player:client:p1';
  const { id } = await ask('memories.add', {
    instance: 'main',
    npc: 'mara',
    author: 'Dee',
    kind: 'fact',
    text: 'Ash lost a barrel at the mill.',
    importance: 9,
    about,
  });
  await ash.talk({ npc: 'mara', text: 'Thank you, Mara. I brought you some thread.' });
  await game.instance.background.onIdle();
  await host.request('npc.patch', { npc: 'mara', goal: 'To sell the boat.', direction: 'Be curt.' });
  const told = async (turn: string) => {
    const { messages } = await ask('turn.read', { turn });
    const sources = new Map<string, string>();
    for (const { source, text } of messages.flatMap(({ pieces }) => pieces))
      sources.set(source, (sources.get(source) ?? '') + text);
    return sources;
  };

  const { turn } = await ash.talk({ npc: 'mara', text: 'What of the mill?' });
  const sources = await told(turn);

  const expected: [string, string | RegExp][] = [
    ['world/description', 'A country of mills.'],
    ['location/tavern/description', 'The Tavern. A fire.'],
    ['location/tavern/scene', 'Nobody laughs.'],
    ['persona/mara/profile', 'Mara is here for the tests.'],
    ['persona/mara/relationships/tom', 'An old friend.'],
    ['persona/una/description', /Una, at a glance\./],
    ['action/dig', /^- dig: Digs\. Arguments: /],
    ['clock', 'Day 1, 08:00'],
    ['weather', 'clear'],
    ['present', /Tom.*Una.*Ash/],
    ['fact/bell', 'The bell is cracked.'],
    ['npc/mara/mood', /./],
    ['npc/mara/goal', 'To sell the boat.'],
    ['npc/mara/direction', 'Be curt.'],
    [`npc/mara/bonds/${about}`, /^Mara hardly knows Ash/],
    ['lore/mill', 'It burned down.'],
    [`memories/${id}`, 'Ash lost a barrel at the mill.'],
  ];
  for (const [source, text] of expected)
    expect(sources.get(source), source).toEqual(
      typeof text === 'string' ? text : expect.stringMatching(text),
    );
  expect([...sources.keys()].filter((source) => /unknown|fly|moon/.test(source))).toEqual([]);

  await game.pass(6);
  await game.quiet();
  const { rows } = await ask('turns.list', { instance: 'main', npc: 'tom' });
  expect((await told(rows[0]!.turn)).get('talk')).toBe('the eels');
});
