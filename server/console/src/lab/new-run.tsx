import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { LabRun } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { useKept } from '../hooks.ts';
import { go, type PageProps } from '../page.ts';
import { useAnswer } from '../polling.ts';
import { type Draft, EMPTY, freeName, KINDS, requestOf } from './draft.ts';
import { KindFields } from './kind-fields.tsx';

type Props = PageProps & {
  runs: readonly LabRun[];
  /** A baseline to compare with. */
  against: string | undefined;
  onStarted(): Promise<void>;
};

/** Long enough for a command that reads a world and counts. */
const ESTIMATE_MS = 60_000;

/** A run to be started: what is measured, what it may cost, and then it starts. */
export function NewRun({ world, server, runs, against, isLive, onStarted }: Props) {
  const [kept, keep] = useKept('lab.draft');
  const [estimate, setEstimate] = useState<{ of: string; said: string }>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<'estimate' | 'start'>();
  const { answer: setup } = useAnswer(useCallback(() => call('lab.setup', {}), []));
  const draft: Draft = {
    ...EMPTY,
    ...(kept && (JSON.parse(kept) as Draft)),
    ...(against && { kind: 'regression', against }),
  };
  const change = (fields: Partial<Draft>) => {
    setProblem(undefined);
    keep(JSON.stringify({ ...draft, ...fields }));
    // What is compared with was chosen by the address until now.
    if (against) go('lab', 'runs', '+');
  };
  const request = requestOf({ ...draft, name: draft.name.trim() || freeName(draft.kind, runs) });
  const asked = JSON.stringify(request);
  const underWay = runs.find(({ isOurs }) => isOurs);
  const attempt = async (what: 'estimate' | 'start', work: () => Promise<void>) => {
    setBusy(what);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(undefined);
  };
  const ask = () =>
    attempt('estimate', async () =>
      setEstimate({ of: asked, said: (await call('lab.estimate', request, ESTIMATE_MS)).said }),
    );
  const start = () =>
    attempt('start', async () => {
      await call('lab.start', request, ESTIMATE_MS);
      keep('');
      await onStarted();
      go('lab', 'runs', request.name);
    });
  const isPlayed = draft.kind !== 'dataset';
  const needsScenes = isPlayed && draft.kind !== 'soak' && setup !== undefined && setup.scenes.length === 0;
  return (
    <section className="lab-new" aria-labelledby="new-run">
      <h2 id="new-run">New run</h2>
      <NativeSelect
        size="xs"
        label="What to measure"
        description={KINDS.find(({ kind }) => kind === draft.kind)!.about}
        value={draft.kind}
        onChange={(event) => change({ kind: event.currentTarget.value as Draft['kind'] })}
        data={KINDS.map(({ kind, name }) => ({ value: kind, label: name }))}
      />
      {needsScenes && (
        <Alert color="orange" title="The world has no golden scenes to be played">
          <pre className="lab-said">{setup.problem}</pre>
        </Alert>
      )}
      <KindFields
        draft={draft}
        npcs={world.npcs}
        runs={runs}
        instances={server?.instances.map(({ name }) => name) ?? []}
        onChange={change}
      />
      <TextInput
        size="xs"
        label="Name"
        placeholder={freeName(draft.kind, runs)}
        value={draft.name}
        maxLength={60}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {isPlayed && (
        <div className="lab-fields">
          {setup?.hasActorServer && (
            <TextInput
              size="xs"
              label="Another model"
              placeholder={setup.actor}
              value={draft.actorModel}
              maxLength={200}
              onChange={(event) => change({ actorModel: event.currentTarget.value })}
            />
          )}
          <TextInput
            size="xs"
            label="Tokens at most"
            placeholder="no limit"
            type="number"
            min={1}
            value={draft.maxTokens}
            onChange={(event) => change({ maxTokens: event.currentTarget.value })}
          />
        </div>
      )}
      {setup && isPlayed && (
        <p className="hint">
          Played by {setup.actor}, judged by {setup.judge}. Measured is the cast as it is live now, with what
          was saved in the console.
        </p>
      )}
      {problem && (
        <Alert color="red" role="alert">
          <pre className="lab-said">{problem}</pre>
        </Alert>
      )}
      {estimate?.of === asked && <pre className="lab-said lab-estimate">{estimate.said}</pre>}
      {underWay && <p className="hint">"{underWay.name}" is under way; one run at a time.</p>}
      <div className="lab-buttons">
        {isPlayed && (
          <Button
            size="xs"
            variant="default"
            loading={busy === 'estimate'}
            disabled={!isLive || busy !== undefined}
            onClick={() => void ask()}
          >
            What would it cost?
          </Button>
        )}
        <Button
          size="xs"
          loading={busy === 'start'}
          disabled={!isLive || busy !== undefined || underWay !== undefined}
          onClick={() => void start()}
        >
          Start
        </Button>
      </div>
    </section>
  );
}
