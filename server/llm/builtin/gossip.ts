import type { Lore } from '../../../schemas/world.ts';
import { fill } from './filler.ts';
import { asTold, isNamed, namesOf } from './first-person.ts';
import { topicOf } from './lore.ts';
import { exampleFor, isUnused, type Move, speaking, think, useExample } from './move.ts';
import { findLore, givesAway, isGuarded, sentencesFor } from './retrieval.ts';
import type { Stage } from './stage.ts';
import { spelledOut } from './voice.ts';
import { plain, sentences, spoken, tokens } from './words.ts';

const OPENINGS = [
  "I can't get {topic} out of my head.",
  'It is {topic} that I keep coming back to.',
  "There is one thing that won't let me be, and that is {topic}.",
  'I have been thinking again about {topic}.',
  'I wonder what will come of {topic}.',
];
const REACTIONS = [
  'That is how I heard it, too.',
  'That is what I keep telling myself.',
  'You and I both.',
  'I thought as much.',
  'It does make one think.',
  'I had not looked at it that way.',
  'You may well be right.',
  'I would not swear to it, but it sounds likely.',
  'So it is going round, then.',
  'I would sooner not believe it, and I do.',
  'There is something in that.',
  'You put it better than I could.',
];
const QUESTIONS = [
  'What do you make of it?',
  'Do you think that is all there is to it?',
  'You must have heard something, too?',
  'Does anybody know more, do you think?',
  'Where will it end?',
];
const PERSON_LEADS = ['Take {name}.', 'And then there is {name}.', 'I keep thinking of {name}, too.'];
const CLOSINGS = [
  "Well, talking won't mend it.",
  'Enough of that. The work does not do itself.',
  "Let's leave it there, while there are ears about.",
  'We shall see soon enough.',
  'That is all I have, and I had better get on.',
  'Best say no more of it here.',
];
/** A sentence that leans on the one before it. */
const ANAPHORA =
  /^(?:It|Its|She|He|They|Their|His|Her|Those|These|This|That|Both|Neither|None|Some|Most|But|Yet|So|And)\b/;
/** A sentence too much for an aside. */
const MAX_WORDS = 34;

/** Talks to another NPC: of what they are to talk about, of what that one said, of people who are not there. Never to a player. */
export function gossip(stage: Stage): Move {
  const { scene, heard } = stage;
  const { about = '', isLast = false } = scene.talk ?? {};
  const said = heard.kind === 'words' ? heard.text : '';
  const isOpening = said === '';
  const [lore] = topics(stage, `${about} ${said}`);
  if (isOpening) return opens(stage, lore) ?? fill(stage);
  const reaction = ours(stage, REACTIONS);
  const closing = isLast ? ours(stage, CLOSINGS) : '';
  const own = news(stage, about, said);
  const question = !isLast && stage.random.next() < 0.5 ? ours(stage, QUESTIONS) : '';
  const move = speaking(
    own ? `answers the other one and ${own.intent}` : 'answers the other one in a few words',
    reaction,
    ...(own?.speech ?? []),
    closing || question,
  );
  return move ? { ...thinks(stage), ...own, ...move } : fill(stage);
}

/** Begins on a topic, by the name of whom it is said to. */
function opens(stage: Stage, lore: Lore | undefined): Move | undefined {
  const { to, talk } = stage.scene;
  if (!talk) return undefined;
  const name = namesOf(plain(to!.name))[1] ?? plain(to!.name);
  const opening = ours(stage, OPENINGS, { topic: lore ? topicOf(lore.title) : '' });
  const [fact] = lore ? facts(stage, lore, talk.about) : [];
  const aside = fact === undefined ? ownRemark(stage) : undefined;
  const move = speaking(
    lore
      ? `begins to talk of the lore entry "${plain(lore.title)}"`
      : 'begins to talk with a remark of its own',
    opening === '' ? '' : `${name}, ${lowered(opening)}`,
    fact,
    ...(aside?.speech ?? []),
    ours(stage, QUESTIONS),
  );
  return move && { ...thinks(stage), ...aside, ...move };
}

/** Something of one's own to say: a fact on the topic, what one thinks of somebody who is not there, a remark. */
function news(stage: Stage, about: string, said: string): Move | undefined {
  const cued = said === '' ? undefined : exampleFor(stage, said, ['small-talk', 'gossip']);
  const known = topics(stage, about)
    .concat(topics(stage, said))
    .flatMap((lore) => facts(stage, lore, said).map((fact) => ({ lore, fact })))[0];
  const told = known && {
    speech: [known.fact],
    intent: `adds something from the lore entry "${plain(known.lore.title)}"`,
  };
  const person = opinion(stage, `${about} ${said}`);
  const isPersonal = stage.random.next() < 0.3;
  return (
    (isPersonal ? person : undefined) ??
    told ??
    (cued && isForAnybody(cued.speech) ? cued : undefined) ??
    person ??
    ownRemark(stage)
  );
}

/** What lore bears on the words, best first; entries that are named before others. */
const topics = (stage: Stage, words: string): Lore[] => {
  const found = findLore(stage.scene.knowledge, words);
  const named = found.filter(({ phrase }) => phrase !== '');
  return (named.length > 0 ? named : found.slice(0, 1)).map(({ lore }) => lore);
};

/** Sentences of an entry that can be told now: not told yet, harmless, and that make sense where they stand. */
function facts(stage: Stage, lore: Lore, words: string): string[] {
  const { persona } = stage.scene;
  const all = sentences(spoken(lore.text));
  const isTold = (each: string): boolean =>
    !stage.said.isFresh(each) || !stage.said.isNew(tokens(each).slice(-8).join(' '));
  return sentencesFor(lore, words)
    .filter((each) => {
      const before = all[all.indexOf(each) - 1];
      const isClear = !ANAPHORA.test(each) || (before !== undefined && isTold(before));
      return (
        isClear &&
        !isTold(each) &&
        !givesAway(persona, each) &&
        !isGuarded(persona, each) &&
        tokens(each).length <= MAX_WORDS
      );
    })
    .map((each) => asTold(persona, each))
    .filter((each) => stage.said.isFresh(each));
}

/** What one thinks of somebody who is elsewhere, one sentence at a time; those who are spoken of come first. */
function opinion(stage: Stage, words: string): Move | undefined {
  const { persona, others } = stage.scene;
  const absent = others
    .filter(({ place, relationship }) => place !== undefined && relationship !== undefined)
    .sort((a, b) => Number(isNamed(words, plain(b.name))) - Number(isNamed(words, plain(a.name))));
  for (const { name, relationship } of absent) {
    const [first = ''] = sentences(spoken(relationship!));
    const isSayable =
      first !== '' &&
      stage.said.isFresh(first) &&
      isForAnybody([first]) &&
      !givesAway(persona, first) &&
      !isGuarded(persona, first);
    const lead = isSayable ? ours(stage, PERSON_LEADS, { name: plain(name) }) : '';
    if (lead !== '') return { speech: [lead, first], intent: `says what it thinks of ${plain(name)}` };
  }
  return undefined;
}

/** A line of the persona's own that could be said to anybody. */
function ownRemark(stage: Stage): Move | undefined {
  const lines = stage.scene.persona.examples.filter(
    (each) =>
      (each.kind === 'gossip' || each.kind === 'small-talk') &&
      !each.cue &&
      isForAnybody([each.say]) &&
      isUnused(stage, each),
  );
  const line = stage.random.pick(lines);
  return line && useExample(line, `one of the ${line.kind} lines`);
}

const isForAnybody = (speech: readonly string[]): boolean =>
  speech.every((each) => !/\b(?:you|your|yours|yourself)\b|\?/i.test(each.replaceAll('’', "'")));

/** Wording of ours that has not come up in this talk; '' when none is left, or in another language. */
function ours(stage: Stage, phrases: readonly string[], slots: Record<string, string> = {}): string {
  if (!stage.isEnglish) return '';
  const whole = stage.random
    .shuffle(phrases)
    .map((phrase) => phrase.replaceAll(/\{(\w+)\}/g, (_, slot: string) => slots[slot] ?? ''))
    .map((phrase) => (stage.voice.contracts ? phrase : spelledOut(phrase)));
  return whole.find((phrase) => stage.said.isFresh(phrase) && !Object.values(slots).includes('')) ?? '';
}

/** As it stands after a name. */
const lowered = (text: string): string =>
  /^I\b/.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const thinks = (stage: Stage): { thought?: string } =>
  think(
    stage,
    'I can say that much among ourselves',
    'I would not say this to just anybody',
    'I wonder how much of this has got about',
    'I say what I know, and keep the rest',
    'It does me good to talk of it',
    'I listen for what is not said',
  );
