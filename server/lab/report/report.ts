import type { Interval } from '../stats.ts';

/** A number that a reader compares, with its interval where there is one. `max`: of its scale, such as 100 points or 1 for shares. */
export type Metric = Partial<Pick<Interval, 'low' | 'high'>> & {
  name: string;
  /** Null: not measured; `explanation` says why. */
  value: number | null;
  unit: 'points' | 'share' | 'count';
  max?: number;
  /** What it means and which way is better, in a sentence for somebody who has not read the paper. */
  explanation: string;
};

/** A plot. `bars`: one per point; `lines`: points joined in order, by their labels. */
export type Chart = {
  title: string;
  explanation: string;
  kind: 'bars' | 'lines';
  unit: Metric['unit'];
  max?: number;
  series: { name: string; points: { label: string; value: number; low?: number; high?: number }[] }[];
};

export type Table = { title: string; explanation?: string; columns: string[]; rows: (string | number)[][] };

/** A stretch of talk that shows something. `text` is in HER's form, without plans. */
export type Example = {
  title: string;
  lines: { name: string; text: string }[];
  /** What is wrong or right with it, a sentence each. */
  findings: string[];
};

/** Which command a report is of. */
export const KINDS = ['acting', 'soak', 'regression', 'judge', 'enhance', 'rollouts'] as const;

/** What a command of the lab found, for people and machines alike: `report.json`, and the page made of it. */
export type LabReport = {
  kind: (typeof KINDS)[number];
  title: string;
  /** ISO 8601. */
  madeAt: string;
  judgedBy: string;
  /** False: only what can be measured was judged, and the page says so. */
  isModelJudge: boolean;
  /** Of the run's settings. */
  runHash: string;
  settings: Record<string, unknown>;
  /** What a reader must know before any number. */
  warnings: string[];
  metrics: Metric[];
  charts: Chart[];
  tables: Table[];
  examples: Example[];
};
