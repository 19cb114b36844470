import type { BestOf } from '../../../../schemas/trace.ts';
import { Lanes } from '../parts/lanes.tsx';

/** The takes that a reply was chosen from, the spoken one first to be seen, with what the choice cost. */
export function Takes({ bestOf, tokens }: { bestOf: BestOf; tokens: number | undefined }) {
  const { takes, chosen, judgedBy, reason, waitMs, hasSharedPlan } = bestOf;
  return (
    <>
      <p className="hint">
        The best of {takes.length}, by {judgedBy}: {reason} The choice took {(waitMs / 1000).toFixed(1)} s
        {tokens !== undefined && `, all takes together ${tokens.toLocaleString('en')} tokens`}
        {hasSharedPlan && '; they share one plan'}.
      </p>
      {takes.map(({ spans, problem }, index) => (
        <section key={index} aria-label={`Take ${index + 1}`}>
          <h3>
            Take {index + 1}
            {index === chosen ? ', spoken' : ''}
          </h3>
          {problem && <p className="hint">Ruled out. {problem}</p>}
          <Lanes spans={spans} isStacked />
        </section>
      ))}
    </>
  );
}
