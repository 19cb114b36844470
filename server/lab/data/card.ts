import type { PlayedInstance } from '../../store/recorded-play.ts';
import type { ExportOptions } from './export.ts';
import type { Written } from './output.ts';
import { SPLITS, type Split } from './split.ts';

/** What was read, what of it was left out and why, and what was written. `targets`: replies that are to be learned. */
export type Counts = {
  lines: number;
  conversations: { found: number; withoutReply: number; withoutConsent: number; exported: number };
  turns: number;
  targets: number;
  /** Targets with a plan. */
  plans: number;
  splits: Record<Split, number>;
  /** Targets by who wrote them. */
  models: Record<string, number>;
  /** Targets by character. */
  characters: Record<string, number>;
};

export const newCounts = (): Counts => ({
  lines: 0,
  conversations: { found: 0, withoutReply: 0, withoutConsent: 0, exported: 0 },
  turns: 0,
  targets: 0,
  plans: 0,
  splits: { train: 0, validation: 0, test: 0 },
  models: {},
  characters: {},
});

type Card = {
  counts: Counts;
  files: readonly Written[];
  instances: readonly PlayedInstance[];
  options: ExportOptions;
};

/** The data card: for people as README.md, for programs as dataset.json. */
export function cardOf({ counts, files, instances, options }: Card): { readme: string; json: object } {
  const { gapMinutes, maxLines, seed, validation, test, includesWithoutConsent, keepsNames } = options;
  const json = {
    form: 1,
    instances: instances.map(({ id, branch }) => ({ id, branch })),
    filters: { includesWithoutConsent, keepsNames, gapMinutes, maxLines, seed, validation, test },
    counts,
    files,
  };
  const { conversations } = counts;
  const left = conversations.withoutConsent;
  const readme = `# Recorded play as training data

| what | how many |
| --- | --- |
${rows([
  ['lines read', counts.lines],
  ['conversations found', conversations.found],
  ['left out: no character said anything', conversations.withoutReply],
  [includesWithoutConsent ? 'taken without consent' : 'left out: somebody has not agreed', left],
  ['conversations exported', conversations.exported],
  ['turns in them', counts.turns],
  ['replies to learn', counts.targets],
  ['of them with a plan', counts.plans],
  ...SPLITS.map((split): [string, number] => [`conversations in ${split}`, counts.splits[split]]),
])}

From: ${instances.map(({ id, branch }) => `${id} (branch ${branch})`).join(', ')}.

## What stands in it
- A conversation is what was said and happened at one place, until nothing had for ${gapMinutes} minutes or it had ${maxLines} lines.
  Whispers are conversations of their own. What a loaded game has undone is not in it.
- A sample holds what its character heard. No history holds a plan, no sample another's thought. Only the last reply has its plan.
- Replies to learn are whole ones. What was cut off, recited, or said by the built-in model in another's place is history alone.
- What a character remembered of other conversations is in no prompt here.
- ${
    includesWithoutConsent
      ? '**Conversations of players who have not agreed are in it** (`--include-without-consent`).'
      : 'Every player in it has agreed: `consent: true` when they joined.'
  }
- ${
    keepsNames
      ? '**Names of players are in it** (`--keep-names`).'
      : 'Names of players are replaced by "Traveller A" and so on, whole words in any case. What else players tell of themselves is not found by that.'
  }
- Parts are chosen by the hash of a conversation's id with seed ${seed}: ${percent(validation)} validation, ${percent(test)} test. No conversation is in two.
- Ids of lines and turns (\`x_server\`) are those of the record; join by them, never by position.

## Who wrote the replies
| model | replies |
| --- | --- |
${rows(Object.entries(counts.models))}
${
  counts.models['built-in']
    ? '\n**The built-in model is no language model**: replies by it teach its few patterns.\n'
    : ''
}
| character | replies |
| --- | --- |
${rows(Object.entries(counts.characters))}

## Files
| file | rows | SHA-256 |
| --- | --- | --- |
${files.map((file) => `| \`${file.path}\` | ${file.rows} | \`${file.sha256}\` |`).join('\n')}
`;
  return { readme, json };
}

const rows = (all: readonly (readonly [string, number])[]): string =>
  all.map(([name, value]) => `| ${name.replaceAll('|', '\\|')} | ${value} |`).join('\n');

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
