import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LabRun } from '../../../../schemas/console/lab.ts';
import { addressOf, call } from '../api.ts';
import { go, linkTo } from '../page.ts';
import { Bar } from '../parts/bar.tsx';
import { clockTime } from '../turns/figures.ts';
import { DatasetCard } from './dataset-card.tsx';
import { LABELS, ofFields } from './draft.ts';
import { ReportFrame } from './report-frame.tsx';
import { judgeName, kindName } from './use-lab.ts';

type Props = { run: LabRun; runs: readonly LabRun[]; onChanged(): Promise<void> };

/** One run: how it stands, its report, and what it can be compared with. */
export function RunView({ run, runs, onChanged }: Props) {
  const {
    name,
    command,
    changedAt,
    status,
    progress,
    problem,
    report,
    request,
    isOurs,
    isBaseline,
    dataset,
  } = run;
  const [refusal, refuse] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [maxTokens, setMaxTokens] = useState('');
  const [other, choose] = useState('');
  const limit = request && 'maxTokens' in request ? request.maxTokens : undefined;
  const change = async (what: 'lab.stop' | 'lab.go-on') => {
    refuse(undefined);
    setBusy(true);
    try {
      const input = { run: name, ...(maxTokens.trim() && { maxTokens: Number(maxTokens) }) };
      await call(what, input, 60_000);
    } catch (error) {
      refuse(ofFields((error as Error).message));
    }
    setBusy(false);
    await onChanged();
  };
  const others = report ? comparable(run, runs) : [];
  return (
    <section className="lab-run-view" aria-labelledby="run">
      <header>
        <h2 id="run">{name}</h2>
        <span className="meta">{kindName(command)}</span>
        <span className="meta">{clockTime(changedAt)}</span>
        {report && <span className="meta">{judgeName(report)}</span>}
        <span className="spring" />
        {isOurs && (
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            disabled={isBusy}
            onClick={() => void change('lab.stop')}
          >
            Stop
          </Button>
        )}
        {status === 'stopped' && limit !== undefined && (
          <TextInput
            size="xs"
            type="number"
            min={1}
            aria-label={LABELS.maxTokens}
            title="Tokens at most, those of before included"
            placeholder={`at most ${limit.toLocaleString('en')} tokens`}
            value={maxTokens}
            onChange={(event) => setMaxTokens(event.currentTarget.value)}
          />
        )}
        {status === 'stopped' && request && (
          <Button size="xs" loading={isBusy} disabled={isBusy} onClick={() => void change('lab.go-on')}>
            Go on
          </Button>
        )}
        {isBaseline && (
          <Button size="xs" component="a" href={linkTo('lab', 'runs', '+', name)}>
            Compare with the cast as it is now…
          </Button>
        )}
        {others.length > 0 && (
          <div className="lab-compare">
            <NativeSelect
              size="xs"
              aria-label="Another run"
              value={other || others[0]!.name}
              onChange={(event) => choose(event.currentTarget.value)}
              data={others.map((one) => one.name)}
            />
            <Button
              size="xs"
              variant="default"
              onClick={() => go('lab', 'runs', name, 'with', other || others[0]!.name)}
            >
              Compare
            </Button>
          </div>
        )}
        {report && (
          <a className="meta" href={addressOf('lab.report', { run: name })} target="_blank" rel="noreferrer">
            own page
          </a>
        )}
      </header>
      {refusal && <Alert color="red">{refusal}</Alert>}
      {status === 'running' && (
        <div role="status" className="lab-progress">
          {progress ? (
            <Bar
              label={progress.label}
              value={progress.done / Math.max(1, progress.total)}
              text={`${progress.done} of ${progress.total}`}
            />
          ) : (
            <p>It is under way.</p>
          )}
          <p className="hint">
            It runs beside the game, at low priority.
            {!isOurs && ' It was begun elsewhere: end it there.'}
          </p>
        </div>
      )}
      {status === 'stopped' && (
        <Alert color="orange" title="It ended before it was through; what was paid for is kept">
          {problem && <pre className="lab-said">{problem}</pre>}
          {!request && <p>It was begun on a command line: the same command again goes on.</p>}
        </Alert>
      )}
      {isBaseline && !report && (
        <p className="lab-words">
          A baseline: how the cast answers now. Edit a persona, or choose another model, then compare: the
          same moments are answered anew, and the replies judged in pairs.
        </p>
      )}
      {status === 'finished' && !dataset && (
        <p className="hint lab-words">
          Its files are in <code>lab/{name}</code> of the server's data folder.
        </p>
      )}
      {dataset && <DatasetCard {...dataset} />}
      {report && <ReportFrame title={`Report of ${name}`} address={addressOf('lab.report', { run: name })} />}
    </section>
  );
}

/** Runs whose numbers mean the same: of one kind, by one judge. */
const comparable = ({ name, report }: LabRun, runs: readonly LabRun[]): LabRun[] =>
  runs.filter(
    (other) =>
      other.name !== name &&
      other.report?.kind === report?.kind &&
      other.report?.judgedBy === report?.judgedBy,
  );
