import { expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import type { GenerateRequest } from '../../server/llm/language-model.ts';
import { consoleOf } from '../console-api.ts';
import { speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const contentsOf = ({ prompt }: GenerateRequest) => prompt.messages.map(({ content }) => content);
const edited = (fields: Parameters<typeof persona>[1]) => Persona.parse(persona('Mara', fields));

test('a turn is run again under an edited persona: its section is new, every other byte as recorded', async () => {
  const model = scripted('Aye.', 'Later.', '<system_thinking>p</system_thinking>Never!');
  await using game = await startGame({ model });
  const ash = await game.join();
  const { items } = await consoleOf(game);
  const first = await ash.talk({ npc: 'mara', text: 'Will you row me?' });
  // What happened since is not in it.
  await ash.talk({ npc: 'mara', text: 'I drowned your cat.' });
  const before = ash.received.length;

  const told = await items('turn.rerun', { turn: first.turn, persona: edited({ personality: 'Spiteful.' }) });

  const [recorded, , rerun] = model.requests.map(contentsOf);
  expect(rerun![0]).toBe(recorded![0]!.replace('Personality: Plain.', 'Personality: Spiteful.'));
  expect(rerun!.slice(1)).toEqual(recorded!.slice(1));
  expect(told[0]).toMatchObject({ kind: 'prompt', changed: ["Mara's Profile"] });
  expect(told.filter(({ kind }) => kind === 'delta').map((item) => 'text' in item && item.text)).toEqual([
    'p',
    'Never!',
  ]);
  expect(told.at(-1)).toMatchObject({ kind: 'end', status: 'complete', model: 'scripted' });
  expect(ash.received).toHaveLength(before);
});

test('nothing of a rerun is remembered, kept or shown; it can be done as often as wanted', async () => {
  const model = scripted('Aye.', 'Rerun one.', 'Rerun two.', 'On.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const { ask, items } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  const ends = [await items('turn.rerun', { turn }), await items('turn.rerun', { turn })].map((told) =>
    told.at(-1),
  );
  const next = await ash.talk({ npc: 'mara', text: 'Go on.' });

  expect(ends).toMatchObject([{ spans: [{ text: 'Rerun one.' }] }, { spans: [{ text: 'Rerun two.' }] }]);
  expect(speechOf(next)).toBe('On.');
  expect(contentsOf(model.requests.at(-1)!).join()).not.toContain('Rerun');
  expect((await ask('turns.list', { instance: 'main' })).rows).toHaveLength(2);
});

test('another model, plan mode and sampling go out with it; a plan that is left out is not asked for', async () => {
  const model = scripted('<system_thinking>p</system_thinking>Aye.', 'No plan.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const { items } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  const told = await items('turn.rerun', {
    turn,
    model: 'other-7b',
    plan: 'off',
    temperature: 0.1,
    maxTokens: 64,
  });

  expect(model.requests[1]).toMatchObject({ model: 'other-7b', temperature: 0.1, maxTokens: 64 });
  expect(model.requests[1]!.prompt).toMatchObject({ plan: 'off', prefill: '' });
  expect(told[0]).toMatchObject({ kind: 'prompt', changed: ['Requirements'] });
});

test('people that the edited persona knows, or knows no more, come into the prompt and go from it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({
    model,
    personas: {
      mara: persona('Mara', { relationships: { tom: 'Owes me.' } }),
      tom: persona('Tom', { location: 'yard' }),
      una: persona('Una', { location: 'yard' }),
    },
  });
  const ash = await game.join();
  const { items } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  await items('turn.rerun', { turn, persona: edited({ relationships: { una: 'My sister.' } }) });

  const [recorded, rerun] = model.requests.map((request) => contentsOf(request)[0]!);
  expect(recorded).toContain('**Tom**: Tom, at a glance. Owes me.');
  expect(rerun).toContain('**Una**: Una, at a glance. My sister.');
  expect(rerun).not.toContain('Tom');
});

test('with another plan of the same world a model that fails says so, and nobody stands in for it', async () => {
  const model = scripted('Aye.', [new Error('gone')]);
  await using game = await startGame({ model, standIn: scripted('I stand in.') });
  const ash = await game.join();
  const { items } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  const told = await items('turn.rerun', { turn });

  expect(told.at(-1)).toMatchObject({
    kind: 'end',
    status: 'failed',
    spans: [],
    reason: expect.stringMatching(/gone/),
  });
  const builtin = await items('turn.rerun', { turn, model: 'built-in' });
  expect(builtin.at(-1)).toMatchObject({ kind: 'end', spans: [{ text: 'I stand in.' }] });
});

test('who leaves a rerun ends its call; a draft that is no persona is refused with its fields', async () => {
  const held = gate();
  const model = scripted('Aye.', ['Wait', held]);
  await using game = await startGame({ model });
  const ash = await game.join();
  const { ask, send } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  const leaving = new AbortController();
  const response = await send('turn.rerun', { turn }, leaving.signal);
  const reader = response.body!.getReader();
  await reader.read();
  leaving.abort();
  await reader.read().catch(() => {});

  await expect.poll(() => model.aborted).toBe(1);
  await expect(
    ask('turn.rerun', { turn, persona: { ...persona('Mara'), profile: '' } }),
  ).rejects.toMatchObject({ status: 422, answer: { message: expect.stringContaining('profile') } });
});
