import type { NamedAction } from '../../../schemas/world.ts';
import { tellFact } from './facts.ts';
import { fill } from './filler.ts';
import { isQuestion } from './memory.ts';
import { exampleOf, type Move, speaking, think } from './move.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { hasPhrase, sentences } from './words.ts';

/** What anyone might visibly do who sets about something. */
const DEEDS = [
  'sets about it',
  'nods and goes to do it',
  'turns to do it without another word',
  'gives it a moment of thought and then does it',
  'goes over to see to it',
  'takes a breath and gets on with it',
];

/** Has the game do what is asked for, once; undefined when the words ask for nothing that this NPC may do here. */
export function doAsAsked(stage: Stage, text: string): Move | undefined {
  const { actions, actionsNotNow = [] } = stage.scene;
  for (const action of [...actions, ...actionsNotNow]) {
    const key = keyIn(action, text);
    if (key === undefined || needsArgs(action)) continue;
    if (isDone(stage, action)) {
      const [fact] = Object.entries(action.facts).filter(([, value]) => value !== null);
      const told = fact && tellFact(stage, fact[0], stage.scene.facts[fact[0]] ?? '');
      if (told) return { ...told, intent: `finds "${action.name}" done already and ${told.intent}` };
      continue;
    }
    if (!actions.includes(action)) continue;
    const intent = `does "${action.name}", for which the words "${key}" ask, and cannot know yet whether it works`;
    const said =
      speaking(intent, word(stage, 'oblige') || wordAgain(stage, 'oblige')) ??
      exampleOf(stage, ['agreement']) ??
      fill(stage);
    const deed = stage.isEnglish
      ? stage.random.shuffle(DEEDS).find((each) => stage.said.isFresh(each))
      : undefined;
    return {
      speech: said.speech,
      intent,
      call: action.name,
      ...(deed !== undefined && { action: deed }),
      ...think(
        stage,
        'I do what I am asked for, and see what comes of it',
        'I can do that much, if it works',
        'I see no reason not to do it',
        'It is asked of me, and it is mine to do',
      ),
    };
  }
  return undefined;
}

/** The key that stands in a sentence which bids to do something. */
const keyIn = ({ keys }: NamedAction, text: string): string | undefined =>
  sentences(text)
    .filter(isBid)
    .flatMap((sentence) => keys.filter((key) => hasPhrase(sentence, key)))
    .reduce<string | undefined>(
      (longest, key) => (key.length > (longest?.length ?? 0) ? key : longest),
      undefined,
    );

/** "Open it!" and "Could you open it?" bid; "Did you open it?", "You opened it" and "Don't open it" do not. */
const isBid = (sentence: string): boolean => {
  if (/\b(?:don't|do not|never|not|no need to|without)\b|n't\b(?! you\b)/i.test(sentence)) return false;
  if (
    /\b(?:you|i|he|she|they|we|it|who|somebody|someone)(?:'ve|'d| have| had| has)? (?:\p{L}+ )?\p{L}+ed\b/iu.test(
      sentence,
    )
  )
    return false;
  return (
    !isQuestion(sentence) ||
    /\b(?:can|could|would|will|won't|can't) you\b|\b(?:may|can|could|might) (?:i|we)\b|\bplease\b/i.test(
      sentence,
    )
  );
};

const needsArgs = ({ args: { required } }: NamedAction): boolean =>
  Array.isArray(required) && required.length > 0;

/** Whether the world is already as the action would make it; where that cannot be told, whether it was done before. */
function isDone({ scene, own }: Stage, { name, facts }: NamedAction): boolean {
  const changes = Object.entries(facts);
  if (changes.length > 0) return changes.every(([key, value]) => (scene.facts[key] ?? null) === value);
  return [...scene.recalled, ...scene.lines].some(
    ({ kind, spans }) =>
      kind === 'event' && spans.some(({ text }) => text.startsWith(`${own} did "${name}"`)),
  );
}
