import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import type { Lore } from '../../schemas/world.ts';
import { ash, line, reply, type Setting, sceneOf, sceneWith, speechOf, talk } from './builtin-scene.ts';
import { conversations, filled } from './conversations.ts';

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The sentences of what was said, fit to be compared. */
export const sentencesOf = (spans: readonly Span[]): string[] =>
  speechOf(spans)
    .split(/(?<=[.!?…])\s+/u)
    .map(bare)
    .filter((sentence) => sentence !== ''); // prettier-ignore

/** Sentences that came twice in a talk. */
export function repeated(replies: readonly Span[][]): string[] {
  const all = replies.flatMap(sentencesOf);
  return all.filter((sentence, index) => all.indexOf(sentence) !== index);
}

/** Everything that came twice in thirty talks with one persona: sentences, and orders of layers a third time running. */
export async function faultsOf(setting: Setting): Promise<string[]> {
  const titles = setting.knowledge.map(({ title }) => title);
  const faults: string[] = [];
  for (const [index, said] of conversations.entries()) {
    const replies = await talk(setting, filled(said, titles, index), index);
    for (const sentence of repeated(replies))
      faults.push(`${setting.npc}, talk ${index}: "${sentence}" came twice`);
    for (const pattern of threeRunning(replies))
      faults.push(`${setting.npc}, talk ${index}: ${pattern} three times running`);
    if (replies.some((spans) => speechOf(spans) === ''))
      faults.push(`${setting.npc}, talk ${index}: fell silent`);
  }
  return faults;
}

const threeRunning = (replies: readonly Span[][]): string[] => {
  const patterns = replies.map((spans) => spans.map((span) => span.layer).join(' '));
  return patterns.filter(
    (pattern, index) => index >= 2 && patterns[index - 1] === pattern && patterns[index - 2] === pattern,
  );
};

const small = (title: string): string => title.replace(/^The /, 'the ');

/** Ways to ask about an entry: by its title, and by its first key. */
const QUESTIONS: ((entry: Lore) => string)[] = [
  ({ title }) => `What do you know about ${small(title)}?`,
  ({ title }) => `Tell me about ${small(title)}.`,
  ({ title }) => `Hello! Have you ever heard of ${small(title)}?`,
  ({ title }) => `${small(title)}, what is that?`,
  ({ keys }) => `I keep hearing of ${keys[0]}. What is it about?`,
  ({ keys }) => `What can you tell me about ${keys.at(-1)}?`,
];

export type Score = { asked: number; right: number; wrong: string[] };

const questionsOn = (entry: Lore, written: Record<string, string[]>): string[] => [
  ...QUESTIONS.map((ask) => ask(entry)),
  ...(written[entry.id] ?? []),
];

/** What an NPC has said to somebody who wore out everything there is to ask. */
export async function wornOutBy(setting: Setting, by = ash, lines: Line[] = []): Promise<Line[]> {
  const questions = setting.knowledge.flatMap((entry) => questionsOn(entry, {}).slice(0, 3));
  await talk(setting, questions, 0, { by, lines });
  return lines;
}

/**
 * How many questions are answered with words of the entry they ask for. `written`: questions by entry id; `by`, `lines`:
 * who asks, and what the NPC has perceived before.
 */
export async function loreScore(
  setting: Setting,
  written: Record<string, string[]> = {},
  { by = ash, lines = [] as Line[] } = {},
): Promise<Score> {
  const score: Score = { asked: 0, right: 0, wrong: [] };
  for (const entry of setting.knowledge) {
    for (const question of questionsOn(entry, written)) {
      const asked = [...lines, line(question, { ...by, players: [by.player], to: `npc:${setting.npc}` })];
      const scene = sceneOf(setting, asked, sceneWith(by));
      const speech = speechOf(await reply(scene, { seed: score.asked }));
      score.asked += 1;
      if (isFrom(entry, speech)) score.right += 1;
      else score.wrong.push(`${setting.npc}: ${question} -> ${speech}`);
    }
  }
  return score;
}

/** Whether something said is, to its last six words, a sentence of the entry. */
export const isFrom = ({ text }: Lore, speech: string): boolean =>
  text
    .replaceAll(/\s*\([^)]*\)/g, '')
    .split(/(?<=[.!?…])\s+/u)
    .map((sentence) => bare(sentence).split(' ').slice(-6).join(' '))
    .some((end) => bare(speech).includes(end));
