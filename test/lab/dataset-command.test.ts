import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Output } from '../../server/lab/data/output.ts';
import { soliloquy } from '../command-line.ts';
import { freshFile } from '../store/records.ts';
import { exported, imported, record, replies, says, spans } from './played.ts';

test('nothing is exported where there is nothing, and what stands in the way is named', async () => {
  const file = freshFile();
  const { store } = await record(file, [says(1, 'Hello.'), replies(2, spans(['speech', 'Hm.']))]);
  const { out } = await exported(file);

  await expect(exported(file, { out })).rejects.toThrow(/holds something already.*--out/);
  await expect(exported(file, { worlds: ['elsewhere'] })).rejects.toThrow(
    /Recorded as world\/instance: testworld\/main/,
  );
  await expect(exported(`${file}-none`)).rejects.toThrow(/There is no store at .*--data-dir/);
  await writeFile(`${file}-other`, 'not a database, but long enough to be read as one'.repeat(100));
  await expect(exported(`${file}-other`)).rejects.toMatchObject({ code: 'bad-store' });
  await expect(exported(file, { out: path.join(out, 'README.md', 'below') })).rejects.toThrow(
    /cannot be written to .*a part of its path is a file/,
  );
  await store.close();
});

test('an export that was ended has no folder, and the next one begins anew', async () => {
  const file = freshFile();
  const { store } = await record(file, [says(1, 'Hello.'), replies(2, spans(['speech', 'Hm.']))]);
  const out = path.join(path.dirname(file), 'out');

  await expect(exported(file, { out, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  });
  await expect(imported(path.join(out, 'her_full/train.jsonl'))).rejects.toThrow(/cannot be read/);
  const { rows } = await exported(file, { out });
  expect(await rows('her_full')).toHaveLength(1);

  const other = new Output(`${out}-3`, ['jsonl']);
  await expect(exported(file, { out: `${out}-3` })).rejects.toThrow(/Another process is writing an export/);
  other.close();
  await exported(file, { out: `${out}-3` });

  await mkdir(`${out}-2.part`);
  await writeFile(path.join(`${out}-2.part`, 'letter.txt'), 'Dear diary');
  await expect(exported(file, { out: `${out}-2` })).rejects.toThrow(/was not begun by one\. Move it away/);
  await store.close();
});

test('the command line exports, says what was left out, and names wrong options', async () => {
  const file = freshFile();
  const folder = path.dirname(file);
  const { consent: _, ...silent } = says(3, 'No.', { location: 'yard' });
  const { store } = await record(path.join(folder, 'soliloquy.db'), [
    says(1, 'Hello.'),
    replies(2, spans(['speech', 'Hm.'])),
    silent,
    replies(4, spans(['speech', 'Hm.']), { location: 'yard' }),
  ]);
  const run = (...more: string[]) =>
    soliloquy(folder, [
      'dataset',
      '--data-dir',
      '.',
      '--out',
      'set',
      '--validation',
      '0',
      '--test',
      '0',
      ...more,
    ]);

  const done = await run('--layout', 'all');
  const again = await run();
  await store.close();

  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toMatch(
    /^1 of 2 conversations, 1 replies to learn: .*set\n1 were left out: players in them have not agreed.*--include-without-consent/,
  );
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('set holds something already') });
  expect(JSON.parse(await readFile(path.join(folder, 'set/dataset.json'), 'utf8'))).toMatchObject({
    counts: { conversations: { found: 2, withoutConsent: 1, exported: 1 } },
    filters: { includesWithoutConsent: false, keepsNames: false },
  });
  const wrong = await run('--validation', '1.5');
  expect(wrong.stderr).toContain('Expected a number from 0 up to 1');
}, 60_000);
