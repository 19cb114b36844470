import escapeRegExp from 'escape-string-regexp';
import { isNamed } from './first-person.ts';
import { topicOf } from './lore.ts';
import { type Move, speaking, think } from './move.ts';
import type { Bank } from './phrases/banks.ts';
import { type Slots, type Stage, word, wordAgain } from './stage.ts';
import { plain } from './words.ts';

const ASKS_WHO_IS_HERE =
  /\bwho(?:'s| is| are| else is| all is)(?: \p{L}+)? (?:(?:in|at|around) (?:this|the) (?:room|place|house|inn|tavern|bar|hall|building|shop|square|church|chapel|cellar)|here|present|around|with (?:us|you))\b|\bwho are (?:these|those|all these|the other) (?:people|folk|others|guests|men|women)\b|\bis (?:any(?:body|one)|some(?:body|one)) (?:else )?(?:here|around|in here)\b|\bare we alone\b/iu;
const ASKS_WHERE =
  /\bwhere(?:'s| is| are| has)\b|\bwhere (?:can|could|might|do|would|should|will) (?:i|we|one|you) (?:find|meet|see|look for|go to see)\b|\b(?:have you|has anyone|did you) (?:just |recently )?seen? \p{L}/iu;
const ASKS_IF_HERE = /\bis \p{L}[^?.!]* (?:here|around|about|in|nearby|present)\s*[?.!]*$/iu;

/** Says who is here, or where somebody is whom it knows; undefined when the words ask for neither. */
export function aboutWhereabouts(stage: Stage, words: string): Move | undefined {
  if (ASKS_WHO_IS_HERE.test(words)) return whoIsHere(stage);
  if (!ASKS_WHERE.test(words) && !ASKS_IF_HERE.test(words)) return undefined;
  const { others } = stage.scene;
  const sought = others.find(
    ({ name }) =>
      isNamed(words, plain(name)) &&
      !new RegExp(`${escapeRegExp(plain(name).split(' ').at(-1)!)}['’]s`, 'iu').test(words),
  );
  if (!sought && isNamed(words, stage.own)) return speaking('says that it is the one', word(stage, 'self'));
  if (!sought || sought.id === stage.heard.lines.at(-1)?.from) return undefined;
  const name = plain(sought.name);
  const move =
    sought.place === undefined
      ? speaking(`says that ${name} is here`, ask(stage, 'here', { name }))
      : speaking(
          `says where ${name} is to be found as a rule`,
          ask(stage, 'elsewhere', { name, place: topicOf(sought.place) }),
        );
  return (
    move && {
      ...move,
      ...think(stage, 'I can point the way, and no harm done', 'That is easily answered'),
    }
  );
}

function whoIsHere(stage: Stage): Move | undefined {
  const asker = stage.heard.lines.at(-1)?.from;
  const names = stage.scene.others
    .filter(({ id, place }) => place === undefined && id !== asker)
    .map(({ name }) => plain(name));
  const row = [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part).join(' and ');
  const move = speaking(
    'says who is here',
    names.length > 0 ? ask(stage, 'present', { names: row }) : ask(stage, 'alone', {}),
  );
  return move && { ...move, ...think(stage, 'I look round and count', 'I know every face in here') };
}

const ask = (stage: Stage, bank: Bank, slots: Slots): string =>
  word(stage, bank, slots) || wordAgain(stage, bank, slots);
