import { asTold } from './first-person.ts';
import { type Move, speaking, think } from './move.ts';
import { givesAway, isGuarded } from './retrieval.ts';
import type { Stage } from './stage.ts';
import { hasPhrase, lowerFirst, sentences, spoken, terms } from './words.ts';

/** Asks how something stands: "Is the cellar door open?" */
const ASKS_STATE =
  /^(?:(?:and|so|but|then|now|well|please|tell me|hey|hello),? )*(?:is|isn't|are|aren't|was|were|has|hasn't|have|does|do|did|will)\b/i;

/** "Do you like eels?" asks about nothing but the NPC. */
const ASKS_OF_ONE = /\b(?:do|did|are|were|have|will) you (?!know|happen|hear|say|think)\p{L}/iu;

const nameOf = (key: string): string => key.replaceAll(/[-_]+/g, ' ');

/**
 * Tells how something stands now, where a public fact speaks of it: facts are known to everybody, so that this touches no
 * secret. Undefined when the words ask for nothing of the kind.
 */
export function aboutState(stage: Stage, words: string): Move | undefined {
  if (!ASKS_STATE.test(words) || ASKS_OF_ONE.test(words)) return undefined;
  const { facts, actions, actionsNotNow = [] } = stage.scene;
  const asked = terms(words);
  for (const [key, text] of Object.entries(facts)) {
    // What the fact may also come to say belongs to what it speaks of: a door that is locked may be asked for as open.
    const turns = [...actions, ...actionsNotNow].map((action) => action.facts[key] ?? '');
    const spokenOf = new Set([text, nameOf(key), ...turns].flatMap(terms));
    const isMeant = asked.some((term) => terms(nameOf(key)).includes(term));
    if (hasPhrase(words, nameOf(key)) || (isMeant && asked.every((term) => spokenOf.has(term))))
      return tellFact(stage, key, text);
  }
  return undefined;
}

/** The fact that the words name and that has not been told in this talk: it holds now, whatever older lore says. */
export function namedFact(stage: Stage, words: string): string[] {
  for (const [key, text] of Object.entries(stage.scene.facts)) {
    const told = sentences(spoken(text));
    if (hasPhrase(words, nameOf(key)) && told.every((each) => stage.said.isNew(each)))
      return told.slice(0, stage.voice.breadth).map((each) => asTold(stage.scene.persona, each));
  }
  return [];
}

/** Says a public fact, in other words where it has been said before. */
export function tellFact(stage: Stage, key: string, text: string): Move | undefined {
  const told = sentences(spoken(text)).map((each) => asTold(stage.scene.persona, each));
  const first = told[0];
  if (first === undefined) return undefined;
  const again = stage.isEnglish ? AGAIN.map((opening) => `${opening}, ${lowerFirst(first)}`) : [];
  const opening = [first, ...again].find((each) => stage.said.isFresh(each));
  const rest = stage.voice.breadth === 2 && opening === first ? told[1] : undefined;
  const move = speaking(`tells the public fact "${nameOf(key)}" as it stands now`, opening, rest);
  return (
    move && {
      ...move,
      ...think(
        stage,
        'I can say how that stands, since everybody can see it',
        'I give away nothing by saying what anyone can see',
        'I tell it as it stands now',
      ),
    }
  );
}

/** Asks for nothing in particular that is going on. */
const ASKS_NEWS =
  /\b(?:news|rumou?rs?|tidings)\b|\bwhat(?:'s| is| has| else is)(?: been)? (?:going on|happening|happened|new|afoot)(?: (?:here|around here|in (?:town|the village)|lately|today))?\s*[?.!]*$/i;

/** The news: a public fact that is new to whom it is told, whole, and that comes near none of the persona's own secrets. */
export function news(stage: Stage, words: string): Move | undefined {
  if (!ASKS_NEWS.test(words)) return undefined;
  const { persona, facts } = stage.scene;
  for (const [key, text] of stage.random.shuffle(Object.entries(facts))) {
    const told = sentences(spoken(text));
    if (
      isGuarded(persona, text) ||
      givesAway(persona, text) ||
      !told.every((each) => stage.said.isFresh(each))
    )
      continue;
    const move = speaking(
      `tells the public fact "${nameOf(key)}"`,
      ...told.map((each) => asTold(persona, each)),
    );
    if (move)
      return {
        ...move,
        ...think(
          stage,
          'I can pass on what everybody knows',
          'I tell what goes round, and keep to that',
          'That much is no secret',
        ),
      };
  }
  return undefined;
}

const AGAIN = [
  'As I say',
  'As things stand',
  'As anyone can see',
  'Last I looked',
  'To say it once more',
  'For the last time',
];
