import { expect, test } from 'vitest';
import { GAME, startGame } from '../game.ts';
import { promptOf, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

test('the system prompt stays byte-equal during a talk while hour, weather, facts, mood and company change', async () => {
  const model = scripted('Aye.');
  const personas = {
    mara: persona('Mara', { relationships: { tom: 'Her oldest guest.' } }),
    tom: persona('Tom'),
    una: persona('Una', { location: 'yard', description: 'A tall stranger.' }),
  };
  await using game = await startGame({ model, personas });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const patch = (npc: string, fields: object) => host.request('npc.patch', { npc, ...fields });

  await ash.talk({ npc: 'mara', text: 'Hello.' });
  await host.request('world.patch', {
    time: 'Day 2, 22:00',
    weather: 'snow',
    facts: { well: 'The well is dry.' },
  });
  await patch('mara', { mood: 'cross', goal: 'Close up.' });
  await patch('una', { location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'Who is that?' });
  await patch('tom', { location: 'yard' });
  await patch('una', { location: 'loft' });
  await game.join({ name: 'Birch', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'Gone again.' });

  const systems = new Set(model.requests.map(({ prompt }) => prompt.messages[0]!.content));
  expect(systems.size).toBe(1);
  expect([...systems][0]).toContain('**Tom**: Tom, at a glance. Her oldest guest.');
  expect(promptOf(model.requests[1]!)).toContain('Environment: What one sees of Una: A tall stranger.');
  expect(promptOf(model.requests[2]!)).not.toContain('A tall stranger.');
});
