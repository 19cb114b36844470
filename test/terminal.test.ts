import net from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DESIGNER, startGame } from './game.ts';
import { gate, scripted } from './scripted.ts';
import { OnTerminal } from './terminal.ts';

const root = path.join(import.meta.dirname, '..');
const PLAN = '<system_thinking>p</system_thinking>';

const chat = (url: string, ...args: string[]) =>
  new OnTerminal(
    [process.execPath, 'node_modules/tsx/dist/cli.mjs', 'server/main.ts', 'chat', '--url', url, ...args],
    root,
  );

test('what one types while an NPC speaks stays whole, beneath what she says', async () => {
  const more = gate();
  await using game = await startGame({
    model: scripted([
      `${PLAN}`,
      'I came down the river as a girl, ',
      more,
      'and I never went back up it again.',
    ]),
  });
  await using talk = chat(game.url, '--npc', 'mara', '--location', 'tavern');
  await talk.until(/^>$/m);

  talk.type('Where are you from?\r');
  await talk.until(/Mara: I came down the river as a girl,\n>$/);
  talk.type('And the fer');
  await talk.until(/And the fer$/);
  more.open();
  await talk.until(/again\.\n> And the fer$/);

  expect(talk.screen).toMatch(/^\S.* · /m);
  expect(talk.screen.split('\n').slice(-4)).toEqual([
    '> Where are you from?',
    'Mara: I came down the river as a girl, and I never went back up it',
    'again.',
    '> And the fer',
  ]);
  talk.type('ry?\r');
  await talk.until(/> And the ferry\?\nMara: I came/);
});

test('what an NPC has the game do is shown, and succeeds', async () => {
  await using game = await startGame({
    model: scripted(
      `${PLAN}Mind your head.<game_action name="open-door">{}</game_action>`,
      `${PLAN}It is open.`,
    ),
    world: {
      actions: { 'open-door': { description: 'Opens the door.', facts: { door: 'The door stands open.' } } },
    },
  });
  await using talk = chat(game.url, '--npc', 'mara', '--location', 'tavern');
  await talk.until(/^>$/m);

  talk.type('Open up.\r');
  await talk.until(/! Mara: open-door/);

  const player = await game.join({ name: 'Birch' });
  await player.until(() => player.state.facts.get('door') === 'The door stands open.');
});

test('the one who leaves while an NPC speaks is let go at once', async () => {
  await using game = await startGame({ model: scripted([`${PLAN}Well, `, gate()]) });
  await using talk = chat(game.url, '--npc', 'mara', '--location', 'tavern');
  await talk.until(/^>$/m);
  talk.type('Hello.\r');
  await talk.until(/Mara: Well,/);

  talk.type('\x03');

  expect(await talk.ended).toBe(0);
});

test('a slip in a command, or words that are refused, are said in a sentence and end nothing', async () => {
  await using game = await startGame({ model: scripted(`${PLAN}Good day to you.`) });
  await using talk = chat(game.url, '--npc', 'mara', '--location', 'tavern');
  await talk.until(/^>$/m);

  talk.type('/to nobody\r');
  await talk.until(/There is no NPC "nobody"\. There are: /);
  talk.type('/dance\r');
  await talk.until(/There is no command \/dance; \/help lists them\./);
  talk.type(`${'x'.repeat(2001)}\r`);
  await talk.until(/text: expected at most 2000 characters/);
  talk.type('/go nowhere\r');
  await talk.until(/There is no location "nowhere"/);
  talk.type('(waves)\r');
  await talk.until(/> \(waves\)\nMara: Good day to you\./);
  expect(talk.screen).not.toMatch(/bad-message|✖|\n\s+at /);
});

test('a designer who goes somewhere is told where that is, and answered there and from elsewhere', async () => {
  const model = scripted(`${PLAN}Good day to you.`);
  await using game = await startGame({ model });
  await using talk = chat(game.url, '--as', 'designer', '--token', DESIGNER);
  await talk.until(/everywhere · /);
  await talk.until(/^>$/m);

  talk.type('/go yard\r');
  await talk.until(/> \/go yard\n\nTestworld +The Yard · .*\nHere: Una\. /);
  talk.type('/where\r');
  await talk.until(/> \/where\n\nTestworld +The Yard · /);
  talk.type('/to mara\r');
  talk.type('Who is there?\r');
  await talk.until(/Mara: .*Good day to you\./);

  const sent = model.requests.at(-1)!.prompt.messages.map(({ content }) => content);
  expect(sent.join('\n')).toContain('Who is there?');
});

test('a connection that is lost is said so and taken up again; a server that stops ends the talk in a sentence', async () => {
  await using game = await startGame({ model: scripted(`${PLAN}Good day to you.`) });
  await using relay = await cuttable(Number(new URL(game.url).port));
  await using talk = chat(relay.url, '--npc', 'mara', '--location', 'tavern');
  await talk.until(/^>$/m);

  relay.cut();
  await talk.until(/The connection is lost; trying to get back …\n(.*\n)*Back again\./);
  talk.type('Hello.\r');
  await talk.until(/Good day to you\./);
  expect(talk.screen).not.toContain('Colyseus');

  await game.stop();
  expect(await talk.ended).toBe(1);
  await talk.until(/The server was stopped\.$/);
});

/** A way to the server that can be cut and taken again. */
async function cuttable(port: number) {
  const sockets = new Set<net.Socket>();
  const relay = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(relay.address() as net.AddressInfo).port}`,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      relay.close();
    },
  };
}
