import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EnhanceReport } from '../../../server/lab/enhance/report.ts';
import { folder, lab } from '../shell.ts';

const turn = (character: string, message: string) => ({ character, message });
const plot = (...dialogues: object[]) => ({
  conversation: [{ scenario: '', topic: '', key_characters: [], i_c: 0, dialogues }],
});

test('turns that came in are those of the source: exported, joined to another, empty or rejected', async () => {
  const dir = await folder();
  const [file, out] = [path.join(dir, 'book.json'), path.join(dir, 'run')];
  await writeFile(
    file,
    JSON.stringify({
      plots: [
        plot(
          turn('Ann', 'One.'),
          turn('Ann', 'Two.'),
          turn('Bo', 'Three.'),
          turn('Environment', ''),
          turn('Bo', 'Four.'),
        ),
        plot(turn('Environment', 'It rains.'), turn('Environment', 'It stops.')),
      ],
    }),
  );

  await lab(['enhance', file, '--out', out]);

  const { counts }: EnhanceReport = JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
  expect(counts.turns).toEqual({ found: 7, accepted: 2, merged: 2, empty: 1, rejected: 2 });
});

test('a run is not begun in the folder of its input, which it would write over', async () => {
  const out = await folder();
  const file = path.join(out, 'records.jsonl');
  await writeFile(file, 'mine');

  await expect(lab(['enhance', file, '--out', out])).rejects.toThrow(
    /holds something already \(records\.jsonl\)/,
  );

  expect(await readFile(file, 'utf8')).toBe('mine');
});
