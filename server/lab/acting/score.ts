import { z } from 'zod';
import { type JsonAnswer, jsonFitting } from '../json-answer.ts';

/** The four dimensions of given-circumstance acting (CoSER, arXiv 2502.09082), as HER judges by them. */
export const DIMENSIONS = [
  'Storyline Consistency',
  'Anthropomorphism',
  'Character Fidelity',
  'Storyline Quality',
] as const;
export type ActingDimension = (typeof DIMENSIONS)[number];

/**
 * Something wrong in a simulation. `severity` is what the judge wrote: 1 minor, 3 moderate, 5 severe; `isNoNumber`: it wrote something else there,
 * of which `severity` is the number that it spells, if any. `round`: where it is known.
 */
export type Flaw = {
  instance: string;
  type: string;
  severity?: number;
  isNoNumber?: true;
  round?: number;
};

/** `her` leaves a flaw without a number out of the sum; `coser` counts a missing one as 1, and of all others whole numbers alone. */
export type Protocol = 'her' | 'coser';

/** Severity forgiven for every turn of an actor, so that long scenes are not worse for being long. */
const FORGIVEN_PER_TURN = 0.3;
const POINTS_PER_SEVERITY = 5;
const MAX_SEVERITY = 5;
/** Mechanical repetition alone may be graver than severe: a flaw of flow, in whatever language a judge describes it. */
const MAX_REPETITION_SEVERITY = 10;
const REPETITION = /^\W*flow\b|repeat|repetit/i;

/**
 * `100 − 5 · (Σ severity − 0.3 · turns)`, from 0 to 100. `actorTurns`: turns that are neither the environment's nor the next speaker's.
 */
export function scoreOf(flaws: readonly Flaw[], actorTurns: number, protocol: Protocol = 'her'): number {
  const severity = flaws.reduce((sum, flaw) => sum + countedSeverity(flaw, protocol), 0);
  const score = 100 - POINTS_PER_SEVERITY * (severity - FORGIVEN_PER_TURN * actorTurns);
  return Math.max(0, Math.min(100, score));
}

function countedSeverity({ severity, isNoNumber, type, instance }: Flaw, protocol: Protocol): number {
  if (protocol === 'coser' && isNoNumber) return 0;
  if (severity === undefined) return protocol === 'coser' ? 1 : 0;
  if (protocol === 'coser' && !Number.isInteger(severity)) return 0;
  const most = REPETITION.test(`${type} ${instance}`) ? MAX_REPETITION_SEVERITY : MAX_SEVERITY;
  return Math.max(0, Math.min(most, severity));
}

/** What only describes a flaw costs no verdict where it is missing or something else. */
const Words = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(' … '))]).catch('');
const WrittenFlaw = z.object({
  instance: Words,
  type: Words,
  severity: z
    .unknown()
    .optional()
    .transform((value): Pick<Flaw, 'severity' | 'isNoNumber'> => {
      if (value === undefined || value === null) return {};
      if (typeof value === 'number' && Number.isFinite(value)) return { severity: value };
      const spelled = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
      return { ...(Number.isFinite(spelled) && { severity: spelled }), isNoNumber: true };
    }),
});
const Flaws = z.object({ flaws: z.array(WrittenFlaw) });

/**
 * Reads a judge's flaws in one dimension: `{"<dimension>": {"flaws": [{instance, type, severity}]}}`, or the inner object alone. Never
 * throws; an answer that holds none of it is no verdict, and is never scored.
 */
export function readFlaws(answer: string, dimension: ActingDimension): JsonAnswer<Flaw[]> {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const schema = z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || 'flaws' in value) return value;
    return Object.entries(value).find(([name]) => plain(name) === plain(dimension))?.[1];
  }, Flaws);
  const read = jsonFitting(answer, schema);
  if ('problem' in read) return read;
  const value = read.value.flaws.map(({ severity, ...flaw }): Flaw => ({ ...flaw, ...severity }));
  return { value, isRepaired: read.isRepaired };
}
