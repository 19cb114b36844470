import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { RolloutRow } from '../../schemas/lab/rollouts.ts';
import { LAYOUT_ROWS, LAYOUTS } from '../../schemas/lab/training.ts';
import { filePrompts } from '../../server/lab/rollouts/rollout-prompts.ts';
import { startModelServer } from '../llm/model-server.ts';
import { freshFile } from '../store/records.ts';
import { persona, writeWorld } from '../worlds.ts';
import { firstIn, verdictText } from './judging.ts';
import { writeScenes } from './lab-run.ts';
import { exported, record, replies, says, spans } from './played.ts';
import { answer, playing, policyFile, reportIn, rowsIn, sentIn, servedBy } from './policy.ts';
import { folder, lab } from './shell.ts';

test('reasoning that quotes the end of a plan is no part of a reply', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => {
    if (sentIn(call)[0]!.content.startsWith('You judge')) return playing(call);
    const reasoning_content = 'It ends with </system_thinking>, SPILT.';
    call.part({ choices: [{ index: 0, delta: { reasoning_content } }] });
    answer(call, `Good evening, ${call.body.seed}.`);
  });
  const out = path.join(dir, 'run');

  await lab(['rollouts', await policyFile(dir), '--out', out, '--samples', '2', ...servedBy(server.baseUrl)]);

  const asked = server.calls
    .map((call) => sentIn(call)[0]!.content)
    .filter((text) => text.startsWith('You judge'));
  expect(asked).toHaveLength(8);
  expect(asked.join('\n')).not.toContain('SPILT');
  const [row] = await rowsIn<RolloutRow>(out, 'rollouts.jsonl');
  expect(row!.response.match(/<\/system_thinking>/g)).toHaveLength(1);
});

test('a judge that counts words is told of', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => {
    const { content } = sentIn(call)[0]!;
    if (!content.startsWith('You judge'))
      return answer(call, `Good evening to you, ${call.body.seed}, and to all who came with you.`);
    const better = firstIn(content).includes('evening') ? 'cand_1' : 'cand_2';
    answer(call, verdictText(better, { Hook: better, Specificity: 'tie', Subtext: 'tie' }));
  });
  const out = path.join(dir, 'run');

  await lab(['rollouts', await policyFile(dir), '--out', out, ...servedBy(server.baseUrl)]);

  expect((await reportIn(out)).warnings.join('\n')).toContain('Length bias: the longer candidate won 100 %');
});

const NIGHT = {
  title: 'Night',
  location: 'tavern',
  situation: 'It is late.',
  characters: { mara: '' },
  guests: { Ash: 'A traveller.' },
  lines: [
    { who: 'Ash', text: 'Is anybody up?' },
    { who: 'mara', text: 'I am.' },
  ],
};

test('an NPC that is not there is refused, and so are scenes in which nobody answers', async () => {
  const out = path.join(await folder(), 'run');
  const world = await writeWorld();
  await writeScenes(world, { night: NIGHT });

  await expect(lab(['rollouts', '--world', world, '--out', out, '--npc', 'marra'])).rejects.toThrow(
    /--npc: expected one of the persona files.*"marra"/s,
  );
  await expect(lab(['rollouts', '--world', world, '--out', out, '--npc', 'tom'])).rejects.toThrow(
    /scenes no NPC that is asked for answers anything/,
  );
});

test('a world gives its principles to prompts of a file, an NPC its own', async () => {
  const [dir, world] = [await folder(), await writeWorld()];
  await mkdir(path.join(world, 'principles'));
  const pack = (name: string, starter: boolean) => ({
    ...(!starter && { starter }),
    principles: [
      {
        name,
        dimension: 'Worldview Consistency',
        level: 'sentence',
        polarity: 'negative',
        rule: 'Names no coin.',
      },
    ],
  });
  await writeFile(path.join(world, 'principles/world.yaml'), stringify(pack('No Coin Named', false)));
  await writeFile(path.join(world, 'principles/mara.yaml'), stringify(pack('No Guest Named', true)));
  await using server = await startModelServer(playing);
  const args = [
    '--out',
    path.join(dir, 'run'),
    '--samples',
    '2',
    '--world',
    world,
    ...servedBy(server.baseUrl),
  ];

  await lab(['rollouts', await policyFile(dir), ...args]);

  const asked = server.calls
    .map((call) => sentIn(call)[0]!.content)
    .filter((text) => text.startsWith('You judge'));
  for (const text of asked) {
    expect(text).toContain('- No Coin Named [');
    expect(text).toContain('- No Guest Named [');
    expect(text).not.toContain('- Hook [');
  }
});

test.each([
  ['own model and temperature are used', [], 'mara-own', 0.2],
  ['own temperature gives way to --temperature', ['--temperature', '1.3'], 'mara-own', 1.3],
  ['own model gives way to --actor-model', ['--actor-model', 'new'], 'new', 0.2],
])('a persona’s %s', async (_, more, model, temperature) => {
  const out = path.join(await folder(), 'run');
  const own = { model: 'mara-own', temperature: 0.2 };
  const world = await writeWorld({ personas: { mara: persona('Mara', { model: own }) } });
  await writeScenes(world, { night: NIGHT });
  await using server = await startModelServer(playing);
  const args = ['rollouts', '--world', world, '--out', out, '--samples', '2', ...more];

  await lab(args, { LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'policy' });

  expect(server.calls.map(({ body }) => [body.model, body.temperature])).toEqual([
    [model, temperature],
    [model, temperature],
  ]);
});

/** The prompts of rows, each by its id, what is answered and the reference. */
async function promptsIn(...rows: object[]) {
  const file = path.join(await folder(), 'p.jsonl');
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const prompts = await filePrompts(file, () => []);
  return prompts.map((prompt) => {
    const { id, reference } = prompt;
    const last = 'messages' in prompt ? prompt.messages.at(-1)!.content : '';
    return [id, last, reference?.map(({ text }) => text).join(' ')];
  });
}

test.each([
  'policy_rl',
  'sft_single_turn',
  ...LAYOUTS.flatMap((layout) => Object.keys(LAYOUT_ROWS[layout]).map((form) => `${layout}/${form}`)),
])('rows of %s are prompts', async (kind) => {
  const file = freshFile();
  const { store, instance } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['speech', 'Nobody.'])),
    replies(3, spans(['speech', 'Me.']), { replaces: 'l2' }),
  ]);
  await store.saveRating({
    instance,
    npc: 'mara',
    turn: 't3',
    rejected: 't2',
    author: 'Kim',
    value: 1,
    reason: '',
    body: {},
    at: 1,
  });
  const { rows } = await exported(file, { layouts: LAYOUTS });
  await store.close();
  const found = await rows<object>(kind);

  const prompts = await promptsIn(...found);

  expect(prompts.length).toBeGreaterThan(0);
  for (const [id, last, reference] of prompts) {
    expect(last).toBe('===Conversation Start===\n\nTraveller A: Who?');
    expect(reference).toBe('Me.');
    // Rows of LLaMA-Factory, of ms-swift and of verl's fine-tuning have nothing but messages.
    expect(id).toMatch(
      /^(?:llama|ms_swift|verl\/sft)/.test(kind) ? /^line-\d+$/ : /^testworld_main\/tavern_1_0_.*\/line-\d+$/,
    );
  }
});

test('prompts know where they come from, wherever the row says it; a missing answer is none', async () => {
  const messages = [
    { role: 'system', content: 'You are Mara from Ravenmoor.' },
    { role: 'user', content: 'Ash: Hm?' },
  ];
  const reply = { role: 'assistant', content: 'Mara: Hm.' };

  expect(
    await promptsIn(
      { prompt: messages, extra_info: { raw_record: { trace_id: 'a' } }, reward_model: { answer: null } },
      { prompt: messages, extra_info: { raw_record: { metadata: { trace_id: 'b' } } } },
      { prompt: messages, extra_info: { trace_id: 'c' }, reward_model: { ground_truth: 'Mara: Hm.' } },
      { prompt: messages, chosen: reply, trace_id: 'd' },
      { messages: [...messages, reply], extra_info: 'odd' },
    ),
  ).toEqual([
    ['a/line-1', 'Ash: Hm?', undefined],
    ['b/line-2', 'Ash: Hm?', undefined],
    ['c/line-3', 'Ash: Hm?', 'Hm.'],
    ['d/line-4', 'Ash: Hm?', 'Hm.'],
    ['line-5', 'Ash: Hm?', 'Hm.'],
  ]);
});
