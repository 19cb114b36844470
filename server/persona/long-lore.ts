import path from 'node:path';
import type { Content } from './content.ts';
import { displayPath } from './yaml-file.ts';

/** Warnings about lore that is longer than all that one prompt may tell of, a sentence for each entry. */
export const longLore = (
  { dir, lore, world }: Pick<Content, 'dir' | 'lore' | 'world'>,
  countTokens: (text: string) => number,
): string[] =>
  [...lore.values()].flatMap(({ id, text }) => {
    const most = world.lore.tokens;
    // No token is less than a byte, and counting takes its time.
    if (Buffer.byteLength(text) <= most) return [];
    const tokens = countTokens(text);
    if (tokens <= most) return [];
    const file = displayPath(path.join(dir, 'lore', `${id}.yaml`));
    return [
      `${file}: its text has ${tokens} tokens, and a prompt tells ${most} of lore in all (lore.tokens in world.yaml); it is told only where it comes first, and cut to that. Shorten it, split it in two, or raise lore.tokens`,
    ];
  });
