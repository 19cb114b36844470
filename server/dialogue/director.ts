/** An NPC as far as choosing who answers goes. */
export type Candidate = { id: string; name: string };

/** What is known besides the words themselves: whom the speaker last addressed, and who spoke last there. */
export type Before = { lastAddressed?: string | undefined; lastSpeaker?: string | undefined };

/** Who answers, in that order. `isOpen`: nothing says who, so that the first one present was taken. */
export type Answering = { first: Candidate | undefined; others: Candidate[]; isOpen: boolean };

/**
 * Who answers words that were said to no NPC in particular: those named in the text, in that order, else one of whose name
 * or title a word stands there, else the one whom the speaker last addressed, else the one who spoke last, else the first
 * present. Nobody where nobody is there.
 */
export function chooseAnswering(
  text: string,
  present: readonly Candidate[],
  { lastAddressed, lastSpeaker }: Before,
): Answering {
  const [named, ...others] = namedIn(text, present);
  if (named) return { first: named, others, isOpen: false };
  const spoken = tokens(text);
  const known =
    present.find(({ name }) => tokens(name).some((part) => part.length > 3 && spoken.includes(part))) ??
    present.find(({ id }) => id === lastAddressed) ??
    present.find(({ id }) => id === lastSpeaker);
  return { first: known ?? present[0], others: [], isOpen: !known && present.length > 1 };
}

/** Whom a text names, by their whole name or a part of it that is no title, in the order in which it does. */
export function namedIn(text: string, candidates: readonly Candidate[]): Candidate[] {
  const spoken = tokens(text);
  const first = ({ id, name }: Candidate): number => {
    const places = spoken.flatMap((_, start) =>
      [tokens(name), ...partsOf(name).map((part) => [part]), [id]].some(
        (parts) => parts.length > 0 && parts.every((part, offset) => spoken[start + offset] === part),
      )
        ? [start]
        : [],
    );
    return places[0] ?? -1;
  };
  return candidates
    .map((candidate) => ({ candidate, at: first(candidate) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ candidate }) => candidate);
}

/** Whom a text calls: "Tom, tell her." and "Was it you, old Tom?", but not "Tom went home." */
export function calledIn(text: string, candidates: readonly Candidate[]): Candidate | undefined {
  const clauses = text.split(/[,.!?…;:—–"“”\n]+/u).map((clause) => tokens(clause).join(' '));
  const callsOf = ({ name }: Candidate): string[] => {
    const all = tokens(name);
    const titles = all.filter((part) => TITLES.has(part));
    return [
      all.join(' '),
      ...partsOf(name).flatMap((part) => [part, ...titles.map((each) => `${each} ${part}`)]),
    ];
  };
  const calls = candidates.map((candidate) => ({ candidate, names: new Set(callsOf(candidate)) }));
  for (const clause of clauses) {
    const called = clause !== '' && calls.find(({ names }) => names.has(clause));
    if (called) return called.candidate;
  }
  return undefined;
}

/** Whether somebody takes leave with these words. English alone; other talks end by their number of turns. */
export const isFarewell = (text: string): boolean =>
  /\b(?:good ?-?(?:bye|night)|farewell|see you (?:later|around|tomorrow|soon)|i(?:'d| had)? (?:must|should|have to|better) (?:go|be off|be going|get back)|back to (?:work|my|the))\b/i.test(
    text.replaceAll('’', "'"),
  );

const tokens = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const partsOf = (name: string): string[] =>
  tokens(name).filter((part) => part.length > 2 && !TITLES.has(part));

/** Words of names by which more than one person may be meant. */
const TITLES: ReadonlySet<string> = new Set(
  (
    'old young little big the captain sergeant father mother brother sister lord lady sir dame doctor master mistress ' +
    'miss mrs saint aunt uncle widow king queen prince princess miller'
  ).split(' '),
);
