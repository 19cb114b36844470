import { offer, tell } from './lore.ts';
import { exampleOf, type Move, speaking, think, useExample } from './move.ts';
import { type Guarded, guardedBy } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { plain, sameness, spoken } from './words.ts';

/** Turns down what the persona will not talk about, in the words its author gave for that; never says why. */
export function deflect(stage: Stage, guarded: Guarded): Move {
  const own = stage.random.shuffle(guarded.deflect.map(spoken)).find((each) => stage.said.isFresh(each));
  const line =
    own ??
    (word(stage, 'deflect') ||
      exampleOf(stage, ['refusal', 'anger'])?.speech.join(' ') ||
      wordAgain(stage, 'deflect'));
  const second =
    own && stage.voice.breadth === 1 ? '' : stage.random.next() < 0.5 ? word(stage, 'askBack') : '';
  const move =
    speaking(
      `turns down the question, which touches on ${guarded.what}, ${own ? 'with a deflection written for it' : 'in its own manner'}`,
      line,
      second,
    ) ?? fill(stage);
  return {
    ...think(
      stage,
      'That is not something I will share',
      'I must turn this aside',
      'Not that, not with anyone who asks',
      'I keep that to myself, whoever asks',
      'I should move the talk elsewhere',
    ),
    ...move,
  };
}

/** Something to say when all that fits has been said: other lines, offers, remarks, things it knows; a repetition only at the very end. */
export function fill(stage: Stage): Move {
  const { knowledge, location } = stage.scene;
  const place = plain(location.name).replace(/^The /, 'the ');
  const again = (): Move | undefined => {
    const titles = stage.random.shuffle(knowledge).map(({ title }) => plain(title).replace(/^The /, 'the '));
    return titles
      .map((title) => speaking('changes the subject', wordAgain(stage, 'offer', { title })))
      .find((move) => move !== undefined);
  };
  return (
    exampleOf(stage, ['small-talk', 'gossip', 'question']) ??
    speaking('changes the subject', word(stage, 'askBack'), offer(stage)) ??
    volunteer(stage) ??
    exampleOf(stage, ['joke', 'bargain', 'comfort', 'anger', 'answer', 'agreement', 'surprise']) ??
    speaking('remarks on where it is', word(stage, 'place', { place })) ??
    again() ??
    speaking('keeps the talk going', wordAgain(stage, 'chat'), wordAgain(stage, 'askBack')) ??
    oldest(stage)
  );
}

/** Tells something it knows, unasked. */
export function volunteer(stage: Stage): Move | undefined {
  const { persona, knowledge } = stage.scene;
  for (const lore of stage.random.shuffle(knowledge)) {
    const move = guardedBy(persona, lore.text, '') ? undefined : tell(stage, lore, '');
    if (move) return { ...move, intent: move.intent.replace('answers', 'speaks unasked') };
  }
  return undefined;
}

/** The line that was said longest ago. */
function oldest(stage: Stage): Move {
  const { persona, npc } = stage.scene;
  const own = stage.talk
    .filter((line) => line.from === `npc:${npc}`)
    .map((line) => line.spans.map((span) => sameness(span.text)).join(' '));
  const age = (say: string): number => own.findLastIndex((talk) => talk.includes(sameness(say)));
  const example = persona.examples.reduce((a, b) => (age(spoken(b.say)) < age(spoken(a.say)) ? b : a));
  return useExample(example, 'the one used longest ago');
}
