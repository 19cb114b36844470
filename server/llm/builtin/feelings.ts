import type { ExampleLine } from '../../../schemas/persona.ts';
import { fill } from './filler.ts';
import { tell } from './lore.ts';
import { exampleFor, exampleOf, isUnused, type Move, speaking, think, useExample } from './move.ts';
import { NEEDS, occasionsIn } from './patterns.ts';
import { findLore } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';

export type Feeling = 'despair' | 'grief' | 'love' | 'confession' | 'unnamed' | 'need' | 'want';

const THOUGHTS: Record<Feeling, string[]> = {
  despair: [
    'I must not leave anyone alone with that',
    'I should stay close and say little',
    'I had better take that in earnest',
  ],
  grief: ['I should be gentle now', 'I know something of how that feels', 'I will not talk that away'],
  love: [
    'I had not thought to hear that today',
    'I feel my face go warm, and I keep it still',
    'I should not laugh at that',
  ],
  confession: [
    'I want to hear the rest before I judge',
    'I had better watch what I say to that',
    'I did not expect to be told such a thing',
  ],
  unnamed: ['I had the name wrong, it seems', 'I should ask for the right one'],
  need: ['I can see the want of it', 'I know what that is like', 'I had better see to that first'],
  want: ['I wonder how much it is wanted', 'I know what it is to want something', 'I hear a wish in that'],
};

/** Answers what somebody feels, needs or wants: never told back to them, and nothing to be reminded of later. */
export function feel(stage: Stage, feeling: Feeling, words: string): Move {
  const move = moveFor(stage, feeling, words) ?? fill(stage);
  return { ...think(stage, ...THOUGHTS[feeling]), ...move };
}

function moveFor(stage: Stage, feeling: Feeling, words: string): Move | undefined {
  switch (feeling) {
    case 'despair':
      return withOwnWords(stage, feeling, freeComfort(stage));
    case 'grief':
      return mourning(stage, words) ?? withOwnWords(stage, feeling, freeComfort(stage));
    case 'need':
      return forNeed(stage, words) ?? withOwnWords(stage, feeling);
    case 'want':
      return exampleFor(stage, words) ?? lorePoint(stage, words) ?? withOwnWords(stage, feeling);
    case 'love':
    case 'confession':
      return cuedBy(stage, feeling, words) ?? withOwnWords(stage, feeling);
    case 'unnamed':
      return withOwnWords(stage, feeling);
  }
}

/** A compliment is no declaration. */
const LOVE = /\b(?:love|adore|marry)\b/i;

/** A line that was written for such a feeling. */
function cuedBy(stage: Stage, feeling: Feeling, words: string): Move | undefined {
  const line = stage.scene.persona.examples.find(
    (each) =>
      each.cue &&
      occasionsIn(each.cue).includes(feeling) &&
      LOVE.test(each.cue) === LOVE.test(words) &&
      isUnused(stage, each),
  );
  return line && useExample(line, 'one written for such words');
}

/** In the voice's wording for it, with a line of the persona's own behind it where one is given. */
function withOwnWords(stage: Stage, feeling: Feeling, own?: Move): Move | undefined {
  const said = word(stage, feeling) || (own ? '' : wordAgain(stage, feeling));
  const move = speaking(`answers ${NAMES[feeling]} in its own manner`, said);
  if (!own) return move;
  if (!move) return own;
  return { ...own, speech: [...move.speech, ...own.speech], intent: `${move.intent}, and ${own.intent}` };
}

const NAMES: Record<Feeling, string> = {
  despair: 'the despair it hears',
  grief: 'the grief it hears',
  love: 'the words of love',
  confession: 'the confession',
  unnamed: 'that the name is another one',
  need: 'the need it hears of',
  want: 'the wish',
};

/** A comfort line that was not written as the answer to something else. */
const freeComfort = (stage: Stage): Move | undefined => {
  const line = stage.random.pick(
    stage.scene.persona.examples.filter(
      (each) => each.kind === 'comfort' && !each.cue && isUnused(stage, each),
    ),
  );
  return line && useExample(line, 'one of the comfort lines');
};

const HE = /\b(?:he|him|his)\b/i;
const SHE = /\b(?:she|her|hers)\b/i;
const MEN = /\b(?:father|da|dad|brother|son|husband|uncle|grandfather|he|him)\b/i;
const WOMEN = /\b(?:mother|mum|mam|ma|sister|daughter|wife|aunt|grandmother|she|her)\b/i;

/** A comfort line that was written for a death, and speaks of one like it. */
function mourning(stage: Stage, words: string): Move | undefined {
  const line = stage.scene.persona.examples.find(
    (each) =>
      each.kind === 'comfort' &&
      occasionsIn(each.cue ?? '').includes('grief') &&
      (!HE.test(each.say) || MEN.test(words)) &&
      (!SHE.test(each.say) || WOMEN.test(words)) &&
      isUnused(stage, each),
  );
  return line && !/\bdying\b/i.test(words) ? useExample(line, 'one written for such words') : undefined;
}

const SERVING: readonly ExampleLine['kind'][] = ['comfort', 'bargain', 'answer', 'agreement'];

/** A line that has to do with what is needed: a price, a bed, a bowl. */
function forNeed(stage: Stage, words: string): Move | undefined {
  for (const wares of Object.values(NEEDS)) {
    const meant = new RegExp(`\\b(?:${wares})\\b`, 'iu');
    if (!meant.test(words)) continue;
    const fits = ({ kind, cue, say }: ExampleLine): boolean =>
      cue ? SERVING.includes(kind) && meant.test(cue) : kind === 'comfort' && meant.test(say);
    const rank = ({ kind, cue }: ExampleLine): number => SERVING.indexOf(kind) + (cue ? 0 : SERVING.length);
    const line = stage.scene.persona.examples
      .filter((each) => fits(each) && isUnused(stage, each))
      .sort((a, b) => rank(a) - rank(b))[0];
    if (line) return useExample(line, 'one that has to do with what is needed');
  }
  return undefined;
}

/** What lore has to say of the thing that is wished for. */
function lorePoint(stage: Stage, words: string): Move | undefined {
  const found = findLore(stage.scene.knowledge, words).find(({ phrase }) => phrase !== '');
  return found && (tell(stage, found.lore, words) ?? exampleOf(stage, ['question']));
}
