import type { Finding } from './check.ts';
import { found, RULES } from './rules.ts';
import { type Texts, type Turn, wasHeard } from './turn.ts';
import { sharedStretch, wordsOf } from './words.ts';

/** How many own turns before count. */
const TURNS = 3;
/** How far back an answer takes up what somebody else has told. */
const TOLD = 10;
/** Fewer shared runs are a turn of phrase: four are seven words in a row. */
const MIN_SHARED = 4;
const OPENING_WORDS = 3;
const MIN_ACTION_WORDS = 2;

/** What an NPC has said before in its last turns: whole runs of words, how it opened, what it did first. */
export function repetition({ reply, own, heard }: Turn): Finding[] {
  const findings: Finding[] = [];
  const before = own.slice(-TURNS);
  if (!wasAskedAgain(heard)) findings.push(...saidBefore(reply, before, heard));
  const opening = running([...own, reply], openingOf);
  if (opening.times > RULES['repeat.opening'].limit)
    findings.push(found('repeat.opening', opening.times, opening.what));
  const action = running([...own, reply], firstActionOf);
  if (action.times > RULES['repeat.action'].limit)
    findings.push(found('repeat.action', action.times, action.what));
  return findings;
}

function saidBefore(reply: Texts, before: readonly Texts[], heard: readonly Texts[]): Finding[] {
  const { share, shared } = overlapOf(
    reply.speechRuns,
    before.map((turn) => turn.speechRuns),
    () => heard.slice(-TOLD).map((turn) => turn.speechRuns),
  );
  if (shared.length < MIN_SHARED) return [];
  const findings = share > RULES['repeat.turns'].limit ? [found('repeat.turns', share, shared[0]!)] : [];
  const least = RULES['repeat.stretch'].limit + 1;
  const stretch = before
    .map((turn) => sharedStretch(reply.speechWords, turn.speechWords, least))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), []);
  if (stretch.length > 0 && !wasHeard(stretch, heard, least))
    findings.push(found('repeat.stretch', stretch.length, stretch.join(' ')));
  return findings;
}

const AGAIN =
  /(?<!\p{L})(?:(?:say|tell|repeat|explain|sing|read|ask)[^.?!]*(?:again|once more)|(?:what|how|who|where|when|which)[^.!]*again\?|repeat (?:that|it)|pardon|come again|what (?:did you say|was that)|noch ?mal|wiederhol|répét|otra vez|repite)/iu;

/** Who is asked to say it again says it again. */
const wasAskedAgain = (heard: readonly Texts[]): boolean => AGAIN.test(heard.at(-1)?.speech ?? '');

/**
 * Which of a turn's runs of 4 words were said in other turns of its speaker, and their share of all its runs. What somebody else
 * has `told` is an answer when it is said again, my for your.
 */
export function overlapOf(
  runs: readonly string[],
  others: readonly (readonly string[])[],
  told: () => readonly (readonly string[])[] = () => [],
): { share: number; shared: string[] } {
  const again = runs.filter((run) => others.some((other) => other.includes(run)));
  if (again.length === 0) return { share: 0, shared: [] };
  const known = new Set(told().flat().map(turned));
  const shared = again.filter((run) => !known.has(turned(run)));
  return { share: shared.length / runs.length, shared };
}

const TURNED: Record<string, string> = {
  you: 'i',
  me: 'i',
  your: 'my',
  yours: 'mine',
  are: 'am',
  "you're": "i'm",
  "you've": "i've",
  "you'll": "i'll",
  were: 'was',
};

/** The same words for both sides of a talk. */
const turned = (run: string): string =>
  run
    .split(' ')
    .map((word) => TURNED[word] ?? word)
    .join(' ');

/** '' where somebody says too little to have an opening. */
function openingOf(turn: Texts): string {
  const words = turn.speechWords;
  return words.length > OPENING_WORDS ? words.slice(0, OPENING_WORDS).join(' ') : '';
}

function firstActionOf(turn: Texts): string {
  const [action = ''] = turn.all('role_action');
  const words = wordsOf(action);
  return words.length < MIN_ACTION_WORDS ? '' : words.join(' ');
}

/** What the last turn has of something, and how many turns running have it. */
function running(turns: readonly Texts[], of: (turn: Texts) => string): { what: string; times: number } {
  const what = of(turns.at(-1)!);
  let times = 1;
  while (what !== '' && times < turns.length && of(turns.at(-1 - times)!) === what) times += 1;
  return { what, times };
}
