import type { Draft, Perceived } from './consolidate.ts';
import { momentOf } from './consolidate.ts';
import { sentencesOf, stem, termsOf } from './words.ts';

/** When the importances since the last reflection come to this, an NPC reflects. */
export const REFLECT_AT = 40;

/** People whom extraction counts for. */
const MAX_PEOPLE = 3;
/** Topics that are named, and how often one must have come up. */
const MAX_TOPICS = 3;
const LEAST_COUNT = 2;

const LIST = new Intl.ListFormat('en-GB');

/** What an NPC can count of its talks: how often somebody came and what they asked of. Nothing is guessed. */
export function count(lines: readonly Perceived[]): Draft[] {
  const people = new Map<string, Perceived[]>();
  for (const line of lines)
    if (line.by?.startsWith('player:')) people.set(line.by, [...(people.get(line.by) ?? []), line]);
  return [...people]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_PEOPLE)
    .flatMap(([about, said]): Draft[] => {
      const { name } = said.at(-1)!;
      const visits = lines.filter(({ comes }) => comes === name).length;
      const sentences = said.flatMap(({ speech }) => speech.flatMap(sentencesOf));
      const questions = sentences.filter((sentence) => /[?？]$/.test(sentence));
      const topics = topicsOf(questions);
      if (topics.length === 0) return [];
      const came = visits > 0 ? `came ${times(visits)}` : `spoke ${times(said.length)}`;
      return [
        {
          ...momentOf(said),
          kind: 'reflection',
          about,
          text: `${name} ${came} and asked mostly of ${LIST.format(topics)}.`,
          importance: 5,
          lines: said
            .filter(({ speech }) => /[?？]/.test(speech.join(' ')))
            .map(({ line }) => line)
            .slice(-50),
        },
      ];
    });
}

/** Words of questions that are no topic. */
const NO_TOPIC = new Set(
  'made make get got go went come came want see saw find found look give take does going really one more much many long old'.split(
    ' ',
  ),
);

/** The words that came up in most sentences, each in the form it had first. */
function topicsOf(sentences: readonly string[]): string[] {
  const counts = new Map<string, { word: string; count: number }>();
  for (const sentence of sentences)
    for (const word of termsOf(sentence).filter((term) => !NO_TOPIC.has(term))) {
      const known = counts.get(stem(word)) ?? { word, count: 0 };
      counts.set(stem(word), { ...known, count: known.count + 1 });
    }
  return [...counts.values()]
    .filter(({ count }) => count >= LEAST_COUNT)
    .sort((a, b) => b.count - a.count)
    .slice(0, MAX_TOPICS)
    .map(({ word }) => word);
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
