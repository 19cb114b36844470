import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import PQueue from 'p-queue';
import { expect, onTestFinished, test } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { type LabCall, labModel } from '../../server/lab/calls/lab-model.ts';
import { Run, type RunSettings } from '../../server/lab/calls/run.ts';
import { session } from '../../server/lab/calls/session.ts';
import type { Shell } from '../../server/lab/shell.ts';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { gate, scripted } from '../scripted.ts';

const SETTINGS: RunSettings = { command: 'acting', actor: 'a', seed: 1 };
const call = (text: string, more: Partial<LabCall> = {}): LabCall => ({
  purpose: 'actor',
  messages: [{ role: 'user', content: text }],
  temperature: 0,
  maxTokens: 50,
  ...more,
});

async function folder(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-run-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function asked(model: LanguageModel, run: Run, more: { maxTokens?: number; signal?: AbortSignal } = {}) {
  const { signal = new AbortController().signal } = more;
  return labModel(model, run, {
    address: 'here',
    isReal: true,
    queue: new PQueue({ concurrency: 4 }),
    ...more,
    signal,
  });
}

test('what was answered is not asked again by a run that goes on', async () => {
  const dir = await folder();
  const model = scripted('One.', 'Two.', 'Three.');
  const first = await Run.open(dir, SETTINGS);
  const [a, again] = await Promise.all([
    asked(model, first).complete(call('a')),
    asked(model, first).complete(call('a', { sample: 1 })),
  ]);
  await first.close();

  const second = await Run.open(dir, SETTINGS);
  const known = await asked(model, second).complete(call('a'));
  const other = await asked(model, second).complete(call('b'));

  expect([a!.text, again!.text, other.text]).toEqual(['One.', 'Two.', 'Three.']);
  expect(known).toEqual({ ...a, isKnown: true });
  expect([first.isResumed, second.isResumed]).toEqual([false, true]);
  expect(model.requests).toHaveLength(3);
  await second.close();
});

test('one question at the same time is asked once', async () => {
  const run = await Run.open(await folder(), SETTINGS);
  const open = gate();
  const model = scripted([open, 'One.']);
  const lab = asked(model, run);

  const both = Promise.all([lab.complete(call('a')), lab.complete(call('a'))]);
  open.open();

  expect((await both).map(({ text }) => text)).toEqual(['One.', 'One.']);
  expect(model.requests).toHaveLength(1);
  await run.close();
});

test('a line left half-written by a kill is cut off, and asked again', async () => {
  const dir = await folder();
  const first = await Run.open(dir, SETTINGS);
  await asked(scripted('One.'), first).complete(call('a'));
  await first.close();
  const file = path.join(dir, 'calls.jsonl');
  const whole = await readFile(file, 'utf8');
  await appendFile(file, `damaged\n${whole.slice(0, 40)}`);

  const second = await Run.open(dir, SETTINGS);

  expect(second.calls.damaged).toEqual([2]);
  expect(second.calls.size).toBe(1);
  expect(await readFile(file, 'utf8')).toBe(`${whole}damaged\n`);
  await asked(scripted('Two.'), second).complete(call('b'));
  await second.close();
  const third = await Run.open(dir, SETTINGS);
  expect(third.calls.size).toBe(2);
  await third.close();
});

property.prop([fc.array(fc.string(), { maxLength: 8 }), fc.nat()])(
  'wherever the file is cut, the answers before are whole',
  async (texts, cut) => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-run-'));
    const first = await Run.open(dir, SETTINGS);
    for (const [index, text] of texts.entries())
      await first.calls.add({
        key: `k${index}`,
        purpose: 'actor',
        text,
        reasoning: '',
        promptTokens: 1,
        completionTokens: 1,
      });
    await first.close();
    const file = path.join(dir, 'calls.jsonl');
    const bytes = await readFile(file);
    const kept = bytes.subarray(0, bytes.length === 0 ? 0 : cut % (bytes.length + 1));
    await writeFile(file, kept);

    const second = await Run.open(dir, SETTINGS);

    const lines = kept.filter((byte) => byte === 10).length;
    expect(second.calls.size).toBe(lines);
    for (let index = 0; index < lines; index += 1)
      expect(second.calls.find(`k${index}`)?.text).toBe(texts[index]);
    await second.close();
    await rm(dir, { recursive: true });
  },
);

test('a folder of other settings is refused, by what differs', async () => {
  const dir = await folder();
  await (await Run.open(dir, SETTINGS)).close();

  await expect(Run.open(dir, { ...SETTINGS, actor: 'b', turns: 3 })).rejects.toThrow(
    /other settings[\s\S]*--out[\s\S]*actor: "a" there, "b" now\n\s+turns: nothing there, 3 now/,
  );
  await writeFile(path.join(dir, 'run.json'), '{');
  await expect(Run.open(dir, SETTINGS)).rejects.toThrow(/run\.json is no JSON/);
});

test('one process at a time works in a folder', async () => {
  const dir = await folder();
  const run = await Run.open(dir, SETTINGS);

  await expect(Run.open(dir, SETTINGS)).rejects.toThrow(/Another process works in/);
  await run.close();
  await (await Run.open(dir, SETTINGS)).close();
});

test('a run stops asking when its tokens are spent, or it is ended', async () => {
  const run = await Run.open(await folder(), SETTINGS);
  const model = scripted('One two three.');
  const lab = asked(model, run, { maxTokens: 5 });
  await lab.complete(call('a'));

  await expect(lab.complete(call('b'))).rejects.toMatchObject({ code: 'model-budget' });
  expect((await lab.complete(call('a'))).isKnown).toBe(true);
  const ended = asked(model, run, { signal: AbortSignal.abort() });
  await expect(ended.complete(call('c'))).rejects.toMatchObject({ code: 'aborted' });
  expect(model.requests).toHaveLength(1);
  await run.close();
});

test('the prefill that a model took is in the answer', async () => {
  const run = await Run.open(await folder(), SETTINGS);
  const model = scripted([{ kind: 'prefilled' }, 'plan</system_thinking>Hm.']);

  const { text } = await asked(model, run).complete(call('a', { prefill: '<system_thinking>' }));

  expect(text).toBe('<system_thinking>plan</system_thinking>Hm.');
  await run.close();
});

const OPTIONS = { settings: SETTINGS, planned: [], concurrency: 4 };

/** A shell that keeps what is said, and what stands behind the models of a run. */
function shell() {
  const said: string[] = [];
  const lent = { tell: (text: string) => said.push(text), signal: () => new AbortController().signal };
  return { said, lent: lent as unknown as Shell };
}

test('what is under way when a run fails is paid for, and kept', async () => {
  const out = await folder();
  const open = gate();
  const slow: LanguageModel = {
    name: 'slow',
    async *generate({ prompt }) {
      if (prompt.messages[0]!.content === 'fails') throw new SoliloquyError('model-refused', 'No.');
      await open;
      yield { kind: 'text', text: 'Late.' };
    },
  };
  const at = { model: slow, name: 'slow', address: 'here', isReal: true };

  const failed = session(shell().lent, { ...OPTIONS, out }, async ({ ask, each }) => {
    const lab = ask(at);
    const both = () => Promise.all([lab.complete(call('fails')), lab.complete(call('slow'))]);
    await each('work', [1], both).finally(() => open.open());
  });

  await expect(failed).rejects.toThrow(/No\.[\s\S]*Run the same command again/);
  const again = await Run.open(out, SETTINGS);
  expect(again.calls.size).toBe(1);
  await again.close();
});

test('the tokens of a run are those of all its models, and of the tries before', async () => {
  const out = await folder();
  const named = (name: string) => ({
    model: { ...scripted('One two.'), name },
    name,
    address: name,
    isReal: true,
  });
  const spend = (texts: string[]) =>
    session(shell().lent, { ...OPTIONS, out, maxTokens: 12 }, async ({ ask }) => {
      const [actor, judge] = [ask(named('actor')), ask(named('judge'))];
      for (const text of texts) await (text.startsWith('j') ? judge : actor).complete(call(text));
    });

  await spend(['a']);
  await expect(spend(['j1', 'j2'])).rejects.toMatchObject({ code: 'model-budget' });
});

test('an answer without a word is kept as one, with what it cost, and is not asked for again', async () => {
  const dir = await folder();
  const model = scripted([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'usage', promptTokens: 10, completionTokens: 50 },
    new SoliloquyError('model-empty', 'It said nothing.'),
  ]);
  const first = await Run.open(dir, SETTINGS);
  const answer = await asked(model, first).complete(call('a'));
  await first.close();

  const second = await Run.open(dir, SETTINGS);
  const again = await asked(model, second).complete(call('a'));
  await second.close();

  expect(answer).toEqual({
    text: '',
    reasoning: 'Hm.',
    promptTokens: 10,
    completionTokens: 50,
    isKnown: false,
  });
  expect(again).toEqual({ ...answer, isKnown: true });
  expect(model.requests).toHaveLength(1);
});

test('a failure says at which item it came; that a run is over says none', async () => {
  const fail = async (code: 'model-refused' | 'model-budget') =>
    session(shell().lent, { ...OPTIONS, out: await folder() }, async ({ each }) => {
      const work = async (item: string) => {
        if (item === 'second') throw new SoliloquyError(code, 'No.');
      };
      await each('work', ['first', 'second'], work, (item) => item);
    });

  await expect(fail('model-refused')).rejects.toThrow(/^work, second: No\./);
  await expect(fail('model-budget')).rejects.toThrow(/^No\./);
});
