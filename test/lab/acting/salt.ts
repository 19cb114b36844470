import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A case of CoSER's, of two lines. */
export const scene = (i_c: number) => ({
  book: 'The Salt Ledger',
  i_p: 1,
  i_c,
  scenario: `Lamp room, past midnight, night ${i_c}.`,
  key_characters: [
    { name: 'Orla', motivation: 'Learn who took the page.' },
    { name: 'Tamsin', motivation: 'Hide it.' },
  ],
  dialogues: [
    { character: 'Tamsin', message: 'You are up late, Keeper.' },
    { character: 'Orla', message: 'Ghosts sign the ledger, too.' },
  ],
  speaking_characters_w_env: ['Tamsin', 'Orla', 'Environment'],
  major_characters: ['Orla', 'Tamsin'],
  plot: { summary: 'A boat passed unlit.', key_characters: [] },
  character_profiles: { Orla: 'Keeper of the light.', Tamsin: 'A young pilot.' },
});

export async function circumstances(dir: string, count: number): Promise<string> {
  const file = path.join(dir, 'cases.json');
  await writeFile(file, JSON.stringify(Array.from({ length: count }, (_, index) => scene(index))));
  return file;
}
