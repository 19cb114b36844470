import { expect, test } from 'vitest';
import type { HerForm } from '../../schemas/layers.ts';
import { consoleOf, Refused } from '../console-api.ts';
import { DESIGNER, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

test.each<HerForm>(['canonical', 'evaluation', 'chat'])(
  'with nothing changed a rerun sends what was sent, whatever became of the world (%s)',
  async (form) => {
    const model = scripted('Aye.');
    await using game = await startGame({
      model,
      config: { HER_FORM: form },
      personas: {
        mara: persona('Mara', { relationships: { tom: 'Owes me.', una: 'My sister.' } }),
        tom: persona('Tom', { location: 'yard' }),
        una: persona('Una', { location: 'yard' }),
        zed: persona('Zed', { location: 'yard' }),
      },
    });
    const ash = await game.join();
    const designer = await game.join({ name: 'Dee' }, DESIGNER);
    const { items } = await consoleOf(game);
    const asked = async (npc: string, fields: object = {}) =>
      (await ash.talk({ npc, text: 'Well?', ...fields })).turn;
    const turns = [await asked('mara'), await asked('mara', { whisper: true })];
    await designer.request('npc.patch', {
      npc: 'mara',
      relationships: { zed: 'I love Zed.', una: 'I hate her now.' },
      goal: 'Sleep.',
      direction: 'Coldly.',
      once: true,
    });
    turns.push(await asked('mara'));
    await designer.request('npc.despawn', { npc: 'tom' });
    turns.push(await asked('mara'));
    await designer.request('npc.spawn', { persona: { id: 'bob', persona: persona('Bob') } });
    turns.push(await asked('bob'));
    await designer.request('npc.despawn', { npc: 'bob' });
    const recorded = model.requests.map(({ prompt }) => prompt);

    for (const turn of turns) {
      const [told] = await items('turn.rerun', { turn });
      expect(told).toMatchObject({ kind: 'prompt', changed: [] });
    }

    expect(model.requests.slice(recorded.length).map(({ prompt }) => prompt)).toEqual(recorded);
  },
);

test('reruns wait for each other, leave the model to players, and are refused when they are too many', async () => {
  const held = gate();
  const model = scripted('Aye.', ['Wait', held], ['Wait', held], 'At once.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const { send } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  const leaving = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: 30 }, () =>
      send('turn.rerun', { turn }, leaving.signal).catch((error: unknown) => error as Refused),
    ),
  );
  await expect.poll(() => model.requests.length).toBe(3);
  await ash.talk({ npc: 'mara', text: 'And I?' });

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(16);
  expect(answers.find((answer) => answer instanceof Refused)).toMatchObject({
    status: 429,
    answer: { code: 'busy' },
  });
  expect(model.requests).toHaveLength(4);
  leaving.abort();
  await expect.poll(() => model.aborted).toBe(2);
  held.open();
  await expect.poll(async () => (await send('turn.rerun', { turn })).status).toBe(200);
});
