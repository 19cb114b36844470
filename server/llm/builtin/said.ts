import type { Line } from '../../../schemas/record.ts';
import { sameness, sentences } from './words.ts';

/** What has been said, thought and done in this talk, so that nothing comes twice. */
export type Said = {
  /** Whether no sentence of this text has come before. */
  isFresh(text: string): boolean;
  /** Whether this wording, a phrase or a part of one, has not been used by the NPC. */
  isNew(wording: string): boolean;
  /** Takes note of what is about to be said. */
  add(text: string): void;
};

/** Reads a talk: everybody's sentences count, so that the NPC, `self`, does not parrot another one either. */
export function saidIn(talk: readonly Line[], self: string): Said {
  const known = new Set<string>();
  let own = ' ';
  const note = (text: string): void => {
    for (const sentence of sentences(text)) known.add(sameness(sentence));
  };
  for (const line of talk) {
    for (const span of line.spans) {
      note(span.text);
      if (line.from === self) own += `${sameness(span.text)} `;
    }
  }
  return {
    isFresh: (text) => {
      const parts = sentences(text)
        .map(sameness)
        .filter((part) => part !== '');
      return parts.every((part, index) => !known.has(part) && parts.indexOf(part) === index);
    },
    isNew: (wording) => !own.includes(sameness(wording)),
    add: (text) => {
      note(text);
      own += `${sameness(text)} `;
    },
  };
}
