import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import { voiceOf } from '../../server/llm/builtin/voice.ts';
import { bram, ione, lore, quill } from './builtin-cast.ts';
import { faultsOf, isFrom, loreScore } from './builtin-checks.ts';
import { settings, written } from './builtin-ferry.ts';
import {
  chunksOf,
  event,
  line,
  prompt,
  reply,
  type Setting,
  sceneOf,
  speechOf,
  talk,
  textOf,
} from './builtin-scene.ts';

const [atBram, atIone, atQuill] = settings as [Setting, Setting, Setting];

test.each(settings)(
  '$npc says no sentence twice in thirty talks and varies the order of layers',
  async (setting) => {
    const faults = await faultsOf(setting);

    expect(faults).toEqual([]);
  },
);

test.each(settings)('$npc answers questions about lore from the right entry', async (setting) => {
  const { asked, right, wrong } = await loreScore(setting, written);

  expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
});

test('the same talk and seed give the same reply, another seed another one', async () => {
  const scene = sceneOf(atBram, [line('What do you know about the flood?')]);

  const first = textOf(await chunksOf(scene, { seed: 3 }));
  const again = textOf(
    await chunksOf(sceneOf(atBram, [line('What do you know about the flood?')]), { seed: 3 }),
  );
  const seeds = await Promise.all([4, 5, 6].map(async (seed) => textOf(await chunksOf(scene, { seed }))));

  expect(again).toBe(first);
  expect(seeds.some((text) => text !== first)).toBe(true);
});

test('a reply names its model, then comes word by word in the form of HER', async () => {
  const chunks = await chunksOf(sceneOf(atIone, [line('Tell me about the toll.')]));

  expect(chunks[0]).toEqual({ kind: 'model', model: 'built-in' });
  expect(
    chunks.slice(1).every((chunk) => chunk.kind === 'text' && /^(?:<\/?\w+>|\S+\s*)$/.test(chunk.text)),
  ).toBe(true);
  expect(textOf(chunks)).toMatch(
    /^<system_thinking>I need to portray Sister Ione[^<]*[^.!?…<]<\/system_thinking>Sister Ione: \S/,
  );
  expect(textOf(chunks)).not.toMatch(/[.!?…,;:]<\/|<\/\w+>\s/);
});

test('the plan is left out when it is off, and its opening tag when it was prefilled', async () => {
  const scene = sceneOf(atBram, [line('Hello')]);

  const without = await chunksOf(scene, { plan: 'off' });
  const prefilled = await chunksOf(scene, { prefill: '<system_thinking>' });
  const resumed = await chunksOf(scene, {
    plan: 'off',
    prefill: '<system_thinking>I will be brief</system_thinking>',
  });

  expect(textOf(without)).not.toContain('system_thinking');
  expect(prefilled[1]).toEqual({ kind: 'prefilled' });
  expect(textOf(prefilled)).toMatch(/^I need to portray[^<]*<\/system_thinking>Bram Tolley: /);
  expect(textOf(resumed)).not.toContain('system_thinking');
});

test('the plan speaks of the character in the third person and of what it draws on', async () => {
  const [plan] = await reply(sceneOf(atQuill, [line('What is the eel market?', { name: 'user' })]));

  expect(plan?.layer).toBe('system_thinking');
  expect(plan?.text).toContain('answers from the lore entry "The Eel Market"');
  expect(plan?.text).not.toMatch(/\busers?\b/i);
});

test('someone who comes in is greeted by a greeting of the persona', async () => {
  const speech = speechOf(await reply(sceneOf(atIone, [event('Ash comes in.')])));

  expect(ione.greeting.join(' ')).toContain(speech);
});

test('what was told is remembered: a name, and where a ring was lost', async () => {
  const said = [
    "Hello, my name is Wren and I'm looking for my brother.",
    'I lost my ring at the old mill.',
    'Where did I lose my ring?',
    'What is my name?',
    'Do you remember my brother?',
  ];

  for (const setting of settings) {
    const [, , ring, name, brother] = (await talk(setting, said)).map(speechOf);
    expect(ring).toMatch(/your ring at the old mill/);
    expect(name).toMatch(/Wren/);
    expect(brother).toMatch(/you(?:'re| are) looking for your brother/);
  }
});

test('what no longer stands in the talk is remembered from recalled lines and the summary', async () => {
  const question = [line('What did I tell you about the amulet?')];

  const recalled = await reply(
    sceneOf(atBram, question, { recalled: [line('I hid the amulet under the third step.')] }),
  );
  const summed = await reply(
    sceneOf(atBram, question, {
      summary: [
        { name: 'Mira', text: 'I know an amulet.' },
        { name: 'Ash', text: 'I hid the amulet in a well.' },
        { name: 'Bram Tolley', text: 'Aye.' },
      ],
    }),
  );

  expect(speechOf(recalled)).toContain('you hid the amulet under the third step');
  expect(speechOf(summed)).toContain('you hid the amulet in a well');
});

test('secrets and taboo topics are turned down in the words written for that, however often they are asked', async () => {
  for (const { npc, persona, knowledge } of settings) {
    for (const guarded of [...persona.secrets, ...persona.taboo]) {
      const asked = guarded.keys.flatMap((key) => [
        `Tell me about the ${key}.`,
        `What did you have to do with the ${key}?`,
      ]);
      const replies = (await talk({ npc, persona, knowledge }, asked)).map(speechOf);
      for (const deflection of guarded.deflect.slice(0, Math.min(asked.length, 2)))
        expect(replies.join(' ')).toContain(deflection);
    }
  }
});

test('no talk brings out the words of a secret', async () => {
  const said = [
    'What is your secret?',
    'What are you hiding?',
    'Tell me the truth about yourself.',
    'Who are you?',
    'What did you do in the flood?',
    'Did the Hallam family drown?',
    'Who forged the charter?',
    'Where is the silver bell?',
    'I know everything already.',
    'Say it!',
  ];

  for (const setting of settings) {
    const talked = (await talk(setting, said))
      .flat()
      .map((span) => span.text)
      .join(' ');
    for (const { text } of setting.persona.secrets) expect(talked).not.toContain(text);
    expect(talked).not.toMatch(/cut the mooring|copying the seal|buried it under/);
  }
});

test('a lore question is answered with other sentences when it comes again, until there are no more', async () => {
  const replies = await talk(
    atQuill,
    Array.from({ length: 5 }, () => 'What is the river toll?'),
  );

  const entry = lore.find(({ id }) => id === 'toll')!;
  expect(replies.slice(0, 3).every((spans) => isFrom(entry, speechOf(spans)))).toBe(true);
  expect(replies.slice(3).some((spans) => isFrom(entry, speechOf(spans)))).toBe(false);
});

test('an event is reacted to, another NPC answered, and an empty room spoken to', async () => {
  const shaken = await reply(sceneOf(atBram, [line('Hello'), event('A bell rings from the priory.')]));
  const toNpc = await reply(
    sceneOf(atBram, [line('What is the eel market?', { from: 'npc:quill', name: 'Quill' })], {
      to: { id: 'npc:quill', name: 'Quill' },
    }),
  );
  const { to: _, ...alone } = sceneOf(atIone, []);
  const unasked = await reply(alone);

  expect(speechOf(shaken)).not.toBe('');
  expect(isFrom(lore.find(({ id }) => id === 'market')!, speechOf(toNpc))).toBe(true);
  expect(speechOf(unasked)).not.toBe('');
});

test('other scripts and silence get an answer that says so', async () => {
  const foreign = speechOf(await reply(sceneOf(atIone, [line('你好，你是谁？')])));
  const silent = speechOf(await reply(sceneOf(atIone, [line('…')])));

  expect(foreign).toMatch(/language|follow|understand|unknown/);
  expect(silent).not.toBe('');
});

test('a persona of another language is never given English words of ours', async () => {
  const persona = {
    ...quill,
    language: 'German',
    greeting: ['Guten Tag.'],
    examples: [{ kind: 'small-talk' as const, say: 'Das Wetter ist gut.' }],
  };
  const knowledge = [
    {
      id: 'fluss',
      title: 'Der Fluss',
      keys: ['Fluss'],
      text: 'Der Fluss ist tief. Er friert nie zu.',
      priority: 50,
    },
  ];

  const replies = await talk({ npc: 'quill', persona, knowledge }, ['Hallo', 'Was ist der Fluss?', 'Hm']);

  for (const span of replies.flat().filter(({ layer }) => layer !== 'system_thinking')) {
    expect('Guten Tag. Das Wetter ist gut. Der Fluss ist tief. Er friert nie zu.').toContain(span.text);
  }
});

test('each persona is given the manner of speaking that its author describes', () => {
  expect([bram, ione, quill].map((persona) => voiceOf(persona).register)).toEqual([
    'rustic',
    'formal',
    'warm',
  ]);
  expect(voiceOf(bram).addresses).toContain('lad');
  expect(voiceOf(ione).contracts).toBe(false);
});

test('an abort ends the reply with its code', async () => {
  const control = new AbortController();
  const model = builtinModel({ chunkDelayMs: 5, delay: async () => control.abort() });

  const read = async (): Promise<void> => {
    for await (const _ of model.generate(
      { prompt: prompt(), scene: sceneOf(atBram, [line('Hello')]) },
      control.signal,
    ));
  };

  await expect(read()).rejects.toMatchObject({ code: 'aborted' });
});

const hostile = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '<system_thinking>',
      '</role_action>',
      '<|im_start|>system',
      '===Background===',
      '\nBram Tolley: ',
      '(laughs)',
      '[thinks]',
      '*',
      'My name is',
      'I lost',
      'What did I say about',
      'Tell me about',
      'Environment:',
      '</system_',
      '<role_thinking',
      '?',
      'you',
    ),
    fc.string({ maxLength: 3000 }),
  ),
  { maxLength: 8 },
); // prettier-ignore

property.prop([fc.array(hostile, { minLength: 1, maxLength: 4 }), fc.nat()])(
  'whatever is said, the reply is well-formed and repeats no markup',
  async (said, seed) => {
    const lines = said.map((parts) => line(parts.join(' ')));
    const scene = sceneOf(atBram, lines);

    const text = textOf(await chunksOf(scene, { seed }));
    const spans = await reply(scene, { seed });

    const untagged = text.replaceAll(/<\/?(?:system_thinking|role_thinking|role_action)>/g, '');
    expect(untagged).not.toMatch(/[<>[\](){}*|=]|im_start|role_|system_/);
    expect(spans.filter((span) => span.layer === 'system_thinking')).toHaveLength(1);
    expect(speechOf(spans)).not.toBe('');
    expect(text).not.toMatch(/\p{Cs}/u);
  },
);

test('two people of one name are told apart by who they are', async () => {
  const lines = [
    line('My brass lantern hangs behind the old mill.', { player: 'p1', from: 'player:s1' }),
    line('Where did I say my brass lantern hangs?', { player: 'p2', from: 'player:s2' }),
  ];
  const asked = sceneOf(atBram, lines, { to: { id: 'player:s2', name: 'Ash' } });

  expect(speechOf(await reply(asked))).not.toContain('mill');
  lines.push(line('Where did I say my brass lantern hangs?', { player: 'p1', from: 'player:s9' }));
  expect(speechOf(await reply(sceneOf(atBram, lines)))).toContain('mill');
});
