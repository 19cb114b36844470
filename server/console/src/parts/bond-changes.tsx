import type { Bond, BondChange } from '../../../../schemas/bond.ts';
import { linkTo } from '../page.ts';
import { signed } from './bar.tsx';

const BY: Record<BondChange['by'], string> = {
  model: 'judged by the model',
  lexicon: 'judged by its words',
  designer: 'set by hand',
  game: 'set by the game',
};

/** What changed a bond, newest first. */
export const BondChanges = ({ changes }: { changes: readonly BondChange[] }) => (
  <ol className="bond-changes" aria-label="What changed it, newest first">
    {changes.map(({ bond, by, reason, turn, at, time }, index) => {
      const before = changes[index + 1]?.bond;
      return (
        <li key={index}>
          <span className="meta" title={new Date(at).toLocaleString()}>
            {time}
          </span>{' '}
          {before && <span className="bond-steps">{stepsOf(before, bond)}</span>}
          <span dir="auto">{reason}</span> <span className="meta">{BY[by]}</span>{' '}
          {turn && (
            <a className="meta" href={linkTo('turns', turn)}>
              that turn
            </a>
          )}
        </li>
      );
    })}
  </ol>
);

/** How far a change moved a bond: "trust +0.05, familiarity +0.02". */
const stepsOf = (before: Bond, now: Bond): string =>
  (['trust', 'affinity', 'familiarity'] as const)
    .map((degree): [string, string] => [degree, signed(now[degree] - before[degree])])
    .filter(([, step]) => step !== '0.00')
    .map(([degree, step]) => `${degree} ${step}`)
    .join(', ');
