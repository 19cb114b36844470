import type { Line } from '../../schemas/record.ts';
import type { Prompt } from '../../schemas/scene.ts';
import { CHATML_STOPS } from './chatml.ts';
import { renderLine, START } from './messages.ts';
import { neutralise } from './neutralise.ts';

/** What a model is told of a moment in which somebody is to speak next. */
export type OpenMoment = {
  /** Where they are, in a sentence or two. */
  scenario: string;
  /** Those who may speak next, and what anyone can see of them. */
  candidates: readonly { name: string; description: string }[];
  /** What was said there, oldest first; the last one is to be answered. */
  lines: readonly Line[];
};

/** Longer answers are no choice. */
export const MAX_ANSWER_CHARS = 1500;

/** Has a model choose who speaks next (HER, arXiv 2601.21459, the next-speaker task): its answer is one name. Pure. */
export function nextSpeakerPrompt({ scenario, candidates, lines }: OpenMoment): Prompt {
  const names = candidates.map(({ name }) => neutralise(name));
  const system = [
    'You watch a role-play and say who speaks next. You never speak for anybody.',
    `===The scenario is as follows===\n${neutralise(scenario)}`,
    `===Who may speak next===\n${candidates
      .map(({ name, description }) => `${neutralise(name)}: ${neutralise(description)}`)
      .join('\n')}`,
    'Choose the one whom the last words concern most, or who would be the first to answer them. Never the one who has just spoken. ' +
      `Answer with one line, one of these names and nothing else:\n${names.map((name) => `Next Speaker: ${name}`).join('\n')}`,
  ].join('\n\n');
  const talk = lines
    .map((line) => (line.kind === 'event' ? `Environment: ${happened(line)}` : renderLine(line, '')))
    .filter((text) => text !== '');
  const user = [START, ...talk].join('\n\n');
  return {
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    marks: [
      [{ section: 'Next speaker', source: 'form', length: system.length }],
      [{ section: 'Next speaker', source: 'form', length: user.length }],
    ],
    prefill: '',
    stops: [...CHATML_STOPS],
    form: 'canonical',
    plan: 'off',
  };
}

const FIELD = /next[ _-]?speaker[*_`]*\s*(?::|：|-|–|—|\bis\b)\s*(.*)/giu;
const REASONS = /^\W*reason(?:ing|s)?\b/i;
const THOUGHTS = /<(think|thinking|system_thinking|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi;

/**
 * Whom a model's answer names, as HER reads it: the last `Next Speaker:` field, else its first line, else anywhere; a name
 * that is equal goes before one that is part of what was written. Undefined where it names nobody of them, or is too long.
 */
export function parseNextSpeaker(answer: string, names: readonly string[]): string | undefined {
  const { said, field } = read(answer);
  if (field !== undefined) return nameIn(field, names);
  const [first = ''] = said.split('\n');
  return nameIn(first.split(/[:：]/u)[0]!, names) ?? nameIn(said, names);
}

/**
 * Where an answer says what it chose, of a name or not: its last `Next Speaker:` field, else its first line that gives no reasons. '' where it
 * says nothing, or is too long.
 */
export function choiceIn(answer: string): string {
  const { said, field } = read(answer);
  return field ?? said.split('\n').find((line) => line.trim() !== '' && !REASONS.test(line)) ?? '';
}

function read(answer: string): { said: string; field: string | undefined } {
  const said = answer.length > MAX_ANSWER_CHARS ? '' : answer.replaceAll(THOUGHTS, '').trim();
  return { said, field: [...said.matchAll(FIELD)].at(-1)?.[1] };
}

function nameIn(text: string, names: readonly string[]): string | undefined {
  const written = bare(text);
  if (written === '') return undefined;
  const named = names.map((name) => ({ name, words: bare(name) })).filter(({ words }) => words !== '');
  const equal = named.find(({ words }) => words === written);
  // The first one mentioned: "Tom, since Mara spoke last" is Tom; of two that begin there the longer.
  const mentioned = named
    .map((each) => ({ ...each, at: ` ${written} `.indexOf(` ${each.words} `) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.words.length - a.words.length)[0];
  const shortened = named.find(({ words }) => words.split(' ').includes(written));
  return (equal ?? mentioned ?? shortened)?.name;
}

const bare = (text: string): string =>
  (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');

const happened = ({ spans }: Line): string => spans.map(({ text }) => neutralise(text)).join(' ');
