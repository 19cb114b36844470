import type { LabRun } from '../../../../schemas/console/lab.ts';
import { linkTo } from '../page.ts';
import { clockTime } from '../turns/figures.ts';
import { judgeName, kindName } from './use-lab.ts';

/** A run in a line or two: what was measured, how it stands, its first figures. */
export function RunRow({ run, isChosen }: { run: LabRun; isChosen: boolean }) {
  const { name, command, changedAt, status, progress, report, isBaseline, dataset } = run;
  return (
    <li>
      <a
        className="lab-run"
        href={linkTo('lab', 'runs', name)}
        data-status={status}
        aria-current={isChosen ? 'true' : undefined}
      >
        <strong>{name}</strong>
        <span className="meta">
          {kindName(command)} · {clockTime(changedAt)}
        </span>
        <span className="lab-run-state">
          {status === 'running' && <span className="tag">running{progress && ` ${shareOf(progress)}`}</span>}
          {status === 'stopped' && <span className="tag">stopped</span>}
          {isBaseline && !report && <span className="tag">baseline</span>}
          {report && !report.isModelJudge && <span className="tag">{judgeName(report)}</span>}
        </span>
        {report && (
          <span className="lab-run-figures">
            {report.figures.slice(0, 2).map((figure) => (
              <span key={figure.name}>
                {figure.name} <b>{figure.value}</b>
              </span>
            ))}
          </span>
        )}
        {dataset && (
          <span className="lab-run-figures">
            replies to learn <b>{dataset.targets.toLocaleString('en')}</b>
          </span>
        )}
      </a>
    </li>
  );
}

const shareOf = ({ done, total }: { done: number; total: number }): string => `${done}/${total}`;
