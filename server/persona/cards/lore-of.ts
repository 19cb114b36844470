import type { Character } from '../../../schemas/card.ts';
import type { Book, BookEntry } from './card-schema.ts';
import { cardText, fit } from './card-text.ts';
import { slugOf, slugWith } from './names.ts';
import type { Report } from './report.ts';

/** A world with more is hard to look after, and each is a file. */
const MAX_ENTRIES = 300;
const MAX_KEYS = 40;

/** A card's character book as lore that this character knows. */
export function loreOf(
  { entries, token_budget }: Book,
  { slug, char }: { slug: string; char: string },
  report: Report,
): Character['lore'] {
  const priorityOf = priorities(entries);
  const used = new Set<string>();
  const lore: Character['lore'] = [];
  let [off, empty, beyond] = [0, 0, 0];
  for (const [index, entry] of entries.entries()) {
    if (!entry.enabled) off += 1;
    else if (lore.length === MAX_ENTRIES) beyond += 1;
    else {
      const title = titleOf(entry, char, index);
      const field = `character_book: ${title}`;
      const { text, done } = cardText(entry.content, { char, isSpoken: false });
      const fitting = fit(text, 2500);
      if (fitting.text === '') {
        empty += 1;
        continue;
      }
      for (const note of done) report.changed(field, 'lore', note);
      if (fitting.rest) report.changed(field, 'lore', 'cut at a sentence: an entry has 2500 characters');
      const keys = keysOf(entry, { title, char, field }, report);
      if (entry.constant)
        report.changed(
          field,
          'when',
          `always recalled by ${char}, as long as there is room for it; its keys are left out`,
        );
      const id = slugWith(slug, slugOf(title) ?? `entry-${index + 1}`, used);
      used.add(id);
      const when = entry.constant ? {} : entry.extensions;
      lore.push({
        id,
        entry: {
          title,
          keys,
          ...(when && { when }),
          text: fitting.text,
          knownBy: [slug],
          priority: priorityOf(entry),
        },
      });
    }
  }
  if (lore.length > 0)
    report.took('character_book', 'lore', `${count(lore.length)}, known by this character alone`);
  if (lore.length > 0 && token_budget !== undefined)
    report.left(
      'character_book: token_budget',
      `${token_budget} tokens; how much lore a prompt has room for is said once for the world, as lore.tokens in world.yaml`,
    );
  if (off > 0) report.left('character_book', `${count(off)} switched off in the card`);
  if (empty > 0) report.left('character_book', `${count(empty)} without a text`);
  if (beyond > 0) report.left('character_book', `${count(beyond)} beyond the first ${MAX_ENTRIES}`);
  return lore;
}

function titleOf({ name, comment, keys }: BookEntry, char: string, index: number): string {
  const words = [name, comment, ...keys]
    .map((text) => cardText(text, { char, isSpoken: false }).text.replaceAll('\n', ' '))
    .find(Boolean);
  return fit(words ?? `Entry ${index + 1}`, 120).text;
}

function keysOf(
  entry: BookEntry,
  { title, char, field }: { title: string; char: string; field: string },
  report: Report,
): string[] {
  // Without keys it is recalled whenever its condition holds, and that is always.
  if (entry.constant || (entry.extensions && entry.keys.length === 0)) return [];
  const plain = entry.keys.filter((key) => !entry.use_regex && !/^\/.+\/[a-z]*$/s.test(key.trim()));
  if (plain.length < entry.keys.length)
    report.left(field, 'keys that are patterns (regular expressions); give it words instead');
  if (entry.selective && entry.secondary_keys.some((key) => key.trim() !== ''))
    report.left(field, 'its secondary keys: it is recalled by any of its keys alone');
  const words = plain
    .map((key) => fit(cardText(key, { char, isSpoken: false }).text.replaceAll('\n', ' '), 60).text)
    .filter((key) => /[\p{L}\p{N}]/u.test(key));
  const keys = [...new Map(words.map((key) => [key.toLowerCase(), key])).values()];
  if (keys.length > MAX_KEYS) report.left(field, `keys beyond the first ${MAX_KEYS}`);
  if (keys.length > 0) return keys.slice(0, MAX_KEYS);
  report.changed(field, 'keys', 'it had no usable key, so its title is one');
  return [fit(title, 60).text];
}

/** From 0 to 100: as they are where they fit, else spread over that range. */
function priorities(entries: readonly BookEntry[]): (entry: BookEntry) => number {
  const rankOf = ({ priority, insertion_order }: BookEntry) => priority ?? insertion_order ?? 50;
  const ranks = entries.map(rankOf);
  const [least, most] = [Math.min(...ranks), Math.max(...ranks)];
  if (least >= 0 && most <= 100) return (entry) => Math.round(rankOf(entry));
  if (least === most) return () => 50;
  return (entry) => Math.round(((rankOf(entry) - least) / (most - least)) * 100);
}

const count = (amount: number) => (amount === 1 ? '1 entry' : `${amount} entries`);
