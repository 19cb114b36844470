import type { ExampleLine } from '../../../schemas/persona.ts';
import { type Occasion, occasionsIn } from './patterns.ts';
import { findExamples } from './retrieval.ts';
import type { Stage } from './stage.ts';
import { punctuated, sentences, spoken, unpunctuated } from './words.ts';

/** What the NPC is about to do: the speech in pieces between which something may happen. */
export type Move = {
  speech: string[];
  action?: string;
  thought?: string;
  /** The name of an action that the game is asked to do, without arguments. */
  call?: string;
  /** What the character does with it, for the plan: "answers from the lore entry …". */
  intent: string;
};

type Kind = ExampleLine['kind'];

/** Kinds whose lines hold only as answers to their cue. */
const BOUND: ReadonlySet<Kind> = new Set(['answer', 'refusal', 'agreement', 'apology', 'thanks', 'surprise']);

/** Kinds that answer an affront, or open and close a talk: never a stray word. */
const OCCASIONAL: ReadonlySet<Kind> = new Set(['threat', 'anger', 'greeting', 'farewell']);

/** Answers with an example line not yet used that matches what was said; undefined when none does. */
export function exampleFor(stage: Stage, words: string, kinds?: readonly Kind[]): Move | undefined {
  const matching = findExamples(stage.scene.persona.examples, words).filter(
    (each) => (kinds ? kinds.includes(each.kind) : !OCCASIONAL.has(each.kind)) && suits(each, words),
  );
  const example = matching.find((each) => isUnused(stage, each));
  return example && useExample(example, 'one written for such words');
}

/** What is answered by words that were written for it, and by no others. */
const WEIGHTY: ReadonlySet<Occasion> = new Set([
  'despair',
  'grief',
  'love',
  'confession',
  'threat',
  'insult',
]);

/** Whether a line that answers something grave is called for by words as grave: "My brother died", not "I have a brother". */
function suits({ cue = '' }: ExampleLine, words: string): boolean {
  const grave = occasionsIn(cue).filter((occasion) => WEIGHTY.has(occasion));
  const said = grave.length > 0 ? occasionsIn(words) : [];
  return grave.every((occasion) => said.includes(occasion));
}

/** Answers with an example line of one of these kinds, the first kind first, whatever it was a reply to. */
export function exampleOf(stage: Stage, kinds: readonly Kind[]): Move | undefined {
  const { examples } = stage.scene.persona;
  for (const kind of kinds) {
    const free = examples.filter(
      (each) => each.kind === kind && isUnused(stage, each) && !(each.cue && BOUND.has(kind)),
    );
    const uncued = free.filter(({ cue }) => !cue);
    const example = stage.random.pick(uncued.length > 0 ? uncued : free);
    if (example) return useExample(example, `one of the ${kind} lines`);
  }
  return undefined;
}

export const isUnused = (stage: Stage, { say }: ExampleLine): boolean => stage.said.isFresh(spoken(say));

export function useExample({ kind, say, action, thought }: ExampleLine, why: string): Move {
  return {
    speech: sentences(spoken(say)).map(punctuated),
    intent: `takes an example line of the kind ${kind}, ${why}`,
    ...(action && { action: unpunctuated(spoken(action)) }),
    ...(thought && { thought: unpunctuated(spoken(thought)) }),
  };
}

/** A move from the first of these pieces that is there; undefined when none is. */
export const speaking = (intent: string, ...speech: (string | undefined)[]): Move | undefined => {
  const pieces = speech
    .filter((piece) => piece !== undefined && piece !== '')
    .map((piece) => punctuated(piece!));
  return pieces.length === 0 ? undefined : { speech: pieces, intent };
};

/** One of these thoughts that has not been thought in this talk. */
export const think = (stage: Stage, ...thoughts: string[]): { thought?: string } => {
  if (!stage.isEnglish) return {};
  const thought = stage.random
    .shuffle(thoughts)
    .find((each) => stage.said.isFresh(each) && !/\s{2}|undefined/.test(each));
  return thought ? { thought } : {};
};
