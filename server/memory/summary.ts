import type { Line } from '../../schemas/record.ts';
import type { Told } from '../../schemas/scene.ts';
import { clip, sentencesOf } from './words.ts';

const MAX_SENTENCES = 14;
const MAX_SENTENCE = 160;

/**
 * What older lines came to, by extraction alone: the sentences in which people told something of themselves or named
 * things, in the order they were said and as they were said. Nothing is invented; the same lines give the same summary.
 */
export function summarise(lines: readonly Line[]): Told[] {
  const sentences = lines.flatMap((line, order) =>
    line.kind === 'event'
      ? line.spans.map((span) => ({
          order,
          told: { text: clip(span.text, MAX_SENTENCE), line: line.id },
          score: 1,
        }))
      : line.spans
          .filter((span) => span.layer === 'speech')
          .flatMap((span) => sentencesOf(span.text))
          .map((sentence) => ({
            order,
            told: { name: line.name, text: clip(sentence, MAX_SENTENCE), line: line.id },
            score: salience(sentence, line.from.startsWith('player:')),
          })),
  );
  return sentences
    .filter((sentence) => sentence.score > 0)
    .sort((a, b) => b.score - a.score || b.order - a.order)
    .slice(0, MAX_SENTENCES)
    .sort((a, b) => a.order - b.order)
    .map(({ told }) => told);
}

/** How much a sentence says that is worth keeping, 0 to 10: facts about the speaker, names, numbers, promises. */
export function salience(sentence: string, isPlayers: boolean): number {
  if (/[?？]\s*$/.test(sentence)) return 0;
  const fromPlayer = isPlayers ? 2 : 0;
  const personal = /\b(my name|call me|i am|i'm|i have|i've|i lost|i seek|i come from|my)\b/i.test(sentence)
    ? 3
    : 0;
  const promise = /\b(promise|swear|will bring|owe|agree|deal)\b/i.test(sentence) ? 2 : 0;
  const names = Math.min(
    2,
    (
      sentence
        .trim()
        .slice(1)
        .match(/\p{Lu}\p{L}+/gu) ?? []
    ).length,
  );
  const numbers = /\d/.test(sentence) ? 1 : 0;
  const score = personal + promise + names + numbers;
  return score === 0 ? 0 : score + fromPlayer;
}
