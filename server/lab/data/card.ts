import type { Written } from './output.ts';
import { type Shares, SPLITS, type Split } from './split.ts';

/** What was read, what of it was left out and why, and what was written. `targets`: replies that are to be learned. */
export type Counts = {
  lines: number;
  conversations: {
    found: number;
    withoutReply: number;
    withoutConsent: number;
    unreadable: number;
    /** Of files: what was there before, by its id. */
    repeated?: number;
    exported: number;
  };
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
  conversations: { found: 0, withoutReply: 0, withoutConsent: 0, unreadable: 0, exported: 0 },
  turns: 0,
  targets: 0,
  plans: 0,
  splits: { train: 0, validation: 0, test: 0 },
  models: {},
  characters: {},
});

/** How recorded play was filtered. */
export type PlayFilters = {
  gapMinutes: number;
  maxLines: number;
  includesWithoutConsent: boolean;
  keepsNames: boolean;
};

export type CardContent = {
  counts: Counts;
  files: readonly Written[];
  /** Instances or files, for people. */
  sources: readonly string[];
  options: Shares & { seed: number };
  /** Set where it was played here, not read from files. */
  played?: PlayFilters;
};

/** The data card: for people as README.md, for programs as dataset.json. */
export function cardOf({ counts, files, sources, options, played }: CardContent): {
  readme: string;
  json: object;
} {
  const { seed, validation, test } = options;
  const filters = played && {
    includesWithoutConsent: played.includesWithoutConsent,
    keepsNames: played.keepsNames,
    gapMinutes: played.gapMinutes,
    maxLines: played.maxLines,
  };
  const json = { form: 1, sources, filters: { ...filters, seed, validation, test }, counts, files };
  const { conversations } = counts;
  const readme = `# ${played ? 'Recorded play' : 'Conversations'} as training data

| what | how many |
| --- | --- |
${rows([
  [played ? 'lines read' : 'turns read', counts.lines],
  ['conversations found', conversations.found],
  ...(played
    ? ([
        ['left out: no character said anything', conversations.withoutReply],
        [
          played.includesWithoutConsent ? 'taken without consent' : 'left out: somebody has not agreed',
          conversations.withoutConsent,
        ],
      ] as const)
    : ([
        ['left out: could not be read', conversations.unreadable],
        ['left out: no character said anything', conversations.withoutReply],
        ['left out: was there before', conversations.repeated ?? 0],
      ] as const)),
  ['conversations exported', conversations.exported],
  ['turns in them', counts.turns],
  ['replies to learn', counts.targets],
  ['of them with a plan', counts.plans],
  ...SPLITS.map((split): [string, number] => [`conversations in ${split}`, counts.splits[split]]),
])}

From: ${sources.join(', ')}.

## What stands in it
${(played ? playedText(played) : [FROM_FILES]).map((item) => `- ${item}`).join('\n')}
- No history holds a plan, no sample another's thought. Only the last reply has its plan.
- Parts are chosen by the hash of a conversation's id with seed ${seed}: ${percent(validation)} validation, ${percent(test)} test. No conversation is in two.

## Who wrote the replies
| model | replies |
| --- | --- |
${rows(Object.entries(counts.models))}
${
  counts.models['built-in']
    ? '\n**The built-in model is no language model**: replies by it teach its few patterns.\n'
    : ''
}
## Who speaks in it
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

const FROM_FILES =
  "Conversations as the files have them; whose words they are, and what may be done with them, is the files' own matter.";

const playedText = ({ gapMinutes, maxLines, includesWithoutConsent, keepsNames }: PlayFilters): string[] => [
  `A conversation is what was said and happened at one place, until nothing had for ${gapMinutes} minutes or it had ${maxLines} lines. Whispers are conversations of their own. What a loaded game has undone is not in it.`,
  'A sample holds what its character heard. What a character remembered of other conversations is in no prompt here.',
  "Replies to learn are whole ones. What was cut off, recited, or said by the built-in model in another's place is history alone.",
  includesWithoutConsent
    ? '**Conversations of players who have not agreed are in it** (`--include-without-consent`).'
    : 'Every player in it has agreed: `consent: true` when they joined.',
  keepsNames
    ? '**Names of players are in it** (`--keep-names`).'
    : 'Names of players are replaced by "Traveller A" and so on, whole words in any case; a word of a name where its player is. Names of common English words alone stay where they are said. What else players tell of themselves is not found by that.',
  'Ids of lines and turns (`x_server`) are those of the record; join by them, never by position.',
];

const rows = (all: readonly (readonly [string, number])[]): string =>
  all.map(([name, value]) => `| ${name.replaceAll('|', '\\|')} | ${value} |`).join('\n');

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
