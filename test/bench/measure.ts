/** What several runs gave: smallest, middle and largest value. */
export type Spread = { min: number; median: number; max: number };

/** One figure beside its baseline. `ratio` is subject by baseline, each with the run that followed it. */
export type Row = {
  what: string;
  unit: string;
  /** Whether more of it or less of it is better. */
  better: 'more' | 'less';
  subject: Spread;
  baseline: Spread;
  /** What the baseline is. */
  against: string;
  ratio: Spread;
};

export type Section = { name: string; title: string; how: string; rows: Row[] };

/** What one run measured, by name. */
export type Figures = Record<string, number>;
/** One run of each side; `ours` is the subject, the others are baselines by what they are. */
export type Round<Baseline extends string> = Record<'ours' | Baseline, Figures>;

/**
 * Runs all sides in turn (ABAB…), so that what else the machine does hits them alike. The first `warmUps` rounds do not
 * count.
 */
export async function alternate<Baseline extends string>(
  { runs, warmUps }: { runs: number; warmUps: number },
  sides: Record<'ours' | Baseline, () => Promise<Figures> | Figures>,
): Promise<Round<Baseline>[]> {
  const rounds: Round<Baseline>[] = [];
  for (let run = 0; run < warmUps + runs; run += 1) {
    const round: Record<string, Figures> = {};
    for (const [side, measure] of Object.entries<() => Promise<Figures> | Figures>(sides))
      round[side] = await measure();
    rounds.push(round as Round<Baseline>);
  }
  return rounds.slice(warmUps);
}

/** The row of a figure that the subject and a baseline both measured. */
export function rowOf<Baseline extends string>(
  rounds: readonly Round<Baseline>[],
  figure: string,
  { against, ...row }: Pick<Row, 'what' | 'unit' | 'better'> & { against: Baseline },
): Row {
  const valuesOf = (side: 'ours' | Baseline) => rounds.map((round) => round[side][figure] ?? Number.NaN);
  const [subject, baseline] = [valuesOf('ours'), valuesOf(against)];
  const ratio = subject.map((value, index) => value / baseline[index]!);
  return {
    ...row,
    against,
    subject: spreadOf(subject),
    baseline: spreadOf(baseline),
    ratio: spreadOf(ratio),
  };
}

export const spreadOf = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  median: percentile(values, 50),
  max: Math.max(...values),
});

/** The value that `percent` of the values do not exceed; between two, the mean of both. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * (percent / 100);
  return (sorted[Math.floor(position)]! + sorted[Math.ceil(position)]!) / 2;
}

/**
 * Milliseconds on the machine's monotonic clock. Processes of one machine read the same clock, so times taken in server
 * and client can be compared.
 */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
