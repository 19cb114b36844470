import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, type Player } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { promptOf } from '../scripted.ts';

/** What is said in Ravenmoor, by what is answered there. */
const SAYS: [RegExp, string][] = [
  [/my brother/, '<role_thinking>HIDDEN: so that is why he asks.</role_thinking>I never heard that.'],
  [/burn this place/, '<role_action>steps back</role_action>Not in my house.'],
  [/open the cellar/i, 'So look. <game_action name="open-cellar-door">{}</game_action>'],
  [/^It is quiet, and/, 'Nine times it rang, Mara.'],
  [/Nine times it rang/, 'Eat your pie, Tam.'],
];

/** Everybody in Ravenmoor, by their scripts; keeps what was asked. */
function village() {
  const asked: GenerateRequest[] = [];
  const model: LanguageModel = {
    name: 'village',
    async *generate(request) {
      asked.push(request);
      const spoken = request
        .scene!.lines.at(-1)!
        .spans.map(({ text }) => text)
        .join(' ');
      const says = SAYS.find(([words]) => words.test(spoken))?.[1] ?? 'Aye.';
      yield { kind: 'text', text: `<system_thinking>PLANNED.</system_thinking>${says}` };
    },
  };
  /** The last prompt of one of them: the system prompt, and all of it. */
  const promptTo = (npc: string) => {
    const request = asked.findLast(({ scene }) => scene!.npc === npc)!;
    return { system: request.prompt.messages[0]!.content, whole: promptOf(request) };
  };
  return { model, promptTo };
}

test('an evening in Ravenmoor: a secret, a restart, a threat, a game loaded, talk of the bell, and the cellar door', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { model, promptTo } = village();
  let now = Date.UTC(2026, 0, 5);
  const players: Player[] = [];
  const open = async () => {
    const game = await startTalkGame({
      dir: 'worlds/ravenmoor',
      dataDir,
      model,
      now: () => now,
      random: () => 0,
    });
    const join = async (name: string) => {
      const player = await game.join({ name, player: name, location: 'tavern' });
      players.push(player);
      return player;
    };
    const host = await game.join({ name: 'Host' }, GAME);
    const [ash, birch] = [await join('Ash'), await join('Birch')];
    await game.quiet();
    return { game, host, ash, birch };
  };
  const before = await open();

  await before.ash.talk({ npc: 'mara', text: 'Corven Ashe was my brother.', whisper: true });
  await before.birch.talk({ npc: 'tam', text: 'What does he whisper there?' });
  expect(promptTo('tam').whole).not.toContain('my brother');
  await before.game.stop();

  await using game = await open().then((opened) => Object.assign(opened.game, opened));
  const { host, ash, birch } = game;
  await ash.talk({ npc: 'mara', text: 'You know who I am.' });
  expect(promptTo('mara').whole).toContain('Corven Ashe was my brother.');
  await birch.talk({ npc: 'tam', text: 'And you?' });
  expect(promptTo('tam').whole).not.toContain('my brother');

  await birch.talk({ npc: 'mara', text: 'Where is he? I will burn this place down!' });
  await game.instance.background.onIdle();
  await ash.until(() => ash.state.npcs.get('mara')?.mood === 'afraid');
  await ash.talk({ npc: 'mara', text: 'Easy now.' });
  const wary = /Mara Venn hardly knows Birch.* wary of Birch/;
  expect(promptTo('mara').whole).toMatch(wary);

  await host.request('game.save', { slot: 'evening' });
  await ash.talk({ npc: 'mara', text: 'The password is heron.' });
  await host.request('npc.patch', { npc: 'mara', mood: 'merry' });
  await host.request('game.load', { slot: 'evening' });
  await ash.until(() => ash.state.npcs.get('mara')?.mood === 'afraid');
  await ash.talk({ npc: 'mara', text: 'What is the password?' });
  const loaded = promptTo('mara').whole;
  expect(loaded).toMatch(wary);
  expect(loaded).toContain('my brother');
  expect(loaded).not.toContain('heron.');

  const pass = async (seconds: number) => {
    now += seconds * 1000;
    game.instance.tick();
    await game.quiet();
  };
  const talked = async () => (await game.said()).filter((line) => /^npc:\w+ > npc:/.test(line));
  await pass(46);
  await pass(10);
  const talk = [
    'npc:tam > npc:mara: PLANNED. Nine times it rang, Mara.',
    'npc:mara > npc:tam: PLANNED. Eat your pie, Tam.',
  ];
  expect(await talked()).toEqual(talk);
  expect(promptTo('tam').whole).not.toContain('my brother');
  await birch.talk({ npc: 'isolde', text: 'Hush, you two.' });
  await pass(10);
  expect(await talked()).toEqual(talk);

  const called = host.next('action.call');
  await ash.talk({ npc: 'mara', text: 'Then open the cellar for me.' });
  expect(promptTo('mara').system).toContain('- open-cellar-door:');
  expect(promptTo('mara').system).not.toContain('- close-cellar-door:');
  await host.request('action.result', { call: (await called).call, ok: true });
  await birch.until(() => birch.state.facts.get('cellar-door')?.endsWith('stands open.') ?? false);
  await birch.talk({ npc: 'mara', text: 'What is down there?' });
  expect(promptTo('mara').system).toContain('- close-cellar-door:');
  expect(promptTo('mara').system).not.toContain('- open-cellar-door:');
  expect(promptTo('mara').whole).toContain('Mara Venn did "open-cellar-door"');

  const framesOf = (name: string) =>
    Buffer.concat(
      players.filter((_, index) => (index % 2 === 0) === (name === 'Ash')).flatMap(({ frames }) => frames),
    ).toString();
  expect(framesOf('Ash')).not.toMatch(/PLANNED|game_action|cellar-door">/);
  expect(framesOf('Birch')).not.toMatch(/PLANNED|game_action|HIDDEN|my brother/);
});
