import type { Layer, Span } from '../../schemas/layers.ts';
import type { Checked } from '../../server/lab/checks/check.ts';
import type { Random } from '../../server/llm/builtin/random.ts';
import { checkedOf, rawOf } from './clean-samples.ts';

/** Plants one flaw in a clean reply; null where this reply has no place for it. */
export type Plant = (clean: Checked, random: Random) => Checked | null;

export const some = <T>(random: Random, list: readonly T[]): T => random.pick(list)!;
export const numbered = (spans: readonly Omit<Span, 'span'>[]): Span[] =>
  spans.map(({ layer, text }, span) => ({ span, layer, text }));
export const withSpans = (clean: Checked, spans: readonly Omit<Span, 'span'>[]): Checked =>
  checkedOf(clean, numbered(spans));
export const withRaw = (clean: Checked, raw: string): Checked => ({
  ...clean,
  reply: { ...clean.reply, raw },
});
export const rawText = ({ reply, name }: Checked): string => reply.raw ?? rawOf(reply.spans, name);
export const textsOf = ({ reply }: Checked, layer: Layer): string[] =>
  reply.spans.filter((span) => span.layer === layer).map(({ text }) => text);
export const wordCount = (text: string): number => text.split(/\s+/).length;

/** Changes the text of one span of a layer, chosen at random. */
export function changed(
  clean: Checked,
  random: Random,
  layer: Layer,
  change: (text: string) => string,
): Checked | null {
  const at = random.pick(clean.reply.spans.flatMap((span, index) => (span.layer === layer ? [index] : [])));
  if (at === undefined) return null;
  return withSpans(
    clean,
    clean.reply.spans.map((span, index) => (index === at ? { ...span, text: change(span.text) } : span)),
  );
}

/** Puts a sentence before, behind or between those of a text. */
export function inserted(text: string, sentence: string, random: Random): string {
  const sentences = text.split(/(?<=[.!?…])\s+/u);
  sentences.splice(Math.floor(random.next() * (sentences.length + 1)), 0, sentence);
  return sentences.join(' ');
}

export const inSpeech =
  (sentence: (random: Random) => string): Plant =>
  (clean, random) =>
    changed(clean, random, 'speech', (text) => inserted(text, sentence(random), random));

export const isEnglish = ({ language }: Checked): boolean => language === undefined || language === 'English';
