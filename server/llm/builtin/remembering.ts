import { fill } from './filler.ts';
import { tell } from './lore.ts';
import { besidesName, isLasting, knownName, nameGiven, recall, toldBack } from './memory.ts';
import { exampleFor, type Move, speaking, think } from './move.ts';
import { findLore, givesAway, guardedBy } from './retrieval.ts';
import { type Stage, word, wordAgain } from './stage.ts';
import { plain, terms, upperFirst } from './words.ts';

/** Says back what it was told; says so where it was not. */
export function remember(stage: Stage, question: string): Move {
  const { persona } = stage.scene;
  const asker = stage.asker || 'they';
  const facts = recall(stage, question).filter(
    (each) => nameGiven(each) === '' || /\bname|called\b/i.test(question),
  );
  for (const fact of facts) {
    if (givesAway(persona, fact) || guardedBy(persona, fact, '')) continue;
    const told = toldBack(fact);
    const said =
      told === '' ? '' : word(stage, 'recall', { fact: told }) || wordAgain(stage, 'recall', { fact: told });
    if (said === '') continue;
    const intent = `answers from memory: ${asker} said "${plain(fact)}"`;
    return {
      ...speaking(intent, said, stage.random.next() < 0.35 ? word(stage, 'askBack') : '')!,
      ...think(
        stage,
        `${upperFirst(asker)} told me that, and I kept it`,
        'I remember those words well enough',
        `I have not forgotten what ${asker} said`,
        'That I do remember',
        'It was said to me, and not so long ago that I would lose it',
      ),
    };
  }
  if (/\b(?:remember|know|recall) me\b/i.test(question) || terms(question).length === 0) {
    const name = recallName(stage);
    if (name) return name;
  }
  const move =
    speaking(
      'finds nothing of it in memory and says so',
      word(stage, 'noRecall') || wordAgain(stage, 'noRecall'),
      word(stage, 'askBack'),
    ) ?? fill(stage);
  return {
    ...move,
    ...think(
      stage,
      'I search my memory and find nothing of it',
      'I would remember that, had I heard it',
      'That was never told to me',
    ),
  };
}

/** Says the name it was given or has heard; undefined when it knows none. */
export function recallName(stage: Stage): Move | undefined {
  const { name, isTold } = knownName(stage);
  if (name === '') return undefined;
  const slots = { name };
  const move = speaking(
    `answers with the name ${isTold ? 'it was told' : 'it has heard'}: ${name}`,
    word(stage, 'recallName', slots) || wordAgain(stage, 'recallName', slots),
  );
  return (
    move && {
      ...move,
      ...think(
        stage,
        `${name} is the name, I am sure of it`,
        `I know the name, it is ${name}`,
        `I have kept ${name} in my head`,
      ),
    }
  );
}

/** Takes note of what someone tells of themselves, and says something of its own to it where it can. */
export function takeNote(stage: Stage, telling: string): Move {
  const { persona, knowledge } = stage.scene;
  const name = nameGiven(telling);
  const told = besidesName(telling);
  const fact = isLasting(told) ? toldBack(told) : '';
  const example = exampleFor(stage, telling);
  if (example && name === '' && (fact === '' || stage.random.next() < 0.5)) return example;
  const echo = fact === '' ? '' : word(stage, 'told', { fact }) || wordAgain(stage, 'told', { fact });
  const noted = echo || (name === '' ? word(stage, 'chat') || wordAgain(stage, 'chat') : '');
  const welcome =
    name === '' ? '' : word(stage, 'nameTold', { name }) || wordAgain(stage, 'nameTold', { name });
  const found = findLore(knowledge, telling).find(({ phrase }) => phrase !== '');
  const related =
    found && !guardedBy(persona, telling, found.phrase) ? tell(stage, found.lore, telling) : undefined;
  const second = related
    ? related.speech[0]
    : name === '' && stage.random.next() < 0.6
      ? word(stage, 'askBack')
      : '';
  const what =
    name === ''
      ? echo === ''
        ? 'hears what it is told'
        : 'notes what it is told'
      : `notes the name ${name}${fact === '' ? '' : ' and what else it is told'}`;
  const move =
    speaking(related ? `${what} and ${related.intent}` : what, welcome, noted, second) ??
    example ??
    fill(stage);
  const asker = stage.asker || 'someone';
  return {
    ...think(
      stage,
      name ? `${name}, I should remember that` : `I will keep in mind what ${asker} just told me`,
      'That is worth remembering',
      `So that is what ${asker} wants me to know`,
      name ? `Now I have a name to go with the face, ${name}` : 'I had better not forget that',
    ),
    ...move,
  };
}
