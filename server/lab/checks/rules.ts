import type { Finding } from './check.ts';

type Rule = Pick<Finding, 'principle' | 'limit' | 'unit' | 'severity'>;

/**
 * Every rule, why its limit is where it is, and the limit: a reply is at fault when the measured value is beyond it. Numbers called
 * HER's are of arXiv 2601.21459 and its repository, CoSER's of arXiv 2502.09082 and its, the others are ours.
 */
export const RULES = {
  // The parser keeps what never ends private: the reply loses it.
  'format.unclosed': { principle: 'Broken Format', severity: 4, limit: 0, unit: 'elements' },
  // No prompt of HER's allows a tag in a tag; the inner one changes layer.
  'format.nested': { principle: 'Broken Format', severity: 3, limit: 0, unit: 'elements' },
  // An end without a beginning: something before it stood in the wrong layer.
  'format.stray-end': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'tags' },
  // A tag cut in half; seen where tokens ran out.
  'format.broken-tag': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'tags' },
  // The format has none but its own.
  'format.unknown-tag': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'tags' },
  // The plan comes first, or what is before it was not planned.
  'format.order': { principle: 'Broken Format', severity: 3, limit: 0, unit: 'elements' },
  // Exactly one plan.
  'format.second-plan': { principle: 'Broken Format', severity: 3, limit: 1, unit: 'plans' },
  // A plan was asked for.
  'format.no-plan': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'missing plans' },
  // No two thoughts or actions in a row: HER's data merges them.
  'format.adjacent': { principle: 'Broken Format', severity: 1, limit: 0, unit: 'pairs' },
  // No space behind an end tag: HER's data has none.
  'format.space': { principle: 'Broken Format', severity: 1, limit: 0, unit: 'places' },
  // An element holds text.
  'format.empty': { principle: 'Broken Format', severity: 1, limit: 0, unit: 'elements' },
  // Nobody perceives anything of it: the NPC is mute.
  'format.mute': { principle: 'Broken Format', severity: 5, limit: 0, unit: 'turns without a word or deed' },
  // A thought is the first person; one without any person is well.
  'person.thought': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'thoughts' },
  // An action has no subject: clients put the name before it.
  'person.action': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'actions' },
  // A plan speaks of the character, not as the character.
  'person.plan': { principle: 'Broken Format', severity: 1, limit: 0, unit: 'plans' },
  // A plan names people; "user" takes the model out of the scene.
  'person.plan-user': { principle: 'Broken Format', severity: 2, limit: 0, unit: 'mentions' },
  // HER: 0.49 is healthy, 0.96 collapsed; of 10 turns or more.
  'layout.share': { principle: 'Pattern Collapse', severity: 2, limit: 0.7, unit: 'of turns' },
  // HER: 2.15 is healthy, 0.28 collapsed; less is worse; of 10 turns or more.
  'layout.entropy': { principle: 'Pattern Collapse', severity: 2, limit: 1, unit: 'bits' },
  // HER's data: never more than 2 turns in a row.
  'layout.run': { principle: 'Pattern Collapse', severity: 1, limit: 2, unit: 'turns running' },
  // CoSER cuts 5 times 5 to 30 words back to back.
  'loop.consecutive': { principle: 'Repetition', severity: 5, limit: 4, unit: 'times in a row' },
  // CoSER cuts the second time of 15 words or more; a refrain is shorter.
  'loop.distant': { principle: 'Repetition', severity: 3, limit: 1, unit: 'times' },
  // A sentence of 5 words or more, said again without anything new; a chant or a line of a refrain is shorter.
  'loop.sentence': { principle: 'Repetition', severity: 3, limit: 7, unit: 'words said again' },
  // CoSER cuts 100 letters without a space; 40 where it is one letter.
  'loop.letters': { principle: 'Repetition', severity: 4, limit: 99, unit: 'letters' },
  // Said in the last 3 own turns; a catchphrase stays below, and 4 such runs.
  'repeat.turns': { principle: 'Repetition', severity: 3, limit: 0.3, unit: 'of 4-word runs' },
  // A sentence of the last 3 own turns, word for word; a catchphrase is shorter.
  'repeat.stretch': { principle: 'Repetition', severity: 2, limit: 9, unit: 'words in a row' },
  // The same first 3 words a third time.
  'repeat.opening': { principle: 'Repetition', severity: 1, limit: 2, unit: 'turns running' },
  // The same first action a third time.
  'repeat.action': { principle: 'Repetition', severity: 1, limit: 2, unit: 'turns running' },
  // HER's limit of a turn.
  'length.words': { principle: 'Length Creep', severity: 2, limit: 200, unit: 'words' },
  // Over 5 turns that rise; only where the last has more than 100 words, all a prompt allows.
  'length.drift': { principle: 'Length Creep', severity: 2, limit: 10, unit: 'more words a turn' },
  // Players see it.
  'leak.tag': { principle: 'Meta Leak', severity: 5, limit: 0, unit: 'tags' },
  // HER: 8 words of the plan in public text.
  'leak.plan': { principle: 'Meta Leak', severity: 5, limit: 7, unit: 'words in a row' },
  // Words of the prompt's own.
  'leak.header': { principle: 'Meta Leak', severity: 4, limit: 0, unit: 'headers' },
  // The model speaks instead of the character.
  'leak.ai': { principle: 'Meta Leak', severity: 5, limit: 0, unit: 'phrases' },
  // One letter may be a symbol, two are a word.
  'language.script': { principle: 'Mixed Language', severity: 3, limit: 1, unit: 'letters' },
  // Letters of two scripts in one word.
  'language.word': { principle: 'Mixed Language', severity: 3, limit: 0, unit: 'words' },
  // Text that was decoded wrongly.
  'language.garbled': { principle: 'Mixed Language', severity: 3, limit: 0, unit: 'places' },
  // 6 words or more, surely of a language that nobody here speaks.
  'language.sentence': { principle: 'Mixed Language', severity: 3, limit: 0, unit: 'sentences' },
  // Another's name and a colon: the turn of somebody else.
  'others.line': { principle: 'Speaks for Others', severity: 5, limit: 0, unit: 'lines' },
  // An action whose subject is somebody else.
  'others.act': { principle: 'Speaks for Others', severity: 4, limit: 0, unit: 'clauses' },
  // Words put into another's mouth.
  'others.words': { principle: 'Speaks for Others', severity: 5, limit: 0, unit: 'clauses' },
  // HER: 8 words of a thought said aloud.
  'echo.thought': { principle: 'Subtext', severity: 2, limit: 7, unit: 'words in a row' },
} as const satisfies Record<string, Rule>;

export type CheckName = keyof typeof RULES;

const MAX_EVIDENCE = 160;

/** A finding of a rule. */
export function found(check: CheckName, value: number, evidence: string): Finding {
  const { principle, limit, unit, severity } = RULES[check];
  const short = evidence.length > MAX_EVIDENCE ? `${evidence.slice(0, MAX_EVIDENCE)}…` : evidence;
  return { check, principle, value, limit, unit, evidence: short.toWellFormed(), severity };
}

/** A finding where there is anything to count. */
export const counted = (check: CheckName, evidence: readonly string[]): Finding[] =>
  evidence.length > RULES[check].limit ? [found(check, evidence.length, evidence[0]!)] : [];
