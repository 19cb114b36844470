import { isDeepStrictEqual } from 'node:util';
import { Character } from '../../../schemas/card.ts';
import { withoutMarks } from './card-text.ts';
import type { Report } from './report.ts';

/** A character without the marks of prompts, which nobody writes into a persona by honest means. `field`: where it stood. */
export function honest(character: Character, field: string, report: Report): Character {
  const cleaned = Character.safeParse(mapTexts(character, withoutMarks));
  // A text of nothing but marks would be none, and a persona needs some.
  const result = cleaned.success ? cleaned.data : Character.parse(mapTexts(character, orDash));
  if (!isDeepStrictEqual(result, character))
    report.changed(field, 'persona', 'marks that build prompts were taken out');
  return result;
}

const orDash = (text: string): string => withoutMarks(text).trim() || (text.trim() ? '…' : text);

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, change)]));
}
