import type { PlanMode } from '../../../schemas/layers.ts';
import type { Scene } from '../../../schemas/scene.ts';
import { aboutPerson, aboutSurroundings, doesNotKnow } from './about.ts';
import { doAsAsked } from './doing.ts';
import { aboutState, namedFact, news } from './facts.ts';
import { feel } from './feelings.ts';
import { deflect, fill, volunteer } from './filler.ts';
import { isNamed, namesOf } from './first-person.ts';
import { gossip } from './gossip.ts';
import { type Intent, intentOf } from './intents.ts';
import { arrange, render } from './layout.ts';
import { confirm, exhausted, findings, lastLore, tell } from './lore.ts';
import { recall } from './memory.ts';
import { exampleFor, exampleOf, type Move } from './move.ts';
import { aboutSelf, ownLife } from './oneself.ts';
import { planOf } from './plan.ts';
import { recallName, remember, takeNote } from './remembering.ts';
import { guardedBy, namesLore } from './retrieval.ts';
import { type Stage, stageOf } from './stage.ts';
import { chat, courtesy, greet, react } from './talk.ts';
import { aboutWhereabouts } from './whereabouts.ts';
import { plain, sameness, sentences, spoken, terms } from './words.ts';

/** A reply in HER's form, in two parts: the plan ('' when it is off), and the turn itself. */
export type Reply = { plan: string; turn: string };

/** Works out what the NPC does next. Pure: the same scene and seed give the same reply. */
export function replyTo(scene: Scene, plan: PlanMode, seed: number): Reply {
  const stage = stageOf(scene, seed);
  const move = withFreshWords(stage, moveFor(stage));
  const pieces = arrange(stage, move);
  return { plan: plan === 'off' ? '' : planOf(stage, move, pieces, plan), turn: render(stage, pieces) };
}

function moveFor(stage: Stage): Move {
  const { heard, scene } = stage;
  if (scene.to?.id.startsWith('npc:')) return gossip(stage);
  switch (heard.kind) {
    case 'nothing':
      return stage.talk.some((line) => line.from === `npc:${stage.scene.npc}`) ? fill(stage) : greet(stage);
    case 'arrival':
      return greet(stage);
    case 'departure':
      return courtesy(stage, 'farewell', heard.text);
    case 'event':
      return react(stage, heard.text);
    case 'words':
      return answer(stage, heard.text);
  }
}

function answer(stage: Stage, text: string): Move {
  const { persona } = stage.scene;
  const deed = doAsAsked(stage, text);
  if (deed) return deed;
  const isTopic = (words: string): boolean => namesLore(stage.scene.knowledge, words);
  const intent = intentOf(text, isTopic);
  const words = isAboutBefore(stage, intent.focus, text) ? text : intent.focus;
  const state =
    intent.kind === 'question' || intent.kind === 'statement' ? aboutState(stage, words) : undefined;
  if (state) return state;
  const named = findings(stage, words).find(({ phrase }) => phrase !== '')?.phrase ?? '';
  const mere = !ASKS.has(intent.kind) && !/\byou(?:r|rself|'re|'ve)?\b/i.test(words);
  const guarded = UNGUARDED.has(intent.kind)
    ? undefined
    : guardedBy(persona, terms(words).length === 0 ? text : words, named, { mere });
  return guarded ? deflect(stage, guarded) : moveOf(stage, intent, words);
}

/** What asks for something, and may come near a secret by it. */
const ASKS: ReadonlySet<Intent['kind']> = new Set([
  'question',
  'more',
  'bargain',
  'need',
  'want',
  'statement',
]);

/** What is answered whatever it touches: a name, and grief. */
const UNGUARDED: ReadonlySet<Intent['kind']> = new Set(['recall-name', 'despair', 'grief']);

/**
 * Whether a sentence says nothing of what it is about: "Hello. I keep hearing of the mill. What is it?", or has one
 * word that could mean anything, after lore was named: "I hear there is a race. Can I take part?"
 */
function isAboutBefore(stage: Stage, focus: string, text: string): boolean {
  const count = terms(focus).length;
  if (count === 0) return true;
  if (/\b(?:it|that|they|them|he|she|him|her|there)\b/i.test(focus))
    return findings(stage, focus).length === 0;
  const { knowledge } = stage.scene;
  return count === 1 && !/\byou/i.test(focus) && !namesLore(knowledge, focus) && namesLore(knowledge, text);
}

function moveOf(stage: Stage, { kind }: Intent, words: string): Move {
  switch (kind) {
    case 'recall-name':
      return recallName(stage) ?? remember(stage, words);
    case 'recall':
      return remember(stage, words);
    case 'more':
      return furtherOf(stage, words);
    case 'question':
      return (
        aboutWhereabouts(stage, words) ??
        answerByFact(stage, words) ??
        answerQuestion(stage, ofItself(stage, words))
      );
    case 'telling':
    case 'naming':
      return takeNote(stage, words);
    case 'statement':
      return chat(stage, words);
    case 'despair':
    case 'grief':
    case 'love':
    case 'confession':
    case 'unnamed':
    case 'need':
    case 'want':
      return feel(stage, kind, words);
    default:
      return courtesy(stage, kind, words);
  }
}

/** What holds now goes before what lore has to say of it. */
function answerByFact(stage: Stage, words: string): Move | undefined {
  const fact = OPINION.test(words) ? [] : namedFact(stage, words);
  if (fact.length === 0) return undefined;
  const [found] = findings(stage, words).filter(({ phrase }) => phrase !== '');
  const further = found && tell(stage, found.lore, words);
  const intent = 'tells the public fact that the words name';
  return further
    ? {
        ...further,
        speech: [...fact, ...further.speech.slice(0, 1)],
        intent: `${intent}, and ${further.intent}`,
      }
    : { speech: fact, intent };
}

const OPINION = /\b(?:think of|feel about|trust|opinion of|like|friends? with|get along with|make of)\b/i;

/** From the surest source to the least: lore named, people, the surroundings, itself, lore alike, examples, and "I do not know". */
function answerQuestion(stage: Stage, words: string): Move {
  const found = findings(stage, words);
  const sure = found.filter(({ phrase }) => phrase !== '');
  const person = OPINION.test(words) || sure.length === 0 ? aboutPerson(stage, words) : undefined;
  if (person) return person;
  const remembered =
    asksOfAsker(words) && (sure.length === 0 || /\b(?:do|did|will|am|was|have|had) i\b/i.test(words));
  if (remembered && terms(words).length > 0 && recall(stage, words).length > 0) return remember(stage, words);
  for (const { lore, phrase } of sure.slice(0, 1)) {
    if (asksIfSo(words, phrase) && lastLore(stage) === lore) return confirm(stage, lore, words);
    const move = tell(stage, lore, words) ?? exampleFor(stage, words) ?? exhausted(stage, lore);
    if (move) return move;
  }
  const nearby = aboutSurroundings(stage, words);
  if (nearby) return nearby;
  const isPersonal = /\b(?:you|your|yourself|you're|you've)\b/i.test(
    words.replaceAll(/\b(?:do|can|could|would|will|have) you (?:know|tell|say|heard|explain)\b/gi, ''),
  );
  const self = isPersonal ? aboutSelf(stage, words) : undefined;
  if (self) return self;
  const isTale =
    /\b(?:(?:a|any|some) (?:story|stories|tale|tales)|news|rumou?rs?|gossip|whispers?|something interesting)\b/i.test(
      words,
    );
  const tale = isTale
    ? (exampleFor(stage, words) ?? news(stage, words) ?? exampleOf(stage, ['gossip']) ?? volunteer(stage))
    : news(stage, words);
  if (tale) return tale;
  const told = recall(stage, words)[0];
  const asked = terms(words);
  if (told && !isPersonal && asked.length > 0 && asked.every((term) => terms(told).includes(term)))
    return remember(stage, words);
  const isFollowing = !isPersonal && /\b(?:it|that|there|they|them|he|she|him|her|those)\b/i.test(words);
  if (isFollowing && lastLore(stage)) return furtherOf(stage, words);
  const best = found[0] && tell(stage, found[0].lore, words);
  if (best && !isPersonal) return best;
  const example = exampleFor(stage, words);
  if (example) return example;
  if (terms(words).length === 0 && !isPersonal && lastLore(stage)) return furtherOf(stage, words);
  return isPersonal ? ownLife(stage, words) : (doesNotKnow(stage, words) ?? fill(stage));
}

/** "Was she Mara's mother?" asks whether what was just told of is that. */
const asksIfSo = (words: string, phrase: string): boolean =>
  /^(?:(?:and|so|but|then|wait|oh),? )*(?:was|is|were|are|isn't|wasn't) (?:it|that|this|she|he|they|those)\b/i.test(
    words,
  ) && terms(words).every((term) => terms(phrase).includes(term));

/** "What do I hate?" asks for what was told. */
const asksOfAsker = (words: string): boolean =>
  /\b(?:what|where|who|whom|when|which|how many|how much|why)\b[^.?!]*\b(?:i|my|me)\b/i.test(words) &&
  !/\bhow do i\b/i.test(words);

/** A question that calls the NPC by its name asks about it: "Is Mara a good cook?" */
function ofItself({ scene: { persona, knowledge } }: Stage, words: string): string {
  if (!isNamed(words, persona.name) || namesLore(knowledge, words)) return words;
  const names = namesOf(persona.name).sort((a, b) => b.length - a.length);
  return names.reduce((text, name) => text.replaceAll(name, 'you'), words);
}

/** Goes on about what was last spoken of: also about what it had just declined to speak of. */
function furtherOf(stage: Stage, words: string): Move {
  const { persona, npc } = stage.scene;
  const last = sameness(
    stage.talk
      .findLast((line) => line.from === `npc:${npc}`)
      ?.spans.map((span) => span.text)
      .join(' ') ?? '',
  );
  const declined = [
    ...persona.taboo.map(({ deflect: by, topic }) => ({ deflect: by, what: topic })),
    ...persona.secrets.map(({ deflect: by }) => ({ deflect: by, what: 'something kept secret' })),
  ].find((each) => each.deflect.some((line) => last.includes(sameness(plain(line)))));
  if (declined) return deflect(stage, declined);
  const lore = lastLore(stage);
  const move = lore && (tell(stage, lore, words) ?? exhausted(stage, lore));
  return move ?? (terms(words).length > 0 ? (doesNotKnow(stage, words) ?? fill(stage)) : fill(stage));
}

/** The last guard against repetition: what has been said is dropped, and something else is found where nothing stays. */
function withFreshWords(stage: Stage, move: Move): Move {
  const speech: string[] = [];
  for (const sentence of move.speech.flatMap((piece) => sentences(spoken(piece)))) {
    if (stage.said.isFresh(sentence) && !speech.includes(sentence)) speech.push(sentence);
  }
  return speech.length > 0 ? { ...move, speech } : fill(stage);
}
