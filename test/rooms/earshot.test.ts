import { expect, test } from 'vitest';
import { DESIGNER, GAME, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

test('a new take reaches those who heard the old one, wherever they and the NPC are by now, and nobody else', async () => {
  const model = scripted('First take.', '<role_thinking>MINDWORD</role_thinking>Second take.', 'Another.');
  await using game = await startGame({ model, world: { innerVoice: true } });
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'tavern' }),
    await game.join({ name: 'Birch', location: 'loft' }),
  ];
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const first = await ash.talk({ npc: 'mara', text: 'Speak.' });
  await ash.request('move', { location: 'yard' });
  await designer.request('npc.patch', { npc: 'mara', location: 'loft' });
  const end = ash.nextTurn('mara');

  await designer.request('turn.regenerate', { turn: first.turn });

  expect((await end).spans.map(({ text }) => text)).toEqual(['Second take.']);
  await birch.talk({ npc: 'mara', text: 'And me?' });
  expect(birch.all('turn.end').map(speechOf)).not.toContain('Second take.');
  expect(birch.all('turn.start')).toHaveLength(1);
  expect(Buffer.concat(ash.frames).toString('latin1')).not.toContain('MINDWORD');
});

const PLAN = '<system_thinking>p</system_thinking>';
const THINKING = '<role_thinking>MINDWORD</role_thinking>';

test('of a whispered reply a thought reaches nobody who is elsewhere: not as it comes, not at the end, not later', async () => {
  const [rest, more] = [gate(), gate()];
  await using game = await startGame({
    model: scripted([`${PLAN}Hush. `, rest, THINKING, 'Listen. ', more, 'Go.']),
    world: { innerVoice: true },
  });
  const player = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' });
  const begun = player.next('turn.delta', ({ text }) => text.includes('Hush'));
  player.send('say', { npc: 'mara', text: 'In your ear.', whisper: true });
  await begun;
  await player.request('move', { location: 'loft' });
  const end = player.nextTurn('mara');
  rest.open();
  await player.next('turn.delta', ({ text }) => text.includes('Listen'));
  const second = await game.join({ name: 'Ash', player: 'ash', location: 'loft' });
  more.open();

  expect(thoughtsOf(await end)).toEqual([]);
  const frames = Buffer.concat([...player.frames, ...second.frames]).toString('latin1');
  expect(frames).not.toContain('MINDWORD');
  expect(speechOf(await end)).toBe('Hush. Listen. Go.');
});

const thoughtsOf = ({ spans }: { spans: { layer: string }[] }) =>
  spans.filter(({ layer }) => layer === 'role_thinking');

test('one who walks out keeps in its history what it heard, and whoever heard any of a turn perceives its line', async () => {
  const [rest, more] = [gate(), gate()];
  await using game = await startGame({ model: scripted([`${PLAN}It began `, rest, 'long ', more, 'ago.']) });
  const ash = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' });
  const birch = await game.join({ name: 'Birch', player: 'birch', location: 'tavern' });
  const cass = await game.join({ name: 'Cass', player: 'cass', location: 'loft' });
  const host = await game.join({ name: 'Host' }, GAME);
  const begun = ash.next('turn.delta', ({ text }) => text.includes('It began'));
  ash.send('say', { npc: 'mara', text: 'Tell me.' });
  await begun;
  await ash.request('move', { location: 'loft' });
  // In and out again, between two words.
  await cass.request('move', { location: 'tavern' });
  await cass.request('move', { location: 'loft' });
  await host.request('npc.patch', { npc: 'tom', location: 'yard' });
  const end = host.nextTurn('mara');
  rest.open();
  more.open();
  await end;

  for (const player of ['ash', 'birch', 'cass']) {
    const again = await game.join({ name: 'Again', player, location: 'yard' });
    expect(again.all('history')[0]!.lines.map(speechOf)).toContain('It began long ago.');
  }
  const [instance] = game.server.soliloquy.instances;
  expect(instance!.npc('tom').history.lines.map(speechOf)).toContain('It began long ago.');
  const stranger = await game.join({ name: 'Dan', player: 'dan', location: 'yard' });
  expect(stranger.all('history')[0]!.lines).toEqual([]);
  expect(birch.all('turn.end').map(speechOf)).toContain('It began long ago.');
});

test('an NPC that is moved while it speaks is heard where it is: those it left hear no more', async () => {
  const rest = gate();
  await using game = await startGame({ model: scripted([`${PLAN}It began `, rest, 'long ago.']) });
  const near = await game.join({ name: 'Ash', location: 'tavern' });
  const far = await game.join({ name: 'Birch', location: 'loft' });
  const host = await game.join({ name: 'Host' }, GAME);
  const begun = near.next('turn.delta', ({ text }) => text.includes('It began'));
  near.send('say', { npc: 'mara', text: 'Tell me.' });
  await begun;
  const [left, whole, entered] = [
    near.nextTurn('mara'),
    far.nextTurn('mara'),
    far.next('turn.delta', ({ text }) => text.includes('It began')),
  ];

  await host.request('npc.patch', { npc: 'mara', location: 'loft' });
  await entered;
  rest.open();

  expect(await left).toMatchObject({ status: 'interrupted', spans: [{ text: 'It began' }] });
  expect(await whole).toMatchObject({ status: 'complete', spans: [{ text: 'It began long ago.' }] });
  const heard = far.all('turn.delta').map(({ text }) => text);
  expect(heard.join('')).toBe('It began long ago.');
  expect(near.all('turn.delta').map(({ text }) => text)).not.toContain('long ago.');
});
