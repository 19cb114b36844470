import { useEffect, useState } from 'react';
import type { Persona } from '../../../../schemas/persona.ts';
import { call } from '../api.ts';

/** How long nothing is typed before texts are counted, in milliseconds. */
const PAUSE_MS = 500;
/** Longer texts are far over every limit; they are not sent only to be counted. */
const MAX_CHARACTERS = 20_000;
const MAX_TEXTS = 100;
const MAX_KEPT = 2_000;

const counted = new Map<string, number>();

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** The tokens of each field, as far as they are known; those of what is being typed follow after a pause. */
export function useTokens(
  persona: Persona,
  known: Record<string, number>,
): Record<string, number | undefined> {
  const [, redraw] = useState(0);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const unknown = [...new Set(textsIn(persona))].filter(
        (text) => !counted.has(text) && text.length <= MAX_CHARACTERS,
      );
      if (unknown.length === 0) return;
      if (counted.size > MAX_KEPT) counted.clear();
      for (const texts of batches(unknown)) {
        const answer = await call('personas.count', { texts }).catch(() => undefined);
        if (!answer || isOver) return;
        texts.forEach((text, index) => {
          counted.set(text, answer.tokens[index]!);
        });
      }
      redraw((count) => count + 1);
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [persona]);
  return Object.fromEntries(Object.entries(persona).map(([key, value]) => [key, sumOf(value) ?? known[key]]));
}

const sumOf = (value: unknown): number | undefined => {
  const counts = textsIn(value).map((text) => counted.get(text));
  return counts.some((count) => count === undefined)
    ? undefined
    : counts.reduce((sum, count) => sum! + count!, 0);
};

/** So many at a time as the server counts at once. */
function batches(texts: string[]): string[][] {
  const made: string[][] = [[]];
  let length = 0;
  for (const text of texts) {
    if (made.at(-1)!.length >= MAX_TEXTS || length + text.length > 8 * MAX_CHARACTERS) {
      made.push([]);
      length = 0;
    }
    made.at(-1)!.push(text);
    length += text.length;
  }
  return made;
}
