import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SoakOptions } from '../../../server/lab/soak/command.ts';
import { runSoak } from '../../../server/lab/soak/run-soak.ts';
import { labConfig, labFolder, labShell } from '../lab-run.ts';

const OPTIONS: SoakOptions = { out: 'none', concurrency: 1, npc: [], turns: 1, runs: 1, simulator: 'script' };
const SEED = { id: 'a', ai_name: 'Mara', ai_setting: 'x', user_name: 'Ash' };

test('every mistake in a file of seeds is named with its place', async () => {
  const file = path.join(await labFolder(), 'seeds.json');
  const read = (content: unknown) =>
    writeFile(file, typeof content === 'string' ? content : JSON.stringify(content)).then(() =>
      runSoak(labShell(), [file], OPTIONS, labConfig('none', {})),
    );

  await expect(
    read([SEED, { ...SEED, ai_setting: '' }, { ...SEED, id: 'b', user_name: 'Mara' }]),
  ).rejects.toThrow(
    /seeds\.json:seed 2 ai_setting: .*\n.*seed 3 user_name: expected another name than ai_name/,
  );
  await expect(read([SEED, SEED])).rejects.toThrow(/the id a comes twice/);
  await expect(read('{"id": 1}\n{"id"')).rejects.toThrow(/seeds\.json:2 is no JSON/);
  await expect(read('[{"id"')).rejects.toThrow(/seeds\.json is no JSON/);
  await expect(read('')).rejects.toThrow(/holds no seeds/);
});

test('a seed that stands in two files is refused, naming both', async () => {
  const dir = await labFolder();
  const files = [path.join(dir, 'one.jsonl'), path.join(dir, 'two.jsonl')];
  for (const file of files) await writeFile(file, JSON.stringify(SEED));

  await expect(runSoak(labShell(), files, OPTIONS, labConfig('none', {}))).rejects.toThrow(
    /two\.jsonl: the id a comes twice; it stands in .*one\.jsonl/,
  );
});
