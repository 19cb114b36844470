import { isQuestion, nameGiven, tellsOfOneself } from './memory.ts';
import { type Occasion, occasionsIn, PATTERNS } from './patterns.ts';
import { sentences, terms, tokens } from './words.ts';

/** What someone wants with their words. `focus` is the sentence that says so. */
export type Intent = {
  kind: Occasion | 'question' | 'telling' | 'naming' | 'statement' | 'foreign' | 'silence';
  focus: string;
};

const ASKING: ReadonlySet<Occasion> = new Set(['recall', 'recall-name', 'more']);

/** What may be asked for without a wish to know anything. */
const MATTERS: ReadonlySet<Occasion> = new Set(['bargain', 'need', 'joke', 'love']);

/** "I want to know more of the flood." */
const ASKS_TO_KNOW =
  /\b(?:i|we)(?:'d| would| just| only| really)* (?:want|like|love|wish|need|came) to (?:know|hear|learn|ask|understand|find out)\b/i;

/** Works out what words want: what is asked for wins over what is told, and that over courtesies. `topics`: whether words name a known topic. */
export function intentOf(text: string, isTopic: (words: string) => boolean): Intent {
  const parts = sentences(text);
  if (!/[\p{L}\p{N}]/u.test(text)) return { kind: 'silence', focus: text };
  if (isForeign(text) && !isTopic(text)) return { kind: 'foreign', focus: text };
  const kinds = new Map(parts.map((part) => [part, occasionsIn(part)]));
  const despair = parts.find((part) => kinds.get(part)!.includes('despair'));
  if (despair) return { kind: 'despair', focus: despair };
  for (const part of parts.toReversed()) {
    const asked = kinds.get(part)!.find((kind) => ASKING.has(kind));
    if (asked && !(asked === 'recall' && isMereRemember(part))) return { kind: asked, focus: part };
  }
  for (const kind of ['threat', 'insult'] as const) {
    const part = parts.find(
      (each) =>
        kinds.get(each)!.includes(kind) && !(isQuestion(each) && isTopic(each)) && !isOfOneself(each, kind),
    );
    if (part) return { kind, focus: part };
  }
  const question = parts
    .toReversed()
    .find((part) => (isQuestion(part) || ASKS_TO_KNOW.test(part)) && !isCourtesy(part));
  if (question) {
    const kind = kinds.get(question)!.find((each) => MATTERS.has(each));
    return { kind: kind && !isTopic(question) ? kind : 'question', focus: question };
  }
  for (const kind of ['grief', 'confession', 'love'] as const) {
    const part = parts.find((each) => kinds.get(each)!.includes(kind));
    if (part) return { kind, focus: part };
  }
  const bare = parts.find(
    (part) =>
      tokens(part).length <= 5 && isTopic(part) && kinds.get(part)!.length === 0 && !tellsOfOneself(part),
  );
  if (bare) return { kind: 'question', focus: bare };
  const name = parts.find((part) => nameGiven(part) !== '');
  const telling = parts.find(
    (part) => tellsOfOneself(part) && part !== name && kinds.get(part)!.length === 0,
  );
  if (telling) return { kind: 'telling', focus: telling };
  if (name) return { kind: 'naming', focus: name };
  for (const [kind] of PATTERNS) {
    const part = parts.find((each) => kinds.get(each)!.includes(kind));
    if (part && !ASKING.has(kind)) return { kind, focus: part };
  }
  return {
    kind: 'statement',
    focus: parts.reduce((a, b) => (terms(b).length > terms(a).length ? b : a), ''),
  };
}

/** "Do you remember the flood?" asks about the flood, not about what was told. */
const isMereRemember = (part: string): boolean =>
  /\byou (?:still )?(?:remember|recall)\b/i.test(part) && !/\b(?:i|me|my|i'm|we|our)\b/i.test(part);

/** "I was a fool" insults nobody else. */
const isOfOneself = (part: string, kind: Intent['kind']): boolean =>
  kind === 'insult' && /\bi(?:'m| am| was| feel)\b/i.test(part) && !/\byou/i.test(part);

/** "How do you do?" is no question. */
const isCourtesy = (part: string): boolean => /^(?:how do you do|is anybody (?:here|there))\W*$/i.test(part);

const isForeign = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && latin * 2 < letters;
};
