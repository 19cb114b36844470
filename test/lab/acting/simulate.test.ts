import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { actorTurns, simulate, simulationText } from '../../../server/lab/acting/simulate.ts';
import type { LabModel } from '../../../server/lab/calls/lab-model.ts';
import { chosen, nameOf, options, playing, reply, scene } from './playing.ts';

const textOf = (messages: readonly ChatMessage[]): string =>
  messages.map(({ content }) => content).join('\n');

test('the first of the speakers begins, the director chooses the next, for so many rounds', async () => {
  const order = ['Orla', 'Environment', 'Tamsin'];
  const { model, calls } = playing({
    actor: reply,
    'next-speaker': (_, round) => chosen(order[round]!),
    environment: () => '<think>hm</think>The lamp turns. <role_thinking>x</role_thinking>',
  });

  const { turns, choices, ended } = await simulate(scene, { actor: model, director: model }, options);

  expect(turns.map(({ name, round }) => [round, name])).toEqual([
    [0, 'Tamsin'],
    [1, 'Orla'],
    [2, 'Environment'],
    [3, 'Tamsin'],
  ]);
  expect(ended).toBe('rounds');
  expect(choices.map(({ isObeyed }) => isObeyed)).toEqual([true, true, true]);
  expect(simulationText(turns.slice(0, 3), true)).toBe(
    'Tamsin: [SECRET of Tamsin] (nods) Line 0.\n\nOrla: [SECRET of Orla] (nods) Line 1.\n\nEnvironment: The lamp turns.',
  );
  expect(simulationText(turns.slice(0, 1), false)).toBe('Tamsin: (nods) Line 0.');
  expect(actorTurns(turns)).toBe(3);
  expect(calls.find(({ purpose }) => purpose === 'actor')!.messages).toEqual([
    {
      role: 'system',
      content: expect.stringMatching(
        /^You are Tamsin from The Salt Ledger\.\n\n===Tamsin's Profile===\nA young pilot\.\n\n===Current Scenario===\nLamp room[\s\S]*===Information about the other Characters===\nOrla: Keeper of the light\.\n\n===Your Inner Thoughts===\nHide the page\.\n\n===Requirements===\n/,
      ),
    },
    { role: 'user', content: '===Conversation Start===' },
  ]);
});

test.each([
  ['raw', 'HER’s evaluation, with the plan', true],
  ['training', 'HER’s training, without it', false],
] as const)('an actor’s own history is %s: as in %s', async (history, _, hasPlan) => {
  const { model, calls } = playing({
    actor: reply,
    'next-speaker': (_call, round) => chosen(['Orla', 'Tamsin'][round]!),
  });

  await simulate(scene, { actor: model, director: model }, { ...options, rounds: 3, history });

  const { messages } = calls.filter(({ purpose }) => purpose === 'actor')[2]!;
  const own = messages.filter(({ role }) => role === 'assistant');
  expect(own).toHaveLength(1);
  expect(own[0]!.content.includes('PLAN 0')).toBe(hasPlan);
  expect(own[0]!.content).toContain('Tamsin: <role_thinking>SECRET of Tamsin</role_thinking>');
  expect(messages.at(-1)).toEqual({ role: 'user', content: 'Orla: <role_action>nods</role_action>Line 1.' });
});

property.prop([
  fc.array(fc.constantFrom('Orla', 'Tamsin', 'Environment', 'Nobody', '<END CHAT>'), {
    minLength: 9,
    maxLength: 9,
  }),
  fc.constantFrom('her', 'coser'),
])('nobody is ever sent another’s thought, or anybody’s plan but its own', async (names, protocol) => {
  const { model, calls } = playing({
    actor: reply,
    environment: () => 'Wind. <role_thinking>SECRET of nature</role_thinking>',
    'next-speaker': (_call, round) => chosen(names[round]!),
  });

  const { turns } = await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 10, protocol: protocol as 'her' | 'coser' },
  );

  for (const call of calls) {
    const told = textOf(call.messages.slice(1));
    const self = call.purpose === 'actor' ? nameOf(call) : '';
    for (const name of ['Orla', 'Tamsin', 'nature'])
      if (name !== self) expect(told).not.toContain(`SECRET of ${name}`);
    expect(textOf(call.messages.filter(({ role }) => role === 'user'))).not.toContain('PLAN');
  }
  for (const [index, { name }] of turns.entries()) expect(name).not.toBe(turns[index - 1]?.name);
});

test('the end is obeyed from the sixth round on, and not before', async () => {
  const { model } = playing({ actor: reply, 'next-speaker': () => chosen('<END CHAT>') });

  const { turns, ended, choices } = await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 20 },
  );

  expect(ended).toBe('end');
  expect(turns).toHaveLength(6);
  expect(choices.slice(0, 5).every(({ isObeyed, next }) => !isObeyed && next !== 'end')).toBe(true);
});

test('a choice that cannot be obeyed is drawn, the same for the same repetition', async () => {
  const play = async (repeat: number) => {
    const { model } = playing({ actor: reply, 'next-speaker': () => 'I would rather not say.' });
    const { turns } = await simulate(
      scene,
      { actor: model, director: model },
      { ...options, rounds: 20, repeat },
    );
    return turns.map(({ name }) => name).join(' ');
  };

  expect(await play(0)).toBe(await play(0));
  expect(await play(0)).not.toBe(await play(1));
  expect(new Set((await play(0)).split(' '))).toEqual(new Set(['Tamsin', 'Orla', 'Environment']));
});

test('it goes on from the original, whose lines and speakers come first', async () => {
  const { model, calls } = playing({
    environment: () => 'A wave breaks.',
    'next-speaker': () => chosen('Environment'),
  });

  const { turns } = await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 3, continueFrom: 2 },
  );

  expect(turns.map(({ name, isGiven }) => [name, isGiven]).slice(0, 2)).toEqual([
    ['Tamsin', true],
    ['Orla', true],
  ]);
  expect(turns[0]!.spans.map(({ layer }) => layer)).toEqual(['role_thinking', 'role_action', 'speech']);
  const { messages } = calls.find(({ purpose }) => purpose === 'environment')!;
  expect(textOf(messages)).toContain('Ghosts sign the ledger');
  expect(textOf(messages)).not.toContain('She knows');
});

test('CoSER’s own form joins messages of one role, and cuts what an actor writes for others', async () => {
  const { model, calls } = playing({
    actor: () => 'Tamsin: (nods) Well.\nOrla: I will tell you all.',
    'next-speaker': () => chosen('Environment'),
    environment: () => 'A wave breaks.',
  });

  const { turns } = await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 2, protocol: 'coser' },
  );

  expect(simulationText(turns.slice(0, 1), true)).toBe('Tamsin: (nods) Well.');
  const { messages } = calls.find(({ purpose }) => purpose === 'environment')!;
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  expect(messages[1]!.content).toBe('===Conversation Start===\n\nTamsin: (nods) Well.');
});

test('without a director characters take turns, and nothing happens around them', async () => {
  const { model } = playing({ actor: reply });

  const { turns } = await simulate(scene, { actor: model }, { ...options, rounds: 6 });

  expect(turns.map(({ name }) => name)).toEqual(['Tamsin', 'Orla', 'Tamsin', 'Orla', 'Tamsin', 'Orla']);
  const speakers = ['Environment', 'Orla', 'Tamsin'];
  const wind = { name: 'Environment', text: 'Wind.' };
  const told = await simulate(
    { ...scene, speakers, reference: [wind] },
    { actor: model },
    { ...options, rounds: 2 },
  );
  expect(told.turns.map(({ name, isGiven }) => [name, isGiven])[0]).toEqual(['Environment', true]);
  const untold = await simulate(
    { ...scene, speakers, reference: [] },
    { actor: model },
    { ...options, rounds: 2 },
  );
  expect(untold.turns.map(({ name }) => name)).toEqual(['Orla', 'Tamsin']);
});

test('reasoning that quotes the end of a plan stays plan', async () => {
  const { model } = playing({});
  const reasoning: LabModel = {
    ...model,
    complete: async () => ({
      text: 'Tamsin: (nods) Hm.',
      reasoning: 'A plan ends with </system_thinking>, then she admits it.',
      promptTokens: 1,
      completionTokens: 1,
      isKnown: false,
    }),
  };

  const { turns } = await simulate(scene, { actor: reasoning }, { ...options, rounds: 1 });

  expect(turns[0]!.spans.map(({ layer, text }) => [layer, text])).toEqual([
    ['system_thinking', 'A plan ends with </system_thinking>, then she admits it.'],
    ['role_action', 'nods'],
    ['speech', 'Hm.'],
  ]);
  expect(turns[0]!.raw.match(/<\/system_thinking>/g)).toHaveLength(1);
});

test('while the original goes on nobody is asked who is next, and nobody ends it', async () => {
  const { model, calls } = playing({ actor: reply, 'next-speaker': () => chosen('<END CHAT>') });
  const reference = Array.from({ length: 8 }, (_, index) => ({
    name: index % 2 === 0 ? 'Tamsin' : 'Orla',
    text: `Given ${index}.`,
  }));

  const { turns, choices, ended } = await simulate(
    { ...scene, reference },
    { actor: model, director: model },
    { ...options, rounds: 20, continueFrom: 8 },
  );

  expect(turns.filter(({ isGiven }) => isGiven)).toHaveLength(8);
  expect(ended).toBe('end');
  expect(choices).toHaveLength(1);
  expect(calls.map(({ purpose }) => purpose)).toEqual(['next-speaker']);
});

test('CoSER’s own form is that of an actor’s own turns, too', async () => {
  const { model, calls } = playing({ actor: (call) => `${nameOf(call)}: [hm] (nods) Well.` });

  await simulate(scene, { actor: model }, { ...options, rounds: 3, protocol: 'coser', history: 'training' });

  expect(calls[2]!.messages[2]).toEqual({ role: 'assistant', content: 'Tamsin: [hm] (nods) Well.' });
});
