import type { CSSProperties } from 'react';
import type { Timings } from '../../../../schemas/trace.ts';
import { duration, stationsOf } from './figures.ts';

/** When each station of a turn was reached, to scale: how long it waited, then from when it was due to its end. */
export function TimingBar({ timings }: { timings: Timings }) {
  const { queued = 0 } = timings;
  const stations = stationsOf({ ...timings, queued });
  // The wait in the queue lies before all the others.
  const whole = Math.max(1, queued + Math.max(0, ...stations.slice(1).map(([, at]) => at)));
  let before = 0;
  return (
    <ol className="timing-bar" aria-label="Timings">
      {stations.map(([name, at], index) => {
        const end = index === 0 ? queued : queued + at;
        const length = Math.max(0, end - before);
        before = Math.max(before, end);
        return (
          <li key={name} data-station={name} style={{ '--part': length / whole } as CSSProperties}>
            <span className="timing-name">{name}</span> <span className="timing-at">{duration(at)}</span>
          </li>
        );
      })}
    </ol>
  );
}
