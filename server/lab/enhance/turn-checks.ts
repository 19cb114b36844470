import type { Span } from '../../../schemas/layers.ts';
import { joined, toHer, viewFor } from '../../her/views.ts';
import { checkReply, type Finding, type Said } from '../checks/check.ts';
import { namePattern } from '../checks/names.ts';
import { wordsOf } from '../checks/words.ts';
import { herSpansOf } from '../her-text.ts';

/** What is wrong with something that a model wrote, as it is told the model and the report. */
export type Fault = { check: string; problem: string };

/** A turn, and what it is checked against. `source`: what it was made of. */
export type CheckedTurn = {
  name: string;
  others: readonly string[];
  history: readonly Said[];
  /** HER's form, without name and plan. */
  text: string;
  source: string;
};

/** Of any turn that is exported, whoever wrote it: the grammar, and that it is one turn of one character. */
const GRAMMAR = /^(?:format\.|leak\.tag|others\.line)/;
/** Of what a model wrote besides; what the source had already, an author wrote. */
const WRITTEN = /^(?:person\.|language\.(?:script|word|garbled)|loop\.|repeat\.turns|leak\.|others\.|echo\.)/;
/** HER's limit is 200 letters; a turn that is longer already may grow by half. */
const MAX_CHARS = 200;
const MAX_GROWTH = 1.5;
const ROOM_CHARS = 120;
/** So much of what is said has to be there still. */
const KEPT_SPEECH = 0.6;
const FINAL = /[\s.,;:!?…。！？；，、]+$/u;
const ENDED = /[.;!?…。！？；]<\/role_(?:thinking|action)>/u;

/** What is wrong with a turn as it was found. */
export const sourceFaults = (turn: Omit<CheckedTurn, 'source'>): Fault[] =>
  findingsOf(turn, GRAMMAR).map(faultOf);

/** What is wrong with a turn that a model enhanced (HER, arXiv 2601.21459, the rules of its training data). */
export function enhancedFaults(turn: CheckedTurn): Fault[] {
  const before = new Set(findingsOf({ ...turn, text: turn.source }, WRITTEN).map(({ check }) => check));
  const found = [
    ...findingsOf(turn, GRAMMAR),
    ...findingsOf(turn, WRITTEN).filter(({ check }) => !GRAMMAR.test(check) && !before.has(check)),
  ].map(faultOf);
  const spans = herSpansOf(turn.text, turn.name);
  if (spans.length === 0) found.push({ check: 'turn.empty', problem: 'it is empty' });
  if (ENDED.test(turn.text))
    found.push({ check: 'turn.stop', problem: 'a sentence mark stands before an end tag' });
  const length = charsOf(turn.text);
  const limit = Math.max(MAX_CHARS, charsOf(turn.source) * MAX_GROWTH + ROOM_CHARS);
  if (length > limit)
    found.push({
      check: 'turn.length',
      problem: `it has ${length} characters, at most ${Math.floor(limit)}`,
    });
  const kept = keptSpeech(herSpansOf(turn.source, turn.name), spans);
  if (kept < KEPT_SPEECH)
    found.push({
      check: 'turn.speech',
      problem: `${Math.round(kept * 100)} % of what is said is kept, at least ${KEPT_SPEECH * 100} %`,
    });
  const read = spans
    .filter(({ layer }) => layer === 'role_thinking')
    .map(({ text }) => mindRead(text, turn.others))
    .find((words) => words !== undefined);
  if (read !== undefined)
    found.push({ check: 'turn.mind-reading', problem: `a thought knows another's mind: "${read}"` });
  return found;
}

/** What a model wrote, in HER's form: neighbours joined, no space behind tags, no sentence mark before an end tag, no name. */
export function mended(text: string, name: string): string {
  const spans = viewFor(herSpansOf(text, name), 'judge').map(({ text: words, ...span }) => ({
    ...span,
    text: span.layer === 'speech' ? words.trim() : words.trim().replace(FINAL, ''),
  }));
  return toHer(joined(spans.filter((span) => span.text !== '')));
}

function findingsOf({ name, others, history, text }: Omit<CheckedTurn, 'source'>, rules: RegExp): Finding[] {
  const spans = herSpansOf(text, name);
  return checkReply({ name, others, history, plan: 'off', reply: { spans, raw: text } }).filter(({ check }) =>
    rules.test(check),
  );
}

const faultOf = ({ check, principle, evidence }: Finding): Fault => ({
  check,
  problem: `${principle} (${check}): ${evidence}`,
});

const charsOf = (text: string): number =>
  herSpansOf(text).reduce((sum, span) => sum + [...span.text].length, 0);

/** Of the words that were said, how many are said still; all where nothing was said. */
function keptSpeech(before: readonly Span[], after: readonly Span[]): number {
  const said = wordsIn(before);
  const now = new Set(wordsIn(after));
  return said.length === 0 ? 1 : said.filter((word) => now.has(word)).length / said.length;
}

const wordsIn = (spans: readonly Span[]): string[] =>
  wordsOf(
    spans
      .filter(({ layer }) => layer === 'speech')
      .map(({ text }) => text)
      .join(' '),
  );

/** "I know he feels": the words of a thought that only the other could think. */
export function mindRead(thought: string, others: readonly string[]): string | undefined {
  const who = ['he', 'she', 'they', ...others.map(namePattern)].join('|');
  return new RegExp(
    `\\bI (?:know|can tell|am certain|am sure)(?: that| what| how| exactly what)? (?:${who}) (?:secretly )?(?:feels?|thinks?|wants?|fears?|loves?|hates?|hopes?|intends?|is (?:thinking|feeling|hoping))(?!\\p{L})`,
    'iu',
  ).exec(thought)?.[0];
}
