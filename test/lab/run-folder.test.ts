import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BEFORE_A_RUN, Run, type RunSettings } from '../../server/lab/calls/run.ts';
import { folder } from './shell.ts';

const SETTINGS: RunSettings = { command: 'acting', actor: 'a', seed: 1 };

test('a folder that holds something else is refused, and nothing in it is written over', async () => {
  const dir = await folder();
  await writeFile(path.join(dir, 'records.jsonl'), 'mine');

  await expect(Run.open(dir, SETTINGS)).rejects.toThrow(/holds something already \(records\.jsonl\).*--out/);

  expect(await readFile(path.join(dir, 'records.jsonl'), 'utf8')).toBe('mine');
  await rm(path.join(dir, 'records.jsonl'));
  await (await Run.open(dir, SETTINGS)).close();
});

test('what the console puts into a folder before it starts a run is in no run’s way', async () => {
  const dir = await folder();
  await mkdir(path.join(dir, 'world'));
  for (const name of BEFORE_A_RUN) if (name !== 'world') await writeFile(path.join(dir, name), '');

  await (await Run.open(dir, SETTINGS)).close();
});

test('rows are written one by one as they are made', async () => {
  const dir = await folder();
  const run = await Run.open(dir, SETTINGS);
  const sizes: number[] = [];
  function* rows() {
    for (let index = 0; index < 3; index += 1) {
      if (index > 0) sizes.push(statSync(path.join(dir, 'rows.jsonl.part')).size);
      yield { index };
    }
  }

  await run.writeRows('rows.jsonl', rows());

  expect(sizes).toEqual([12, 24]);
  expect(await readFile(path.join(dir, 'rows.jsonl'), 'utf8')).toBe(
    '{"index":0}\n{"index":1}\n{"index":2}\n',
  );
  await run.close();
});

test('what cannot be written in a run’s folder is told with what to do', async () => {
  const dir = await folder();
  const run = await Run.open(dir, SETTINGS);
  await mkdir(path.join(dir, 'report.json.part'));

  await expect(run.writeJson('report.json', {})).rejects.toThrow(
    /report\.json cannot be written: a folder is in its place.*run the same command again/,
  );
  await run.close();
  await rm(path.join(dir, '.lock'));
  await mkdir(path.join(dir, '.lock'));
  await expect(Run.open(dir, SETTINGS)).rejects.toMatchObject({ code: 'bad-config' });
});

test.skipIf(!existsSync('/dev/full'))(
  'an answer that a full disk does not take ends a run with what to do',
  async () => {
    const dir = await folder();
    await (await Run.open(dir, SETTINGS)).close();
    await rm(path.join(dir, 'calls.jsonl'));
    await symlink('/dev/full', path.join(dir, 'calls.jsonl'));

    const run = await Run.open(dir, SETTINGS);

    const answer = {
      key: 'a',
      purpose: 'actor',
      text: 'One.',
      reasoning: '',
      promptTokens: 1,
      completionTokens: 1,
    };

    await expect(run.calls.add(answer)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(
        /calls\.jsonl cannot be written: the disk is full.*run the same command again/,
      ),
    });
    await run.close();
  },
);
