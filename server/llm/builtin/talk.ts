import { fill } from './filler.ts';
import { offer, tell } from './lore.ts';
import { isQuestion, knownName } from './memory.ts';
import { exampleFor, exampleOf, isUnused, type Move, speaking, think, useExample } from './move.ts';
import { findLore, guardedBy } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { punctuated, sentences, spoken } from './words.ts';

/** Greets by the persona's own greetings, then its example lines. */
export function greet(stage: Stage): Move {
  const own = stage.scene.persona.greeting.map(spoken).filter((each) => stage.said.isFresh(each));
  const greeting = stage.random.pick(own);
  const { name } = knownName(stage);
  const move =
    (greeting && {
      speech: sentences(greeting).map(punctuated),
      intent: "opens with one of the persona's greetings",
    }) ||
    exampleOf(stage, ['greeting']) ||
    speaking('greets once more', word(stage, 'greet'), word(stage, 'askBack')) ||
    fill(stage);
  return {
    ...think(
      stage,
      name ? `I see ${name} has come` : 'I see someone has come',
      'I should say something first',
      'I will be civil and see where it goes',
      name ? `So ${name} wants a word` : 'So someone wants a word',
    ),
    ...move,
  };
}

type Social =
  | 'threat'
  | 'insult'
  | 'bargain'
  | 'joke'
  | 'comfort'
  | 'apology'
  | 'thanks'
  | 'farewell'
  | 'greeting'
  | 'silence'
  | 'foreign';

const KINDS: Record<Social, Parameters<typeof exampleOf>[1]> = {
  threat: ['threat', 'anger', 'refusal'],
  insult: ['anger', 'threat', 'joke', 'refusal'],
  bargain: ['bargain', 'refusal'],
  joke: ['joke', 'small-talk'],
  comfort: ['comfort'],
  apology: ['agreement', 'comfort'],
  thanks: [],
  farewell: ['farewell'],
  greeting: ['greeting', 'small-talk'],
  silence: ['question'],
  foreign: [],
};

const THOUGHTS: Record<Social, string[]> = {
  threat: [
    'I will not be frightened by this',
    'I have to stand my ground here',
    'I had better watch those hands',
  ],
  insult: [
    'That stings, but I will not show it',
    'I have no reason to take that quietly',
    'I let that one sink in before I answer',
  ],
  bargain: ['I want a fair price, no less', 'I should not seem too eager', 'I must not sell myself short'],
  joke: ['I could use a laugh', 'I know that sort of humour', 'I can answer in kind'],
  comfort: [
    'I should be gentle now',
    'I know something of how that feels',
    'I wish I could do more than talk',
  ],
  apology: ['I can let it rest', 'I hold no grudge over it'],
  thanks: ['I did not do it for thanks', 'I am glad it was of use'],
  farewell: [
    'I will be alone with my thoughts again',
    'I hope that is not the last of it',
    'I watch people go, as ever',
  ],
  greeting: ['I should be civil', 'I may as well answer', 'I wonder what this will be about'],
  silence: ['I cannot tell what to make of that', 'I wait for more'],
  foreign: ['I do not understand a word of that', 'I had better say that I cannot follow'],
};

/** Answers a courtesy, or a discourtesy, by a line that was written for it, else by one of its kind. */
export function courtesy(stage: Stage, kind: Social, words: string): Move {
  const bank = kind === 'greeting' ? 'greet' : kind;
  const kinds = KINDS[kind];
  if (kind === 'greeting' && stage.scene.persona.greeting.some((each) => stage.said.isFresh(spoken(each))))
    return greet(stage);
  const cued =
    kind === 'foreign'
      ? undefined
      : exampleFor(
          stage,
          words,
          [...kinds, kind as 'thanks'].filter((each) => EXAMPLE_KINDS.has(each)),
        );
  const byOwnCue = stage.scene.persona.examples.find(
    (each) =>
      (kind === 'thanks' || kind === 'apology') &&
      each.kind === kind &&
      /thank|grateful|sorry|forgive|apolog/i.test(each.cue ?? '') &&
      isUnused(stage, each),
  );
  const move =
    cued ??
    (byOwnCue && useExample(byOwnCue, 'one written for such words')) ??
    exampleOf(stage, kinds.slice(0, 2)) ??
    speaking(
      `answers the ${kind === 'foreign' ? 'words it cannot follow' : kind} in its own manner`,
      word(stage, bank) || wordAgain(stage, bank),
      second(stage, kind),
    ) ??
    fill(stage);
  return { ...think(stage, ...THOUGHTS[kind]), ...move };
}

const EXAMPLE_KINDS: ReadonlySet<string> = new Set([
  'greeting',
  'farewell',
  'thanks',
  'apology',
  'threat',
  'joke',
  'comfort',
  'bargain',
  'anger',
  'refusal',
  'question',
  'agreement',
  'small-talk',
]);

const second = (stage: Stage, kind: Social): string =>
  kind === 'thanks' || kind === 'apology' || kind === 'greeting' || kind === 'joke'
    ? stage.random.next() < 0.5
      ? word(stage, 'askBack')
      : offer(stage)
    : '';

/** Answers a remark: by a line written for such words, by what it touches on, or with a remark of its own. */
export function chat(stage: Stage, words: string): Move {
  const { persona, knowledge } = stage.scene;
  const cued = exampleFor(stage, words);
  if (cued) return cued;
  const found = findLore(knowledge, words).find(({ phrase }) => phrase !== '');
  const related =
    found && !guardedBy(persona, words, found.phrase) ? tell(stage, found.lore, words) : undefined;
  if (related) return related;
  const byKind = isQuestion(words)
    ? undefined
    : exampleOf(stage, stage.random.shuffle(['small-talk', 'gossip', 'question', 'small-talk'] as const));
  if (byKind && stage.random.next() < 0.65) return byKind;
  const move =
    speaking(
      'makes a remark and keeps the talk going',
      word(stage, 'chat'),
      word(stage, 'askBack') || offer(stage),
    ) ??
    byKind ??
    fill(stage);
  return {
    ...think(
      stage,
      'I let the talk drift and see where it goes',
      'I have nothing of weight to add',
      'I listen more than I say',
      'I would like to know what is behind those words',
    ),
    ...move,
  };
}

/** Reacts to something that happened. */
export function react(stage: Stage, event: string): Move {
  const cued = exampleFor(stage, event);
  if (cued) return cued;
  const found = findLore(stage.scene.knowledge, event).find(({ phrase }) => phrase !== '');
  const related =
    found && !guardedBy(stage.scene.persona, event, found.phrase)
      ? tell(stage, found.lore, event)
      : undefined;
  const startled = exampleOf(stage, ['surprise']);
  const remark = word(stage, 'event') || startled?.speech.join(' ') || wordAgain(stage, 'event');
  const move =
    speaking(
      related ? `reacts to what happened and ${related.intent}` : 'reacts to what happened',
      remark,
      related ? related.speech[0] : word(stage, 'askBack'),
    ) ?? fill(stage);
  return {
    ...think(
      stage,
      'I did not see that coming',
      'I had better keep my eyes open',
      'I want to know what that was',
      'Something has changed just now',
    ),
    ...move,
  };
}
