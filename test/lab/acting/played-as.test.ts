import { expect, test } from 'vitest';
import { Persona } from '../../../schemas/persona.ts';
import { simulate, simulationText } from '../../../server/lab/acting/simulate.ts';
import { persona } from '../../worlds.ts';
import { nameOf, options, playing, reply, scene } from './playing.ts';

test.each([
  ['its own', {}, 'orla-7b'],
  ['the one that was named for the run', { isModelFixed: true as const }, undefined],
])(
  'an NPC is played by %s, as hot as its persona says where the protocol says nothing',
  async (_, more, name) => {
    const { model, calls } = playing({ actor: reply });
    const own = Persona.parse(persona('Orla', { model: { model: 'orla-7b', temperature: 0.3 } }));
    const characters = scene.characters.map((character) =>
      character.name === 'Orla' ? { ...character, npc: { slug: 'orla', persona: own } } : character,
    );
    const play = (protocol: 'her' | 'coser') =>
      simulate({ ...scene, characters }, { actor: model }, { ...options, ...more, rounds: 2, protocol });

    await play('her');
    await play('coser');

    expect(calls.map((call) => [nameOf(call), call.model, call.temperature])).toEqual([
      ['Tamsin', undefined, 0.7],
      ['Orla', name, 0.3],
      ['Tamsin', undefined, 0.7],
      ['Orla', name, 0.7],
    ]);
  },
);

test('an actor is told where a turn of ChatML ends', async () => {
  const { model, calls } = playing({ actor: reply });

  await simulate(scene, { actor: model }, { ...options, rounds: 1 });

  expect(calls[0]!.stops).toEqual(['<|im_end|>', '<|im_start|>']);
});

const LOOP = 'the bell the bell and then '.repeat(6);
test.each([
  ['coser', 'actor-7b', 'Tamsin: Hark, the bell the bell and then'],
  ['coser', 'gpt-4o', `Tamsin: Hark, ${LOOP.trim()}`],
  ['her', 'actor-7b', `Tamsin: Hark, ${LOOP.trim()}`],
] as const)('by %s what %s repeats is cut, or stays', async (protocol, name, said) => {
  const { model } = playing({ actor: () => `Hark, ${LOOP}` });

  const { turns } = await simulate(scene, { actor: { ...model, name } }, { ...options, rounds: 1, protocol });

  expect(simulationText(turns, true)).toBe(said);
});

test('an actor that says nothing is nothing that it could repeat: its history has its name', async () => {
  const { model, calls } = playing({ actor: (call, round) => (round === 0 ? '' : reply(call, round)) });

  await simulate(scene, { actor: model }, { ...options, rounds: 3 });

  expect(calls[2]!.messages.filter(({ role }) => role === 'assistant')).toEqual([
    { role: 'assistant', content: 'Tamsin: ' },
  ]);
});
