import { expect, test } from 'vitest';
import { simulate } from '../../../server/lab/acting/simulate.ts';
import { chosen, options, playing, reply, scene } from './playing.ts';

test.each<[string, (name: string) => string]>([
  [
    'gives reasons behind its choice',
    (name) => `Next Speaker: ${name}\nReasoning: too early for <END CHAT>.`,
  ],
  ['thinks aloud', (name) => `<think>Should I <END CHAT>? No.</think>\n${name}`],
  ['gives reasons before a bare name', (name) => `Reasoning: too early for <END CHAT>.\n${name}`],
  ['begins with another field', (name) => `Next Speaker: <END CHAT>\nNo.\nNext Speaker is ${name}`],
])('a director that speaks of the end and chooses somebody is obeyed: it %s', async (_, answer) => {
  const { model } = playing({
    actor: reply,
    'next-speaker': (_call, round) => answer(['Orla', 'Tamsin'][round % 2]!),
  });

  const { turns, choices, ended } = await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 10 },
  );

  expect(ended).toBe('rounds');
  expect(turns).toHaveLength(10);
  expect(choices.every(({ isObeyed }) => isObeyed)).toBe(true);
});

test.each([
  'Reasoning: it is over.\nNext Speaker: <END CHAT>',
  '**Next Speaker** is <END CHAT>',
  'Reasoning: Orla has left.\n<END CHAT>',
  '<think>Orla?</think>END CHAT',
])('the end is the end in whatever form: %j', async (answer) => {
  const { model } = playing({ actor: reply, 'next-speaker': () => answer });

  const { ended } = await simulate(scene, { actor: model, director: model }, { ...options, rounds: 10 });

  expect(ended).toBe('end');
});

test.each([
  ['the original', 'Orla', []],
  ['the director, where the original names one who is not there', 'Nobody', ['next-speaker']],
  ['the director, where the original has one speak twice', 'Tamsin', ['next-speaker']],
])('who follows the last given line is said by %s', async (_, name, asked) => {
  const { model, calls } = playing({ actor: reply, 'next-speaker': () => chosen('Orla') });
  const reference = [
    { name: 'Tamsin', text: 'You are up late.' },
    { name, text: 'Hm.' },
  ];

  const { turns } = await simulate(
    { ...scene, reference },
    { actor: model, director: model },
    { ...options, rounds: 2, continueFrom: 1 },
  );

  expect(turns.map((turn) => [turn.name, turn.isGiven])).toEqual([
    ['Tamsin', true],
    ['Orla', false],
  ]);
  expect(calls.map(({ purpose }) => purpose)).toEqual([...asked, 'actor']);
});

test('without a director nobody plays the world, though the original goes on with it', async () => {
  const { model } = playing({ actor: reply });
  const reference = [
    { name: 'Tamsin', text: 'You are up late.' },
    { name: 'Environment', text: 'Wind.' },
  ];

  const { turns } = await simulate(
    { ...scene, reference },
    { actor: model },
    { ...options, rounds: 2, continueFrom: 1 },
  );

  expect(turns.map(({ name }) => name)).toEqual(['Tamsin', 'Orla']);
});

test.each([
  ['coser', ['assistant', 'user', 'assistant', 'user']],
  ['her', ['user', 'user']],
] as const)(
  'a director by %s sees what it chose, and its prompt again behind what could not be obeyed, or neither',
  async (protocol, roles) => {
    const { model, calls } = playing({
      actor: reply,
      environment: () => 'Wind.',
      'next-speaker': (_call, round) => ['I would rather not say.', chosen('Orla'), chosen('Tamsin')][round]!,
    });
    const { turns } = await simulate(
      { ...scene, major: ['Tamsin'] },
      { actor: model, director: model },
      { ...options, rounds: 4, protocol },
    );

    // Of those who could be drawn the environment alone had not just spoken.
    expect(turns.map(({ name }) => name)).toEqual(['Tamsin', 'Environment', 'Orla', 'Tamsin']);
    const [, , third] = calls.filter(({ purpose }) => purpose === 'next-speaker');
    const told = third!.messages.slice(protocol === 'coser' ? 2 : 3);
    expect(told.map(({ role }) => role)).toEqual(roles);
    if (protocol === 'her') return;
    expect(told[0]!.content).toBe('I would rather not say.');
    expect(told[1]!.content).toMatch(/^You watch a scene[\s\S]*\n\nEnvironment: Wind\.$/);
    expect(told[2]!.content).toBe(chosen('Orla'));
  },
);

test('the original’s speakers are what a director by CoSER’s own form has chosen', async () => {
  const { model, calls } = playing({ actor: reply, 'next-speaker': () => chosen('Tamsin') });

  await simulate(
    scene,
    { actor: model, director: model },
    { ...options, rounds: 3, continueFrom: 2, protocol: 'coser' },
  );

  const { messages } = calls.find(({ purpose }) => purpose === 'next-speaker')!;
  expect(messages.filter(({ role }) => role === 'assistant')).toEqual([
    { role: 'assistant', content: 'Orla' },
  ]);
});
