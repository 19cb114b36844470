import { expect, test } from 'vitest';
import type { TurnView } from '../../schemas/console/turns.ts';
import { countTokens } from '../../server/llm/tokens.ts';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, startGame } from '../game.ts';
import { modelAt, startModelServer } from '../llm/model-server.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const REPLY =
  '<system_thinking>Be short.</system_thinking><role_thinking>Who?</role_thinking><role_action>nods</role_action>Aye, the mill.';
const piecesOf = ({ messages }: TurnView) => messages.flatMap(({ pieces }) => pieces);

test('of a turn every token of the prompt is known by its source, and the sum is the whole', async () => {
  const lore = { mill: { title: 'The mill', keys: ['mill'], text: 'It burned down.' } };
  await using game = await startGame({ model: scripted(REPLY), lore });
  const ash = await game.join();
  const { ask } = await consoleOf(game);

  const { turn } = await ash.talk({ npc: 'mara', text: 'What of the mill?' });
  const view = await ask('turn.read', { turn });

  const pieces = piecesOf(view);
  const sum = pieces.reduce((all, { tokens }) => all + tokens, 0);
  expect(sum + countTokens(view.prefill)).toBe(view.tokens);
  expect(pieces.map(({ source }) => source)).toEqual(
    expect.arrayContaining(['persona/mara/profile', 'lore/mill', 'clock', 'npc/mara/mood', 'form']),
  );
  expect(pieces.find(({ source }) => source === 'lore/mill')).toMatchObject({
    text: 'It burned down.',
    section: 'Environment',
    tokens: 4,
  });
  const line = pieces.find(({ text }) => text === 'Ash: What of the mill?')!;
  expect(view.lines[line.source.slice('line/'.length)]).toMatchObject({
    name: 'Ash',
    from: `player:${ash.id}`,
    npcs: ['mara', 'tom'],
  });
  expect(view).toMatchObject({ raw: REPLY, canRerun: true, status: 'complete', personaVersion: 1 });
  const seen = Object.fromEntries(
    view.views.map(({ viewer, spans }) => [viewer, spans.map(({ text }) => text)]),
  );
  expect(seen.player).toEqual(['nods', 'Aye, the mill.']);
  expect(seen['player-inner']).toEqual(['Who?', 'nods', 'Aye, the mill.']);
  expect(seen.designer).toEqual(['Be short.', 'Who?', 'nods', 'Aye, the mill.']);
  await expect(ask('turn.read', { turn: 'nothing' })).rejects.toMatchObject({ status: 404 });
});

test('the request of a turn is there as curl, to the byte, and the key is not', async () => {
  await using server = await startModelServer((call) => {
    call.text('Aye, "the" mill’s.');
    call.finish();
  });
  await using game = await startGame({ model: modelAt(server, { apiKey: 'sk-very-secret' }) });
  const ash = await game.join();
  const { ask } = await consoleOf(game);

  const { turn } = await ash.talk({ npc: 'mara', text: "It's the mill?" });
  const { curl } = await ask('turn.read', { turn });

  const sent = server.calls.at(-1)!;
  const [, body] = /-d '([\s\S]*)'$/.exec(curl!)!;
  expect(JSON.parse(body!.replaceAll(`'\\''`, "'"))).toEqual(sent.body);
  expect(curl).toContain(`'${server.baseUrl}/chat/completions'`);
  expect(curl).not.toContain('sk-very-secret');
});

test('turns are listed with their figures, searched, and paged', async () => {
  await using game = await startGame({
    model: scripted('First.', ['Long. '.repeat(120)], new Error('gone') as never),
  });
  const ash = await game.join();
  const { ask } = await consoleOf(game);
  const first = await ash.talk({ npc: 'mara', text: 'The ferry?' });
  const second = await ash.talk({ npc: 'tom', text: 'And you?' });

  const { rows } = await ask('turns.list', { instance: 'main' });

  expect(rows.map(({ turn, npc, excerpt }) => ({ turn, npc, excerpt }))).toMatchObject([
    { turn: second.turn, npc: 'tom', excerpt: expect.stringMatching(/^Long\./) },
    { turn: first.turn, npc: 'mara', excerpt: 'First.' },
  ]);
  expect(rows[1]).toMatchObject({
    queuedMs: expect.any(Number),
    promptMs: expect.any(Number),
    firstTokenMs: expect.any(Number),
    firstVisibleMs: expect.any(Number),
    endMs: expect.any(Number),
    hasTakes: false,
    ratings: [],
  });
  const found = async (query: object) =>
    (await ask('turns.list', { instance: 'main', ...query })).rows.map(({ turn }) => turn);
  expect(await found({ text: 'FERRY' })).toEqual([first.turn]);
  expect(await found({ npc: 'tom' })).toEqual([second.turn]);
  expect(await found({ words: 100 })).toEqual([second.turn]);
  expect(await found({ status: 'failed' })).toEqual([]);
  expect(await found({ turns: `${first.turn},x` })).toEqual([first.turn]);
  const page = await ask('turns.list', { instance: 'main', limit: 1 });
  expect(await found({ before: page.cursor })).toEqual([first.turn]);
  expect((await ask('turns.list', { instance: 'other' })).rows).toEqual([]);
  await expect(ask('turns.list', { instance: '../x' })).rejects.toMatchObject({ status: 400 });
});

test('takes are told side by side; a rating and a preference are kept with what was judged', async () => {
  await using game = await startGame({ model: scripted('First.', 'Second.') });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const { ask, text } = await consoleOf(game);
  const first = await ash.talk({ npc: 'mara', text: 'Well?' });
  const again = designer.nextTurn();
  await designer.request('turn.regenerate', { turn: first.turn });
  const second = await again;

  const takes = await ask('turn.takes', { instance: 'main', turn: second.turn });
  await ask('turn.rate', { instance: 'main', turn: first.turn, author: 'Bea', value: -1, reason: 'Flat.' });
  await ask('turn.rate', {
    instance: 'main',
    turn: second.turn,
    rejected: first.turn,
    author: 'Bea',
    value: 1,
    reason: '',
  });

  expect(takes).toMatchObject([
    { turn: first.turn, spans: [{ text: 'First.' }], isStanding: false },
    { turn: second.turn, spans: [{ text: 'Second.' }], isStanding: true },
  ]);
  const { rows } = await ask('turns.list', { instance: 'main' });
  expect(rows.map(({ hasTakes, ratings }) => ({ hasTakes, ratings }))).toMatchObject([
    { hasTakes: true, ratings: [{ author: 'Bea', value: 1, rejected: first.turn }] },
    { hasTakes: true, ratings: [{ author: 'Bea', value: -1, reason: 'Flat.' }] },
  ]);
  const kept = (await text('ratings.export', { instance: 'main' })).trim().split('\n');
  expect(JSON.parse(kept[1]!)).toMatchObject({
    body: { spans: [{ text: 'Second.' }], rejected: { spans: [{ text: 'First.' }] } },
  });
  await ask('turn.unrate', { instance: 'main', turn: first.turn, author: 'Bea' });
  expect((await ask('turns.list', { instance: 'main' })).rows[1]!.ratings).toEqual([]);
});

test('a reply that was edited is judged as it reads now', async () => {
  await using game = await startGame({ model: scripted('Flat.') });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const { ask, text } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  await designer.request('turn.edit', { turn, spans: [{ layer: 'speech', text: 'Round.' }] });
  await ask('turn.rate', { instance: 'main', turn, author: 'Bea', value: 1, reason: '' });

  const kept = JSON.parse(await text('ratings.export', { instance: 'main' }));
  expect(kept.body.spans).toMatchObject([{ layer: 'speech', text: 'Round.' }]);
});

test('of a long talk, what stands in the summary is known by who said it and when', async () => {
  await using game = await startGame({ model: scripted('Aye.'), config: { LLM_CONTEXT_TOKENS: 4096 } });
  const ash = await game.join();
  const { ask } = await consoleOf(game);
  await ash.talk({ npc: 'mara', text: 'My name is Ash, and I seek the bell of Ravenmoor.' });
  let view: TurnView;
  let summed: string[] = [];
  for (let count = 0; summed.length === 0 && count < 12; count += 1) {
    const { turn } = await ash.talk({
      npc: 'mara',
      text: `And ${count}? ${'so it goes on and on, '.repeat(30)}`,
    });
    view = await ask('turn.read', { turn });
    summed = piecesOf(view)
      .filter(({ source, section }) => source.startsWith('memory/') && section === 'Background')
      .map(({ source }) => source.slice('memory/'.length));
  }

  expect(summed.map((id) => view.lines[id]?.text)).toContain(
    'My name is Ash, and I seek the bell of Ravenmoor.',
  );
});

test('a browser that is not signed in gets nothing of it', async () => {
  await using game = await startGame({ model: scripted('Aye.'), personas: { mara: persona('Mara') } });

  const answers = await Promise.all(
    ['turns?instance=main', 'turns/x', 'ratings?instance=main', 'server', 'nothing'].map((path) =>
      fetch(`${game.url}/console/api/${path}`),
    ),
  );

  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
});
