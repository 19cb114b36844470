import { expect, test } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { DESIGNER, GAME, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

const PLAN = '<system_thinking>p</system_thinking>';

test('words that come before anything was visible join the turn under way', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>hm', rest], 'Both at once, then.');
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const start = player.next('turn.start', (message) => message.npc === 'mara');
  player.send('say', { npc: 'mara', text: 'One.' });
  await start;
  const end = player.nextTurn('mara');

  player.send('say', { npc: 'mara', text: 'And two.' });

  const turn = await end;
  expect(speechOf(turn)).toBe('Both at once, then.');
  expect(turn.turn).toBe((await start).turn);
  const sent = model.requests.at(-1)!.prompt.messages.at(-1)!.content;
  expect(sent).toMatch(/Ash: One\.[\s\S]*Ash: And two\./);
});

test('words that come later wait for their own turn', async () => {
  const rest = gate();
  const model = scripted([`${PLAN}First. `, rest, 'Done.'], 'Second.');
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const visible = player.next('turn.delta', (delta) => delta.text.includes('First'));
  player.send('say', { npc: 'mara', text: 'One.' });
  await visible;
  await player.request('say', { npc: 'mara', text: 'Two.' });
  const before = player.all('turn.end').length;
  rest.open();
  await player.until(() => player.all('turn.end').length === before + 2);

  expect(player.all('turn.end').slice(before).map(speechOf)).toEqual(['First. Done.', 'Second.']);
});

test('a say tells which turn will answer it: the one under way, the next one, or one that is taken back', async () => {
  const [plan, rest] = [gate(), gate()];
  const model = scripted(['<system_thinking>hm', plan], [`${PLAN}First. `, rest, 'Done.']);
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, GAME);
  const say = (text: string) => player.request('say', { npc: 'mara', text }) as Promise<{ turn: string }>;
  const visible = player.next('turn.delta', (delta) => delta.text.includes('First'));

  const asked = [await say('One.'), await say('Two.')];
  plan.open();
  await visible;
  const waiting = [await say('Three.'), await say('Four.')];
  const retracted = player.next('turn.retracted');
  const end = player.nextTurn('mara');
  host.send('npc.despawn', { npc: 'mara' });

  expect(asked.map(({ turn }) => turn)).toEqual([(await end).turn, (await end).turn]);
  expect(waiting.map(({ turn }) => turn)).toEqual([(await retracted).turn, (await retracted).turn]);
});

test('an interrupted reply keeps what its addressee had shown, and the NPC knows it was cut', async () => {
  const rest = gate();
  const model = scripted(
    [`${PLAN}<role_action>leans in</role_action>The treasure lies under the`, rest],
    'As I was saying.',
  );
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const other = await game.join({ name: 'Birch', location: 'tavern' });
  const visible = player.next('turn.delta', (delta) => delta.layer === 'speech');
  player.send('say', { npc: 'mara', text: 'Where?' });
  await visible;
  const end = player.nextTurn('mara');
  const otherEnd = other.nextTurn('mara');

  player.send('interrupt', { npc: 'mara', shown: { span: 2, chars: 12 } });

  expect(await end).toMatchObject({
    status: 'interrupted',
    spans: [
      { span: 1, layer: 'role_action', text: 'leans in' },
      { span: 2, layer: 'speech', text: 'The treasure' },
    ],
  });
  expect((await otherEnd).spans).toHaveLength(2);
  await player.talk({ npc: 'mara', text: 'Go on.' });
  const history = model.requests
    .at(-1)!
    .prompt.messages.map((message) => message.content)
    .join('\n');
  expect(history).toContain('The treasure …');
  expect(history).not.toContain('lies under');
});

test('when the model fails before anything was visible the stand-in answers; when it fails later, what was said stands', async () => {
  const failure = new SoliloquyError('model-unreachable', 'No answer.');
  await using game = await startGame({
    model: scripted(
      [failure],
      [`${PLAN}Half a sen`, failure],
      '<system_thinking>only a plan</system_thinking>',
    ),
    standIn: { ...scripted('I stand in.'), name: 'stand-in' },
  });
  const player = await game.join({ location: 'tavern' });

  const first = await player.talk({ npc: 'mara', text: 'One.' });
  const second = await player.talk({ npc: 'mara', text: 'Two.' });
  const third = await player.talk({ npc: 'mara', text: 'Three.' });

  expect([first.status, speechOf(first)]).toEqual(['fallback', 'I stand in.']);
  expect([second.status, speechOf(second)]).toEqual(['failed', 'Half a sen']);
  expect([third.status, speechOf(third)]).toEqual(['fallback', 'I stand in.']);
  expect(game.logged.filter(({ level }) => level === 'warn')[0]?.message).toContain('model-unreachable');
});

test('a plan that outgrows its budget is closed by force, and the reply goes on from it, heard as it is spoken', async () => {
  const plan = `<system_thinking>${'ponder the matter at length '.repeat(200)}`;
  const rest = gate();
  const model = scripted([...(plan.match(/.{1,40}/gs) ?? [])], ['To the ', rest, 'point.']);
  await using game = await startGame({ model, config: { PLAN: 'short' } });
  const player = await game.join({ location: 'tavern' });
  const heard = player.next('turn.delta', ({ text }) => text.includes('To the'));

  const reply = player.talk({ npc: 'mara', text: 'Well?' });
  await heard;
  rest.open();

  expect(speechOf(await reply)).toBe('To the point.');
  const { prompt } = model.requests.at(-1)!;
  expect(prompt.prefill).toMatch(/^<system_thinking>ponder[\s\S]+<\/system_thinking>$/);
  expect(prompt.prefill.length).toBeLessThan(1500);
});

test('regenerating replaces a turn, editing and deleting change what the NPC remembers', async () => {
  const model = scripted('First take.', 'Second take.', 'I see.');
  await using game = await startGame({ model });
  const designer = await game.join({ name: 'Dee', location: 'tavern' }, DESIGNER);
  const first = await designer.talk({ npc: 'mara', text: 'Speak.' });

  const retracted = designer.next('turn.retracted');
  const second = designer.nextTurn('mara');
  await designer.request('turn.regenerate', { turn: first.turn });
  expect(speechOf(await second)).toBe('Second take.');
  expect((await retracted).turn).toBe(first.turn);
  const regenerated = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(regenerated).not.toContain('First take');

  await designer.request('turn.edit', {
    turn: (await second).turn,
    spans: [{ layer: 'speech', text: 'Edited take.' }],
  });
  await designer.talk({ npc: 'mara', text: 'And now?' });
  const edited = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(edited).toContain('Edited take.');
  expect(edited).not.toMatch(/First take|Second take/);

  await designer.request('turn.delete', { turn: (await second).turn });
  await designer.talk({ npc: 'mara', text: 'Once more.' });
  expect(
    model.requests
      .at(-1)!
      .prompt.messages.map(({ content }) => content)
      .join('\n'),
  ).not.toContain('Edited take');
});

test('a scripted line is said exactly and remembered like any other', async () => {
  const model = scripted('Indeed.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  const line = player.nextTurn('tom');

  await host.request('npc.say', { npc: 'tom', text: 'The bridge is out.', action: 'points east' });

  expect((await line).spans.map((span) => span.text)).toEqual(['points east', 'The bridge is out.']);
  await player.talk({ npc: 'mara', text: 'Is that so?' });
  expect(model.requests.at(-1)!.prompt.messages.at(-1)!.content).toContain('The bridge is out.');
});

test('while paused no model call goes out, and the queue is answered afterwards', async () => {
  const model = scripted('Back again.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  await host.request('pause', { paused: true });
  await player.request('say', { npc: 'mara', text: 'Hello?' });
  await host.request('pause', { paused: true });
  expect(model.requests).toHaveLength(0);
  expect(player.state.npcs.get('mara')?.activity).toBe('paused');

  const turn = player.nextTurn('mara');
  await host.request('pause', { paused: false });

  expect(speechOf(await turn)).toBe('Back again.');
});

test('events and world changes reach the prompts of those who perceive them', async () => {
  const model = scripted('I heard.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  await host.request('event', { text: 'A bell tolls.', location: 'tavern' });
  await host.request('event', { text: 'A cart breaks.', location: 'yard' });
  await host.request('world.patch', {
    weather: 'hail',
    time: 'Day 9, 03:00',
    facts: { king: 'The king is dead.' },
  });

  await player.talk({ npc: 'mara', text: 'Well?' });

  const sent = model.requests
    .at(-1)!
    .prompt.messages.map(({ content }) => content)
    .join('\n');
  expect(sent).toMatch(/A bell tolls[\s\S]*hail/);
  expect(sent).toContain('Day 9, 03:00');
  expect(sent).toContain('The king is dead.');
  expect(sent).not.toContain('A cart breaks');
  await player.until(() => player.state.facts.get('king') !== undefined);
  expect(player.state.weather).toBe('hail');
});

test('an event with a prompt has the witnesses react', async () => {
  await using game = await startGame({ model: scripted('What was that?') });
  const host = await game.join({ name: 'Host' }, GAME);
  const turn = host.nextTurn('una');

  await host.request('event', { text: 'The loft burns.', location: 'yard', prompt: true });

  expect(speechOf(await turn)).toBe('What was that?');
});

test('NPCs can be spawned, patched and despawned while the game runs', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.despawn', { npc: 'tom' });
  await expect(host.request('npc.patch', { npc: 'tom', mood: 'sad' })).rejects.toMatchObject({
    reason: { code: 'unknown-npc' },
  });
  await host.request('npc.spawn', { persona: 'tom', location: 'loft' });
  await expect(host.request('npc.spawn', { persona: 'tom' })).rejects.toMatchObject({
    reason: { code: 'already-here' },
  });
  await host.request('npc.patch', { npc: 'tom', mood: 'giddy' });
  await host.until(() => host.state.npcs.get('tom')?.mood === 'giddy');

  expect(host.state.npcs.get('tom')).toMatchObject({ location: 'loft', activity: 'idle' });
});

test('two players and three NPCs in one place: each reply goes to who asked, and all hear all', async () => {
  await using game = await startGame({ model: scripted('To each their own.') });
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'tavern' }),
    await game.join({ name: 'Birch', location: 'tavern' }),
  ];
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.patch', { npc: 'una', location: 'tavern' });
  const ends = ['mara', 'tom', 'una'].flatMap((npc) => [ash.nextTurn(npc), birch.nextTurn(npc)]);
  const starts = ash.all('turn.start').length;

  ash.send('say', { npc: 'mara', text: 'One' });
  birch.send('say', { npc: 'tom', text: 'Two' });
  ash.send('say', { npc: 'una', text: 'Three' });
  await Promise.all(ends);

  const begun = ash.all('turn.start').slice(starts);
  expect(new Map(begun.map((start) => [start.npc, start.to]))).toEqual(
    new Map([
      ['mara', `player:${ash.id}`],
      ['tom', `player:${birch.id}`],
      ['una', `player:${ash.id}`],
    ]),
  );
});
