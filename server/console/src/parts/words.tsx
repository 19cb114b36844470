import './words.css';
import { diffWordsWithSpace } from 'diff';

/** How long two texts are compared, in milliseconds; beyond that they are shown whole. */
const COMPARE_MS = 300;

/** Marks that turn the direction of what follows, or that nobody sees. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A text whose marks that nobody sees can be seen. */
export const visible = (text: string): string =>
  text.replaceAll(UNSEEN, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);

type Part = { value: string; added: boolean; removed: boolean };

/** What differs from one text to another, word by word; where that would take too long, all of it. */
export const wordsBetween = (from: string, to: string): Part[] =>
  diffWordsWithSpace(from, to, { timeout: COMPARE_MS }) ?? [
    { value: from, removed: true, added: false },
    { value: to, removed: false, added: true },
  ];

type Props = {
  from: string;
  to: string;
  /** One of the two alone, with its own words marked; absent: both in one. */
  side?: 'from' | 'to';
};

/** What changed from one text to another, word by word. */
export function Words({ from, to, side }: Props) {
  const parts = wordsBetween(from, to).filter(
    ({ added, removed }) => (side !== 'from' || !added) && (side !== 'to' || !removed),
  );
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
