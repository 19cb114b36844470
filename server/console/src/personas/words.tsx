import { diffWordsWithSpace } from 'diff';
import { PARTS } from './part-names.ts';

/** How long two texts are compared, in milliseconds; beyond that they are shown whole. */
const COMPARE_MS = 300;

/** Marks that turn the direction of what follows, or that nobody sees. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A text whose marks that nobody sees can be seen. */
export const visible = (text: string): string =>
  text.replaceAll(UNSEEN, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);

/** What changed from one text to another, word by word. */
export function Words({ from, to }: { from: string; to: string }) {
  const parts = diffWordsWithSpace(from, to, { timeout: COMPARE_MS }) ?? [
    { value: from, removed: true, added: false },
    { value: to, removed: false, added: true },
  ];
  return (
    <p className="words-changed" dir="auto">
      {parts.map(({ value, removed, added }, index) => {
        const text = visible(value);
        if (removed) return <del key={index}>{text}</del>;
        if (added) return <ins key={index}>{text}</ins>;
        return <span key={index}>{text}</span>;
      })}
    </p>
  );
}

/** Any value of a persona as text that one can read and compare. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const isPlain = value.every((entry) => typeof entry !== 'object');
    return value
      .map((entry) => (isPlain ? `– ${asText(entry)}` : asText(entry)))
      .join(isPlain ? '\n' : '\n\n');
  }
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, inner]) => {
      const text = asText(inner);
      return `${PARTS[key] ?? key}:${text.includes('\n') ? '\n' : ' '}${text}`;
    })
    .join('\n');
}
