import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DESIGNER, GAME, type Player, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

const REPLY =
  '<system_thinking>PLANWORD to stall</system_thinking>Mara: <role_action>wipes the bar</role_action>You came back.' +
  '<role_thinking>THOUGHTWORD at last</role_thinking>Sit.';

test('a player hears the speech and sees the action, and no frame holds a byte of the plan or the thought', async () => {
  await using game = await startGame({ model: scripted([...REPLY]) });
  const player = await game.join();

  const turn = await player.talk({ npc: 'mara', text: 'Let me in.' });

  expect(turn).toMatchObject({ npc: 'mara', status: 'complete' });
  expect(turn.spans.map(({ layer, text }) => [layer, text])).toEqual([
    ['role_action', 'wipes the bar'],
    ['speech', 'You came back.'],
    ['speech', 'Sit.'],
  ]);
  const bytes = Buffer.concat(player.frames).toString('latin1');
  expect(bytes).toContain('You came back.');
  for (const hidden of ['PLANWORD', 'THOUGHTWORD', 'system_thinking', 'role_thinking', '<role_action>'])
    expect(bytes).not.toContain(hidden);
});

test('a designer sees all four layers in the order they happened, streamed and whole at the end', async () => {
  await using game = await startGame({ model: scripted([...REPLY]) });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  const turn = await designer.talk({ npc: 'mara', text: 'Let me in.' });

  expect(turn.spans.map((span) => span.layer)).toEqual([
    'system_thinking',
    'role_action',
    'speech',
    'role_thinking',
    'speech',
  ]);
  const streamed = new Map<number, string>();
  for (const { span, text } of designer.all('turn.delta'))
    streamed.set(span, (streamed.get(span) ?? '') + text);
  expect([...streamed]).toEqual(turn.spans.map(({ span, text }) => [span, text]));
});

test('in the sample world the built-in model’s hidden layers reach a designer, and no byte of them a player', async () => {
  await using game = await startGame({ dir: await ravenmoorWithoutInnerVoice() });
  const { cast } = game.server.soliloquy;
  const player = await game.join({ name: 'Ash' });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  for (const npc of cast.ids) {
    await player.request('move', { location: player.state.npcs.get(npc)?.location });
    const { turn } = await player.talk({ npc, text: 'What are you keeping from me?' });
    await designer.until(() => designer.all('turn.end').some((end) => end.turn === turn));
  }

  const hidden = designer
    .all('turn.end')
    .flatMap(({ spans }) => spans)
    .filter(({ layer }) => layer === 'system_thinking' || layer === 'role_thinking')
    .map(({ text }) => text);
  expect(hidden.length).toBeGreaterThanOrEqual(2 * cast.ids.length);
  const bytes = Buffer.concat(player.frames).toString('utf8');
  for (const text of hidden) expect(bytes).not.toContain(text.slice(0, 24));
  for (const id of cast.ids)
    for (const { text } of cast.member(id)!.persona.secrets) expect(bytes).not.toContain(text.slice(0, 40));
});

test('the inner voice reaches players only where the world sets it', async () => {
  await using game = await startGame({ model: scripted(REPLY), world: { innerVoice: true } });
  const player = await game.join();

  const turn = await player.talk({ npc: 'mara', text: 'Let me in.' });

  expect(turn.spans.map((span) => span.layer)).toEqual(['role_action', 'speech', 'role_thinking', 'speech']);
  expect(Buffer.concat(player.frames).toString('latin1')).not.toContain('PLANWORD');
});

test('a whisper and its reply reach its two ends, the game and designers, and nobody else', async () => {
  await using game = await startGame({ model: scripted('Hush now.') });
  const [ash, birch] = [await game.join({ name: 'Ash' }), await game.join({ name: 'Birch' })];
  const host = await game.join({ name: 'Host' }, GAME);
  const hostTurn = host.nextTurn('mara');

  const turn = await ash.talk({ npc: 'mara', text: 'SECRETWORD', whisper: true });
  await hostTurn;
  await birch.talk({ npc: 'tom', text: 'Hello.' });

  expect(turn.spans).toHaveLength(1);
  expect(ash.all('turn.start').find((start) => start.turn === turn.turn)).toMatchObject({ whisper: true });
  expect(ash.state.npcs.get('mara')?.addressing).toBe('');
  const bytes = Buffer.concat(birch.frames).toString('latin1');
  expect(bytes).not.toContain('SECRETWORD');
  expect(birch.all('turn.start').map((start) => start.turn)).not.toContain(turn.turn);
  expect(host.all('heard').map((heard) => heard.text)).toContain('SECRETWORD');
});

test('those elsewhere hear nothing, and one who walks in gets the turn from its start', async () => {
  const rest = gate();
  await using game = await startGame({
    model: scripted(['<system_thinking>p</system_thinking>Listen well, ', 'it began ', rest, 'long ago.']),
  });
  const near = await game.join({ name: 'Ash', location: 'tavern' });
  const far = await game.join({ name: 'Birch', location: 'loft' });
  const begun = near.next('turn.delta', (delta) => delta.text.includes('Listen'));
  near.send('say', { npc: 'mara', text: 'Tell me.' });
  await begun;

  expect(far.all('turn.start')).toEqual([]);
  const whole = far.nextTurn('mara');
  const entered = far.next('turn.start');
  far.send('move', { location: 'tavern' });
  await entered;
  rest.open();
  const end = await whole;

  const heard = far
    .all('turn.delta')
    .filter((delta) => delta.turn === end.turn)
    .map((delta) => delta.text)
    .join('');
  expect(heard).toBe('Listen well, it began long ago.');
});

test('state hides goal, thoughts and model from players and shows them to designers', async () => {
  await using game = await startGame({ model: scripted('<role_thinking>He lies</role_thinking>Fine.') });
  const player = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  await player.talk({ npc: 'mara', text: 'I have paid.' });
  await designer.until(() => designer.state.npcs.get('mara')?.thoughts === 'He lies');

  expect(designer.state.npcs.get('mara')).toMatchObject({
    goal: 'Mara wants the test to pass.',
    personaVersion: 1,
    model: 'scripted',
  });
  expect(player.state.npcs.get('mara')?.thoughts).toBeUndefined();
  expect(player.state.npcs.get('mara')?.goal).toBeUndefined();
  expect(Buffer.concat(player.frames).toString('latin1')).not.toContain('He lies');
});

test('a client that asks for sentences gets each one whole', async () => {
  await using game = await startGame({
    model: scripted([...'First things first. Then the rest! And', ...' more.']),
  });
  const player = await game.join({ sentences: true });

  await player.talk({ npc: 'mara', text: 'Speak.' });

  const said = player.all('turn.sentence').map((sentence) => sentence.text.trim());
  expect(said.slice(-3)).toEqual(['First things first.', 'Then the rest!', 'And more.']);
});

test('a scripted line comes in sentences, too', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern', sentences: true });
  const end = player.next('turn.end', ({ spans }) => spans.length === 2);

  await host.request('npc.say', {
    npc: 'mara',
    text: 'The bridge is out. Go back! At once.',
    action: 'waves',
  });

  const { turn } = await end;
  const said = player.all('turn.sentence').filter((sentence) => sentence.turn === turn);
  expect(said.map(({ text }) => text.trim())).toEqual(['The bridge is out.', 'Go back!', 'At once.']);
});

test('what a client named its words by comes back to that client alone', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>p</system_thinking>One, ', rest, 'two.'], 'Three.');
  await using game = await startGame({ model });
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'tavern' }),
    await game.join({ name: 'Birch', location: 'tavern' }),
  ];
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const say = (player: Player, ref: string) => player.request('say', { npc: 'mara', text: 'Well?', ref });
  const begun = ash.next('turn.delta', ({ text }) => text.includes('One'));
  await say(ash, 'ref-ash-1');
  await begun;
  await say(birch, 'ref-birch');
  await say(ash, 'ref-ash-2');
  const end = designer.next('turn.end', (each) => speechOf(each) === 'Three.');
  rest.open();
  const { turn } = await end;
  await ash.until(() => ash.all('turn.end').some((each) => each.turn === turn));
  await birch.until(() => birch.all('turn.end').some((each) => each.turn === turn));

  const refOf = (player: Player) => player.all('turn.start').find((start) => start.turn === turn)?.ref;
  expect([refOf(ash), refOf(birch), refOf(designer)]).toEqual(['ref-ash-2', 'ref-birch', undefined]);
  expect(Buffer.concat(birch.frames).toString('latin1')).not.toContain('ref-ash');
  expect(Buffer.concat(designer.frames).toString('latin1')).not.toMatch(/ref-(ash|birch)/);
});

async function ravenmoorWithoutInnerVoice(): Promise<string> {
  const dir = path.join(await mkdtemp(path.join(os.tmpdir(), 'soliloquy-')), 'ravenmoor');
  await cp('worlds/ravenmoor', dir, { recursive: true });
  onTestFinished(() => rm(path.dirname(dir), { recursive: true, force: true }));
  const file = path.join(dir, 'world.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace('innerVoice: true', 'innerVoice: false'));
  return dir;
}
