import { expect, test } from 'vitest';
import { Turn } from '../../server/dialogue/turn.ts';
import type { TurnEvent, TurnOptions } from '../../server/dialogue/turn-events.ts';
import { composePrompt } from '../../server/her/prompt.ts';
import { scene } from '../lines.ts';
import { gate, type Script, scripted } from '../scripted.ts';

const turnOf = (script: string | Script, options: Partial<TurnOptions> = {}): Turn =>
  new Turn({
    id: 't1',
    npc: 'mara',
    to: 'player:a',
    whisper: false,
    model: scripted(script),
    settings: {},
    planBudget: 600,
    priority: 'player',
    compose: (plan) => ({
      scene: scene(),
      prompt: composePrompt(scene(), { form: 'canonical', plan: plan ?? 'full' }),
    }),
    commit: async () => {},
    countTokens: (text) => text.length / 4,
    now: () => 0,
    ...options,
  });

const all = async (turn: Turn): Promise<TurnEvent[]> => {
  const events: TurnEvent[] = [];
  for await (const event of turn.events()) events.push(event);
  return events;
};

test('a turn is a stream of events that begins with its start and ends after its commit', async () => {
  const order: string[] = [];
  const turn = turnOf('<system_thinking>p</system_thinking>Stay. Please.', {
    commit: async () => {
      order.push('commit');
    },
  });

  for await (const event of turn.events()) order.push(event.kind);

  expect(order[0]).toBe('start');
  expect(order.slice(-2)).toEqual(['commit', 'end']);
  expect(order.filter((kind) => kind === 'sentence')).toHaveLength(2);
});

test('deltas of each span add up to what the end says, and spans never fall', async () => {
  const events = await all(
    turnOf([
      ...'<system_thinking>p q</system_thinking>Mara: <role_action>nods</role_action>Yes.<role_thinking>no</role_thinking>Go.',
    ]),
  );

  const deltas = events.filter((event) => event.kind === 'delta');
  const end = events.at(-1);
  if (end?.kind !== 'end') throw new Error('no end');
  for (const span of end.spans) {
    const streamed = deltas.filter((delta) => delta.span === span.span).map((delta) => delta.text);
    expect(streamed.join('')).toBe(span.text);
  }
  expect(deltas.map((delta) => delta.span)).toEqual(
    [...deltas.map((delta) => delta.span)].sort((a, b) => a - b),
  );
});

test('another speaker’s line ends the reply there', async () => {
  const events = await all(turnOf('I see.\nAsh: And I agree with everything.'));

  expect(events.at(-1)).toMatchObject({ kind: 'end', spans: [{ layer: 'speech', text: 'I see.' }] });
});

test('native reasoning becomes the plan and never speech', async () => {
  const events = await all(turnOf([{ kind: 'reasoning', text: 'Let me think.' }, 'Hello.']));

  expect(events.at(-1)).toMatchObject({
    spans: [
      { layer: 'system_thinking', text: 'Let me think.' },
      { layer: 'speech', text: 'Hello.' },
    ],
  });
});

test('an interrupted turn stops the model and keeps no text that was not sent', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>p</system_thinking>', 'One two ', rest, 'three']);
  const turn = turnOf('', { model });
  const events: TurnEvent[] = [];
  for await (const event of turn.events()) {
    events.push(event);
    if (event.kind === 'delta' && event.layer === 'speech') turn.interrupt();
  }

  const end = events.at(-1);
  expect(end).toMatchObject({ kind: 'end', status: 'interrupted' });
  expect(JSON.stringify(events)).not.toContain('three');
  expect(model.aborted).toBe(1);
});

test('a store that fails ends the stream with its error instead of a false acknowledgement', async () => {
  const turn = turnOf('Stay.', {
    commit: async () => {
      throw new Error('disk full');
    },
  });
  const kinds: string[] = [];

  await expect(
    (async () => {
      for await (const event of turn.events()) kinds.push(event.kind);
    })(),
  ).rejects.toThrow('disk full');

  expect(kinds).not.toContain('end');
});

const LONG = 'ponder it at length '.repeat(200);
const spoken = (events: TurnEvent[]): string => {
  const end = events.at(-1);
  if (end?.kind !== 'end') throw new Error('no end');
  return end.spans
    .filter(({ layer }) => layer === 'speech')
    .map(({ text }) => text)
    .join(' ');
};

test.each([
  ['plans on and closes it', ['SECRET so she lies.', '</system_thinking>Mara: Come in.']],
  ['plans on in a tag', ['<system_thinking>SECRET</system_thinking>', 'Come in.']],
  ['speaks under its name', ['Mara: ', 'Come in.']],
  ['speaks', ['Come ', 'in.']],
])('behind a plan closed by force a model that %s is heard, and its plan is not', async (_how, reply) => {
  const model = scripted([`<system_thinking>${LONG}`, LONG], [{ kind: 'prefilled' }, ...reply]);

  const events = await all(turnOf('', { model }));

  expect(spoken(events)).toBe('Come in.');
  expect(model.requests).toHaveLength(2);
  expect(model.requests[1]?.prompt.prefill).toMatch(/^<system_thinking>ponder it .*<\/system_thinking>$/);
});

test.each([
  ['had announced its plan is heard as it speaks', [`<system_thinking>${LONG}`], [], 'Come '],
  [
    'goes on from the plan waits, since it may plan on',
    [`<system_thinking>${LONG}`],
    [{ kind: 'prefilled' as const }],
    '',
  ],
  ['was made to begin it waits', [{ kind: 'prefilled' as const }, LONG], [], ''],
  ['had reasoned before it waits', [`SECRET</think><system_thinking>${LONG}`], [], ''],
])('behind a plan closed by force a model that %s', async (_how, first, before, heard) => {
  const rest = gate();
  const model = scripted([...first, LONG, LONG], [...before, 'Come ', rest, 'in.']);
  const events: TurnEvent[] = [];
  const speech = () =>
    events.flatMap((event) => (event.kind === 'delta' && event.layer === 'speech' ? [event.text] : []));

  const over = (async () => {
    for await (const event of turnOf('', { model }).events()) events.push(event);
  })();
  while (model.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));

  expect(speech().join('')).toBe(heard.trim());
  rest.open();
  await over;
  expect(spoken(events)).toBe('Come in.');
});

test('a model that plans on and on is closed by force once, then another speaks', async () => {
  const model = scripted([`<system_thinking>${LONG}`, LONG, LONG]);

  const events = await all(turnOf('', { model, standIn: scripted('Well met.') }));

  expect(model.requests).toHaveLength(2);
  expect(spoken(events)).toBe('Well met.');
  expect(events.at(-1)).toMatchObject({ status: 'fallback' });
});

test.each([
  ['a channel of its own', { kind: 'reasoning' as const, text: LONG }],
  ['its own tags', `<think>${LONG}</think>`],
])('reasoning in %s is not closed by force, however long it is', async (_where, reasoning) => {
  const model = scripted([reasoning, 'Mara: Come in.']);

  const events = await all(turnOf('', { model }));

  expect(spoken(events)).toBe('Come in.');
  expect(model.requests).toHaveLength(1);
});

test('without a plan, a model that ends reasoning it never began is listened to more closely from then on', async () => {
  const model = scripted(['SECRET', '</think>', 'Come in.']);
  const turn = () =>
    turnOf('', {
      model,
      compose: () => ({ scene: scene(), prompt: composePrompt(scene(), { form: 'canonical', plan: 'off' }) }),
    });

  await all(turn());
  const events = await all(turn());

  expect(spoken(events)).toBe('Come in.');
});
