/** How much is measured. Durations are per run. */
export type Sizes = {
  /** Pairs of runs, subject and baseline. */
  runs: number;
  /** Runs before those that count. */
  warmUps: number;
  parserMs: number;
  latency: { streams: number; clients: number }[];
  /** Visible tokens of one reply. */
  tokens: number;
  tokensPerSecond: number;
  fanOut: { clients: number; deltas: number }[];
  /** Memory hardly varies, and weighing it takes long. */
  memoryRuns: number;
  /** How many of each thing are weighed together. */
  rooms: number;
  npcs: number;
  clients: number;
  commitMs: number;
  /** NPCs of one world, how many of them change between two patches, and patches in a run. */
  alive: { npcs: number; changed: number; ticks: number };
  /** Of work in an engine. */
  engineMs: number;
  /** Memories of one NPC, and questions that are put to it. */
  recall: { memories: number[]; questions: number; runs: number; warmUps: number };
  /** Recorded turns that are checked in a run. */
  checks: { turns: number; runs: number; warmUps: number };
  /** Recorded turns that are exported. */
  dataset: { turns: number; runs: number; warmUps: number };
  /** NPCs that stream at once on the console's page, and how. */
  console: { npcs: number; tokens: number; tokensPerSecond: number; runs: number; warmUps: number };
};

const FULL: Sizes = {
  runs: 5,
  warmUps: 1,
  parserMs: 150,
  latency: [
    { streams: 1, clients: 1 },
    { streams: 20, clients: 5 },
  ],
  tokens: 80,
  tokensPerSecond: 100,
  fanOut: [
    { clients: 1, deltas: 12_000 },
    { clients: 10, deltas: 5_000 },
    { clients: 100, deltas: 600 },
  ],
  memoryRuns: 3,
  rooms: 10,
  npcs: 100,
  clients: 100,
  commitMs: 1_300,
  alive: { npcs: 1_000, changed: 20, ticks: 100 },
  engineMs: 250,
  recall: { memories: [100, 10_000, 100_000], questions: 6, runs: 3, warmUps: 1 },
  checks: { turns: 200_000, runs: 5, warmUps: 0 },
  dataset: { turns: 100_000, runs: 1, warmUps: 0 },
  console: { npcs: 100, tokens: 24, tokensPerSecond: 10, runs: 3, warmUps: 1 },
};

const QUICK: Sizes = {
  ...FULL,
  runs: 3,
  parserMs: 30,
  tokens: 20,
  fanOut: FULL.fanOut.map(({ clients, deltas }) => ({ clients, deltas: deltas / 5 })),
  memoryRuns: 2,
  clients: 25,
  commitMs: 240,
  alive: { npcs: 1_000, changed: 20, ticks: 30 },
  engineMs: 60,
  recall: { memories: [100, 10_000], questions: 6, runs: 3, warmUps: 1 },
  checks: { turns: 4_000, runs: 3, warmUps: 1 },
  dataset: { turns: 10_000, runs: 1, warmUps: 0 },
  console: { npcs: 100, tokens: 16, tokensPerSecond: 10, runs: 1, warmUps: 1 },
};

/** Just enough to see that every section works: what its figures are means nothing. */
const TINY: Sizes = {
  runs: 1,
  warmUps: 0,
  parserMs: 2,
  latency: [{ streams: 2, clients: 2 }],
  tokens: 8,
  tokensPerSecond: 200,
  fanOut: [{ clients: 2, deltas: 50 }],
  memoryRuns: 1,
  rooms: 2,
  npcs: 5,
  clients: 5,
  commitMs: 150,
  alive: { npcs: 20, changed: 5, ticks: 3 },
  engineMs: 2,
  recall: { memories: [100], questions: 3, runs: 1, warmUps: 0 },
  checks: { turns: 50, runs: 1, warmUps: 0 },
  dataset: { turns: 60, runs: 1, warmUps: 0 },
  console: { npcs: 5, tokens: 8, tokensPerSecond: 50, runs: 1, warmUps: 0 },
};

export const SIZES = { full: FULL, quick: QUICK, tiny: TINY };
