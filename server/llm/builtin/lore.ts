import type { Lore } from '../../../schemas/world.ts';
import { asTold, isNamed } from './first-person.ts';
import { type Move, speaking, think } from './move.ts';
import { type Finding, findLore, givesAway, sentencesFor } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { lowerFirst, plain, sameness, sentences, spoken, tokens } from './words.ts';

const MAX_ANSWER_WORDS = 48;
const ANAPHORA =
  /^(?:It|Its|She|He|They|Their|His|Her|Those|These|This|That|Both|Neither|None of (?:it|them)|Some|Most|But|Yet|So|And)\b/;

/** What can be known here besides lore: the place and the world. */
export function surroundings({ scene }: Stage): Lore[] {
  const { name, description } = scene.location;
  return [
    {
      id: '@place',
      title: name,
      keys: [name, 'this place', 'where are we', 'where am i'],
      text: description,
      priority: 0,
    },
    {
      id: '@world',
      title: scene.world.title,
      keys: [scene.world.title],
      text: scene.world.description,
      priority: 0,
    },
  ].filter(({ text }) => text !== '');
}

/** All that bears on the words, best first; lore before what is merely around. */
export function findings(stage: Stage, words: string): Finding[] {
  const around = findLore(surroundings(stage), words).filter(({ phrase }) => phrase !== '');
  const fired = new Set(stage.scene.lore.map(({ id }) => id));
  const lore = findLore(stage.scene.knowledge, words).map((each) => ({
    ...each,
    score: each.score + (fired.has(each.lore.id) ? 1 : 0),
  }));
  return [...lore.sort((a, b) => b.score - a.score), ...around];
}

/** The entry that the NPC has last drawn on, within its last few turns. */
export function lastLore({ scene, talk }: Stage): Lore | undefined {
  const own = talk
    .filter((line) => line.from === `npc:${scene.npc}`)
    .slice(-3)
    .toReversed();
  for (const line of own) {
    const words = line.spans.map((span) => sameness(span.text)).join(' ');
    const lore = scene.knowledge.find(({ text }) =>
      sentences(spoken(text)).some((each) => words.includes(bodyOf(each))),
    );
    if (lore) return lore;
  }
  return undefined;
}

const bodyOf = (sentence: string): string => tokens(sentence).slice(-8).join(' ');

export const topicOf = (title: string): string => lowerFirst(plain(title).replace(/^(?:A|An) /, 'the '));

/** Tells one or two sentences of an entry that have not been told, those nearest to the question first. */
export function tell(stage: Stage, lore: Lore, question: string): Move | undefined {
  const { persona } = stage.scene;
  const all = sentences(spoken(lore.text));
  const isTold = (sentence: string): boolean =>
    !stage.said.isNew(bodyOf(sentence)) || !stage.said.isFresh(sentence);
  const usable = sentencesFor(lore, question).filter((each) => !isTold(each) && !givesAway(persona, each));
  let first = usable[0];
  if (first === undefined) return undefined;
  const before = all[all.indexOf(first) - 1];
  if (ANAPHORA.test(first) && before && usable.includes(before) && stage.voice.breadth === 2) first = before;
  const next = [all[all.indexOf(first) + 1], ...usable].find(
    (each) => each !== undefined && each !== first && usable.includes(each),
  );
  const hasRoom = next !== undefined && tokens(first).length + tokens(next).length <= MAX_ANSWER_WORDS;
  const wantsTwo = stage.voice.breadth === 2 || tokens(first).length < 6;
  const topic = topicOf(lore.title);
  const opening = led(stage, asTold(persona, first), topic, all.some(isTold));
  return {
    speech: [opening, ...(hasRoom && wantsTwo ? [asTold(persona, next)] : [])],
    intent: `answers from the lore entry "${plain(lore.title)}"`,
    ...think(
      stage,
      `I know this much about ${topic}, and there is no harm in telling it`,
      `What I know of ${topic} should do for an answer`,
      `I have that about ${topic} from others, and I pass it on as I had it`,
      `This part about ${topic} is the one that answers it`,
      `I may as well say what is known about ${topic}`,
      `That question I can answer, since it touches on ${topic}`,
    ),
  };
}

/** Puts the persona's way of beginning before a sentence. */
function led(stage: Stage, sentence: string, topic: string, isFurther: boolean): string {
  const { random, voice } = stage;
  if (!canFollow(stage, sentence)) return sentence;
  const needsTopic = ANAPHORA.test(sentence);
  const chance = random.next();
  const opener = stage.isEnglish
    ? random.pick(voice.openers.filter((each) => stage.said.isNew(`${each} ${tokens(sentence)[0]}`)))
    : undefined;
  const lead = needsTopic
    ? word(stage, 'leadTopic', { topic })
    : isFurther && chance < 0.7
      ? word(stage, 'more')
      : chance < 0.55
        ? word(stage, 'lead')
        : opener && chance < 0.8
          ? `${opener}, `
          : '';
  if (lead === '') return sentence;
  // Some are sentences of their own.
  return /[.!?…]\s*$/.test(lead)
    ? `${lead.trimEnd()} ${sentence}`
    : `${lead.trimEnd()} ${lowerFirst(sentence)}`;
}

/** Whether a sentence may stand after a comma: its first word can be made small, or is a name. */
function canFollow({ scene }: Stage, sentence: string): boolean {
  const first = /^\p{Lu}[\p{L}'’-]*/u.exec(sentence)?.[0];
  if (first === undefined || lowerFirst(sentence) !== sentence) return true;
  const inMidst = new RegExp(`[^.!?…\\s] ${first}(?![\\p{L}'’-])`, 'u');
  return scene.knowledge.some(({ title, keys, text }) =>
    [title, ...keys, text].some((each) => inMidst.test(each)),
  );
}

/** Says that what was just told of is what the words call it, and tells a little more. */
export function confirm(stage: Stage, lore: Lore, words: string): Move {
  const further = tell(stage, lore, words);
  const said = word(stage, 'confirm') || wordAgain(stage, 'confirm');
  const thoughts = think(stage, 'I said as much', 'I was understood, then');
  const intent = `confirms what the lore entry "${plain(lore.title)}" says`;
  return {
    speech: [said, ...(further?.speech.slice(0, 1) ?? [])].filter((each) => each !== ''),
    intent,
    ...thoughts,
  };
}

/** Says that there is no more to an entry. */
export const exhausted = (stage: Stage, lore: Lore): Move | undefined => {
  const topic = topicOf(lore.title);
  const said = speaking(
    `has told all there is to tell in the lore entry "${plain(lore.title)}"`,
    word(stage, 'exhausted', { topic }),
    offer(stage),
  );
  return (
    said && {
      ...said,
      ...think(stage, `I have nothing left about ${topic}`, `That was all I had on ${topic}`),
    }
  );
};

/** Names something else the NPC could tell of. */
export function offer(stage: Stage): string {
  const open = stage.scene.knowledge.filter(({ title, text }) => {
    const told = sentences(spoken(text)).some((each) => !stage.said.isNew(bodyOf(each)));
    return !told && stage.said.isNew(topicOf(title)) && !isNamed(title, stage.scene.persona.name);
  });
  const lore = stage.random.pick(open);
  return lore ? word(stage, 'offer', { title: topicOf(lore.title) }) : '';
}
