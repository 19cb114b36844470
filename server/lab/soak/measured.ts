import { checkReply, type Finding } from '../checks/check.ts';
import type { Said } from '../judge/judge.ts';
import { DIMENSIONS, meanOf, type Scores, type SoakDimension } from './dimensions.ts';
import type { ChunkJudge, SoakFlaw } from './judge.ts';
import type { SoakTalk } from './self-play.ts';

/** Where what can be measured belongs, by the check's group. Knowledge needs somebody who understands: it is not measured. */
const DIMENSION_OF: Record<string, SoakDimension> = {
  format: 'Basics',
  language: 'Basics',
  leak: 'Basics',
  loop: 'Basics',
  person: 'Logic',
  layout: 'Diversity',
  repeat: 'Diversity',
  length: 'Content Logic',
  echo: 'Content Logic',
  others: 'Interaction',
};
const MEASURED = new Set(Object.values(DIMENSION_OF));
/** A turn whose findings in a dimension come to this severity is worth nothing there. */
const WORST = 5;

type TurnFlaw = SoakFlaw & { severity: number };

/** Scores by what can be measured, without a model: the mean over the turns of what their findings leave of 100. */
export function measuredChunks(): ChunkJudge {
  return {
    name: 'measurable checks',
    isModel: false,
    async judge(talk, from, to) {
      const found = flawsIn(talk).slice(from, to);
      const scores = Object.fromEntries(
        DIMENSIONS.map((dimension) => [
          dimension,
          MEASURED.has(dimension) ? meanOf(found.map((flaws) => left(flaws, dimension))) : null,
        ]),
      ) as Scores;
      return { scores, flaws: found.flat() };
    },
  };
}

function left(flaws: readonly TurnFlaw[], dimension: SoakDimension): number {
  const severity = flaws
    .filter((flaw) => flaw.dimension === dimension)
    .reduce((sum, flaw) => sum + flaw.severity, 0);
  return 100 * (1 - Math.min(1, severity / WORST));
}

/** A talk is looked at once, however many stretches it is judged in. */
const known = new WeakMap<SoakTalk, TurnFlaw[][]>();

function flawsIn(talk: SoakTalk): TurnFlaw[][] {
  const found = known.get(talk) ?? look(talk);
  known.set(talk, found);
  return found;
}

function look({ seed, turns }: SoakTalk): TurnFlaw[][] {
  const { persona, world } = seed.stage;
  const history: Said[] = seed.prologue ? [{ name: persona.name, spans: seed.prologue }] : [];
  return turns.map(({ number, player, reply }) => {
    if (player) history.push({ name: seed.user.name, spans: player });
    const findings = checkReply({
      name: persona.name,
      others: seed.stage.present,
      language: persona.language ?? world.language,
      plan: reply.plan,
      history: [...history],
      reply,
    });
    history.push({ name: persona.name, spans: reply.spans });
    const flaws = findings.map((finding) => ({
      dimension: DIMENSION_OF[finding.check.split('.')[0]!] ?? 'Content Logic',
      turn: number,
      what: told(finding),
      severity: finding.severity,
    }));
    const isSilent = !reply.spans.some(({ layer }) => layer === 'speech' || layer === 'role_action');
    return isSilent
      ? [...flaws, { dimension: 'Interaction', turn: number, what: 'says and does nothing', severity: WORST }]
      : flaws;
  });
}

const told = ({ principle, value, unit, limit, evidence }: Finding): string =>
  `${principle}: ${Math.round(value * 100) / 100} ${unit}, limit ${limit}: ${evidence}`;
