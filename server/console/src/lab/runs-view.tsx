import { Alert, Button } from '@mantine/core';
import { linkTo, type PageProps } from '../page.ts';
import { CompareView } from './compare-view.tsx';
import { NewRun } from './new-run.tsx';
import { Pending } from './pending.tsx';
import { RunRow } from './run-row.tsx';
import { RunView } from './run-view.tsx';
import { useRuns } from './use-lab.ts';

/** The runs of the lab, and beside them one of them, two compared, or a new one. */
export function RunsView(props: PageProps) {
  const [chosen, what, other] = props.route;
  const { runs, problem, ask } = useRuns();
  if (!runs) return <Pending problem={problem} />;
  const isNew = chosen === undefined || chosen === '+';
  const run = runs.find(({ name }) => name === chosen);
  return (
    <div className="lab-columns" data-open={chosen !== undefined || undefined}>
      <section className="lab-list" aria-labelledby="runs">
        <div className="lab-list-head">
          <h2 id="runs">Runs</h2>
          <Button size="xs" component="a" href={linkTo('lab', 'runs', '+')}>
            New run…
          </Button>
        </div>
        {problem && <Alert color="orange">{problem}</Alert>}
        {runs.length === 0 && (
          <p className="nothing">
            Nothing was measured yet. A run here, or one of the command line whose <code>--out</code> is a
            folder in <code>lab</code> of the data folder, is listed as soon as it begins.
          </p>
        )}
        <ul>
          {runs.map((one) => (
            <RunRow key={one.name} run={one} isChosen={one.name === chosen} />
          ))}
        </ul>
      </section>
      <div className="lab-main">
        <a className="lab-back" href={linkTo('lab', 'runs')}>
          All runs
        </a>
        {isNew && <NewRun {...props} runs={runs} against={what} onStarted={ask} />}
        {!isNew && !run && <p className="notice">There is no run "{chosen}" any more.</p>}
        {run && what === 'with' && other !== undefined && <CompareView one={run.name} other={other} />}
        {run && what !== 'with' && <RunView key={run.name} run={run} runs={runs} onChanged={ask} />}
      </div>
    </div>
  );
}
