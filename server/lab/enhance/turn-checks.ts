import type { Layer, Span } from '../../../schemas/layers.ts';
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

/** Of any turn that is exported, whoever wrote it: the grammar, and that it is one turn of one character. A book's turn may be a thought alone. */
const GRAMMAR = /^(?:format\.(?!mute$)|leak\.tag|others\.line)/;
/** Of what a model wrote besides; what the source had already, an author wrote. */
const WRITTEN = /^(?:person\.|language\.(?:script|word|garbled)|loop\.|repeat\.turns|leak\.|others\.|echo\.)/;
/** HER's limit is 200 letters; a turn that is longer already may grow by half. */
const MAX_CHARS = 200;
const MAX_GROWTH = 1.5;
const ROOM_CHARS = 120;
/** So much of what was said has to be there still, and so much of it said: an author may have told an action in speech. */
const KEPT_WORDS = 0.8;
const KEPT_SPEECH = 0.5;
/** So much of what is said may be new, and so many words in any case. */
const NEW_SPEECH = 0.3;
const NEW_WORDS = 3;
const TAGGED: ReadonlySet<Layer> = new Set(['role_thinking', 'role_action']);
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
  const changed = changedSpeech(herSpansOf(turn.source, turn.name), spans);
  if (changed !== undefined) found.push({ check: 'turn.speech', problem: changed });
  if (callsIn(spans) !== callsIn(herSpansOf(turn.source, turn.name)))
    found.push({ check: 'turn.call', problem: 'the calls to the game are not those that were there' });
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
  const spans = viewFor(herSpansOf(text, name), 'self').map(({ text: words, ...span }) => ({
    ...span,
    text: TAGGED.has(span.layer) ? words.trim().replace(FINAL, '') : words.trim(),
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

/** What became of what was said, where too much did; the words of a turn are matched wherever they stand. */
function changedSpeech(before: readonly Span[], after: readonly Span[]): string | undefined {
  const said = wordsIn(before, ['speech']);
  const now = wordsIn(after, ['speech']);
  const lost = (words: readonly string[]) => said.filter((word) => !words.includes(word)).length;
  const anywhere = wordsIn(after, ['speech', 'role_action', 'role_thinking']);
  if (lost(anywhere) > (1 - KEPT_WORDS) * said.length || lost(now) > (1 - KEPT_SPEECH) * said.length)
    return `of what is said ${lost(now)} of ${said.length} words are missing`;
  const known = new Set(wordsIn(before, ['speech', 'role_action', 'role_thinking']));
  const added = now.filter((word) => !known.has(word)).length;
  return added > NEW_WORDS && added > NEW_SPEECH * now.length
    ? `${added} of ${now.length} words that are said are new`
    : undefined;
}

const wordsIn = (spans: readonly Span[], layers: readonly Layer[]): string[] =>
  wordsOf(
    spans
      .filter(({ layer }) => layers.includes(layer))
      .map(({ text }) => text)
      .join(' '),
  );

const callsIn = (spans: readonly Span[]): string =>
  JSON.stringify(spans.filter(({ layer }) => layer === 'game_action').map(({ text }) => text));

/** "I know he feels": the words of a thought that only the other could think. */
export function mindRead(thought: string, others: readonly string[]): string | undefined {
  const who = ['he', 'she', 'they', ...others.map(namePattern)].join('|');
  return new RegExp(
    `\\bI (?:know|can tell|am certain|am sure)(?: that| what| how| exactly what)? (?:${who}) (?:secretly )?(?:feels?|thinks?|wants?|fears?|loves?|hates?|hopes?|intends?|is (?:thinking|feeling|hoping))(?!\\p{L})`,
    'iu',
  ).exec(thought)?.[0];
}
