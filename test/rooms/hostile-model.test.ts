import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { type ModelCall, startModelServer } from '../llm/model-server.ts';
import { gate } from '../scripted.ts';
import { persona } from '../worlds.ts';

const PLAN = 'the ledger is under the floor';
const HIDDEN = ['ledger', '_thinking', 'im_start', 'im_end', '</'];
/** What the built-in model has to say here. */
const OWN_LINE = 'Mind the step.';

/** A server of ours whose language model is served by `script`. */
async function gameWith(script: (call: ModelCall) => unknown, config: Record<string, unknown> = {}) {
  const server = await startModelServer(script);
  const game = await startGame({
    config: { LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'her-32b', ...config },
    personas: {
      mara: persona('Mara', { examples: [{ kind: 'small-talk', say: OWN_LINE }] }),
    },
  });
  const player = await game.join({ name: 'Ash' });
  await player.until(() => player.all('turn.end').length > 0);
  return {
    server,
    game,
    player,
    async [Symbol.asyncDispose]() {
      await game[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const isMute = (spans: { text: string }[]) => spans.every(({ text }) => text.trim() === '');

const BROKEN: [string, (call: ModelCall) => unknown][] = [
  ['never answers', () => {}],
  ['is always busy', (call) => call.refuse(429, 'slow down')],
  ['always fails', (call) => call.refuse(500, 'oops')],
  ['answers with a web page', (call) => call.raw('<html>hello</html>', { 'content-type': 'text/html' })],
  ['cuts the connection at once', (call) => call.cut()],
  ['streams bytes that are no events', (call) => [call.raw('\u0000\u0001}}}{{{\n\n'), call.end()]],
  ['streams broken JSON', (call) => [call.raw('data: {"choices":[{\n\n'), call.end()]],
  ['streams events without choices', (call) => [call.part({}), call.finish()]],
  ['ends without a word', (call) => call.finish()],
  ['plans and never speaks', (call) => [call.text(`<system_thinking>${PLAN}`), call.finish()]],
  [
    'forgets to close the plan',
    (call) => [
      call.text(`<system_thinking>${PLAN} Mara: <role_action>nods</role_action>Come in.`),
      call.finish(),
    ],
  ],
  ['cuts inside a tag', (call) => [call.text(`<system_thinking>${PLAN}</system_thin`), call.cut()]],
  ['stalls in the plan', (call) => call.text(`<system_thinking>${PLAN}`)],
];

test.each(BROKEN)(
  'where the model %s, the NPC speaks all the same and nothing hidden shows',
  async (_how, script) => {
    await using playing = await gameWith(script, { LLM_TIMEOUT_MS: 300 });
    const { player } = playing;

    const end = await player.talk({ npc: 'mara', text: 'Good evening.' });

    expect(end.status).toBe('fallback');
    expect(isMute(end.spans)).toBe(false);
    const bytes = Buffer.concat(player.frames).toString('latin1');
    for (const hidden of HIDDEN) expect(bytes).not.toContain(hidden);
  },
);

const REPLY = `<system_thinking>${PLAN}</system_thinking>Mara: <role_action>nods</role_action>Come in.`;
const MESSY: [string, string, string][] = [
  ['writes as it should', REPLY, 'nods Come in.'],
  ['closes with the wrong tag', `<system_thinking>${PLAN}</think>Mara: Come in.`, 'Come in.'],
  ['thinks natively', `<think>${PLAN}</think>Come in.`, 'Come in.'],
  ['thinks in brackets', `[THINK]${PLAN}[/THINK]Come in.`, 'Come in.'],
  ['thinks in thoughts', `<think>Hm. <think>So</think>${PLAN}</think>Come in.`, 'Come in.'],
  ['drafts before it speaks', `${PLAN}. Draft:\nMara: ${PLAN}\nGood.</think>Mara: Come in.`, 'Come in.'],
  [
    'has an inner voice',
    `<system_thinking>p</system_thinking><inner_voice>${PLAN}</inner_voice>Come in.`,
    'Come in.',
  ],
  ['thinks in a bracket', `${REPLY} [${PLAN}]`, 'nods Come in.'],
  [
    'writes in channels',
    `<|channel|>analysis<|message|>${PLAN}<|end|><|start|>assistant<|channel|>final<|message|>Come in.`,
    'Come in.',
  ],
  ['repeats the template', `<|im_start|>assistant\n${REPLY}<|im_end|>`, 'nods Come in.'],
  ['names itself aloud', `<system_thinking>${PLAN}</system_thinking>"Mara" (softly): Come in.`, 'Come in.'],
  [
    'writes special tokens',
    `<system_thinking>${PLAN}</system_thinking>Come in.<|im_end|><|im_start|>user`,
    'Come in.',
  ],
  [
    'goes on as the player',
    `<system_thinking>${PLAN}</system_thinking>Come in.\nAsh: I come in.`,
    'Come in.',
  ],
];

test.each(MESSY)('a model that %s, a byte at a time, is read as it is meant', async (_how, reply, said) => {
  await using playing = await gameWith((call) => {
    for (const character of reply) call.text(character);
    call.finish();
  });
  const { player } = playing;

  const end = await player.talk({ npc: 'mara', text: 'Good evening.' });

  expect(end.spans.map(({ text }) => text).join(' ')).toBe(said);
  const bytes = Buffer.concat(player.frames).toString('latin1');
  for (const hidden of HIDDEN) expect(bytes).not.toContain(hidden);
});

test('a model that never stops is stopped, and the connection to it closed', async () => {
  await using playing = await gameWith(async (call) => {
    let isOpen = true;
    void call.closed.then(() => {
      isOpen = false;
    });
    call.text(`<system_thinking>${PLAN}</system_thinking>`);
    while (isOpen) {
      call.text('And so on. ');
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const { player, server } = playing;

  const end = await player.talk({ npc: 'mara', text: 'Good evening.' });

  expect(end.status).toBe('complete');
  expect(end.spans[0]!.text.length).toBeLessThan(20_000);
  await server.calls[0]!.closed;
});

test('a model that fails in mid-reply leaves what was said, and the next turn works', async () => {
  const wasHeard = gate();
  await using playing = await gameWith(async (call) => {
    call.text(`<system_thinking>${PLAN}</system_thinking>Come in, and sh`);
    await wasHeard;
    if (call.index === 0) return call.cut();
    call.text('ut the door.');
    call.finish();
  });
  const { player, game } = playing;

  const [first] = await Promise.all([
    player.talk({ npc: 'mara', text: 'Good evening.' }),
    player.next('turn.delta').then(() => wasHeard.open()),
  ]);
  const second = await player.talk({ npc: 'mara', text: 'Good evening again.' });

  expect(first.spans.map(({ text }) => text)).toEqual(['Come in, and sh']);
  expect(first.status).toBe('failed');
  expect(second).toMatchObject({ status: 'complete', spans: [{ text: 'Come in, and shut the door.' }] });
  expect(game.logged.some(({ level }) => level === 'error')).toBe(false);
});

test('a server starts while its model is unreachable; the first turn says so in the log', async () => {
  await using game = await startGame({
    config: { LLM_BASE_URL: 'http://127.0.0.1:9/v1', LLM_MODEL: 'her-32b', LLM_TIMEOUT_MS: 300 },
  });
  const player = await game.join({ name: 'Ash' });

  const end = await player.talk({ npc: 'mara', text: 'Good evening.' });

  expect(end.status).toBe('fallback');
  expect(game.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual(
    expect.arrayContaining([expect.stringMatching(/Mara: fallback/)]),
  );
});
