import type { Span } from '../../../schemas/layers.ts';
import { TagStream } from '../../her/tag-stream.ts';
import { checkReply } from '../checks/check.ts';
import { namePattern } from '../checks/names.ts';
import { runsOf, wordsOf } from '../checks/words.ts';
import { perceivedBy, type Turn } from './conversation.ts';
import type { Fault } from './turn-checks.ts';

/** How a draft has to be revised (HER, arXiv 2601.21459): A is about the character already, B is written as the character, C is missing. */
export type DraftKind = 'A' | 'B' | 'C';

/** What a plan should have, in characters, and what it must have: models count badly. */
export type Lengths = { asked: readonly [number, number]; allowed: readonly [number, number] };

/** Fewer characters say nothing. */
const MIN_DRAFT = 20;
/** So many words in a row are those of a turn, by no chance. */
const SAME_WORDS = 6;
const NEW: Lengths = { asked: [800, 1500], allowed: [300, 2250] };

/** Which kind a draft of a character's plan is; others are told by name. */
export function kindOf(draft: string, name: string, others: readonly string[]): DraftKind {
  if (draft.trim().length < MIN_DRAFT) return 'C';
  const isOwnVoice = checksOf(draft, [], name, others).some(({ check }) => check === 'person.plan');
  return isOwnVoice || !mentions(draft, name) ? 'B' : 'A';
}

/** Of a plan that is third person already, its own length with a tenth more or less; else that of a new one. `draftChars`: the draft's. */
export const lengthsOf = (kind: DraftKind, draftChars: number): Lengths =>
  kind === 'A'
    ? {
        asked: [Math.round(draftChars * 0.9), Math.round(draftChars * 1.1)],
        allowed: [Math.round(draftChars * 0.5), Math.round(draftChars * 1.5)],
      }
    : NEW;

/** What is wrong with a plan before a reply. */
export function planFaults(
  plan: string,
  made: {
    name: string;
    others: readonly string[];
    reply: readonly Span[];
    lengths: Lengths;
    /** The whole conversation. */
    turns: readonly Turn[];
  },
): Fault[] {
  const { name, others, reply, lengths, turns } = made;
  const faults: Fault[] = [];
  const tell = (check: string, problem: string): void => void faults.push({ check, problem });
  if (plan.trim() === '') return [{ check: 'plan.empty', problem: 'it is empty' }];
  const tags = new TagStream();
  if ([...tags.push(plan), ...tags.end()].some(({ tag }) => tag !== null))
    tell('plan.tag', 'a tag stands in it');
  for (const { check, evidence } of checksOf(plan, reply, name, others)) tell(check, `${check}: ${evidence}`);
  if (!mentions(plan, name)) tell('plan.name', `it does not name ${name}`);
  const played = others.find((other) =>
    new RegExp(`(?:portray|play)(?:ing)?\\s+(?:${namePattern(other)})(?!\\p{L})`, 'iu').test(plan),
  );
  if (played !== undefined) tell('plan.other', `it plans how to play ${played}, not ${name}`);
  if (new RegExp(`^\\W*I(?:\\s+am|['’]m)\\s+(?:${namePattern(name)})(?!\\p{L})`, 'iu').test(plan))
    tell('plan.voice', `it opens as ${name}; it is about ${name}`);
  const hidden = hiddenIn(plan, name, turns);
  if (hidden !== undefined) tell('plan.hidden', `it has what ${name} cannot know: "${hidden}"`);
  const [least, most] = lengths.allowed;
  if (plan.length < least || plan.length > most)
    tell(
      'plan.length',
      `it has ${plan.length} characters; asked were ${lengths.asked[0]} to ${lengths.asked[1]}`,
    );
  return faults;
}

/** Words of another's thought, or of a turn that was not heard, where they are not those of what was perceived. */
function hiddenIn(plan: string, name: string, turns: readonly Turn[]): string | undefined {
  const perceived = perceivedBy(name, turns);
  const known = new Set(perceived.flatMap(({ spans }) => runsIn(spans.flatMap(({ text }) => wordsOf(text)))));
  const told = new Set(runsIn(wordsOf(plan)));
  return turns
    .filter((turn) => turn.name !== name)
    .flatMap(({ id, spans }) =>
      perceived.some((turn) => turn.id === id)
        ? spans.filter(({ layer }) => layer === 'role_thinking')
        : spans,
    )
    .flatMap(({ text }) => runsIn(wordsOf(text)))
    .find((run) => told.has(run) && !known.has(run));
}

const runsIn = (words: readonly string[]): string[] => runsOf(words, SAME_WORDS);

const OF_PLANS = /^(?:person\.plan|person\.plan-user|leak\.plan)$/;

const checksOf = (plan: string, reply: readonly Span[], name: string, others: readonly string[]) =>
  checkReply({
    name,
    others,
    history: [],
    reply: {
      spans: [{ span: 0, layer: 'system_thinking', text: plan }, ...reply.map((span) => ({ ...span }))],
    },
  }).filter(({ check }) => OF_PLANS.test(check));

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<!\\p{L})(?:${namePattern(name)})(?!\\p{L})`, 'iu').test(text);
