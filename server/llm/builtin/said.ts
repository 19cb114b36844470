import type { Scene } from '../../../schemas/scene.ts';
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

/** Reads the talk so far: everybody's sentences count, so that an NPC does not parrot another one either. */
export function saidIn(scene: Scene): Said {
  const known = new Set<string>();
  let own = ' ';
  const note = (text: string): void => {
    for (const sentence of sentences(text)) known.add(sameness(sentence));
  };
  for (const line of scene.lines) {
    for (const span of line.spans) {
      note(span.text);
      if (line.from === `npc:${scene.npc}`) own += `${sameness(span.text)} `;
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
