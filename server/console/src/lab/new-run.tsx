import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LabRun, LabSetup, LabSource } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { useKept } from '../hooks.ts';
import { go, type PageProps } from '../page.ts';
import { type Draft, draftOf, freeName, KINDS, LABELS, ofFields, requestOf } from './draft.ts';
import { EnhanceFields } from './enhance-fields.tsx';
import { KindFields } from './kind-fields.tsx';
import { Pending } from './pending.tsx';
import { SceneList } from './scene-list.tsx';
import { useSetup } from './use-lab.ts';

type Props = PageProps & {
  runs: readonly LabRun[];
  /** A baseline to compare with. */
  against: string | undefined;
  onStarted(): Promise<void>;
};

/** A run to be started: what is measured, what it may cost, and then it starts. */
export function NewRun(props: Props) {
  const { answer: setup, problem } = useSetup();
  if (!setup) return <Pending problem={problem} />;
  return <RunForm {...props} setup={setup} />;
}

/** Long enough for commands that read a world and count. */
const ANSWER_MS = 60_000;

function RunForm({ server, runs, against, isLive, onStarted, setup }: Props & { setup: LabSetup }) {
  const [kept, keep] = useKept('lab.draft');
  const [estimate, setEstimate] = useState<{ of: string; said: string }>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [files, setFiles] = useState<LabSource[]>([]);
  const draft = draftOf(kept, { runs, npcs: setup.npcs, against });
  const change = (fields: Partial<Draft>) => {
    setProblem(undefined);
    keep(JSON.stringify({ ...draft, ...fields }));
    // What is compared with was chosen by the address until now.
    if (against !== undefined) go('lab', 'runs', '+');
  };
  const chooseFiles = (chosen: LabSource[]) => {
    setProblem(undefined);
    // What was said of other files of these names holds no more.
    setEstimate(undefined);
    setFiles(chosen);
  };
  const named = { ...draft, name: draft.name.trim() || freeName(draft.kind, runs) };
  const asked = JSON.stringify(requestOf(named, []));
  const isPlayed = draft.kind !== 'dataset';
  const isMeasured = isPlayed && draft.kind !== 'enhance';
  const isKnown = !isPlayed || estimate?.of === asked;
  const underWay = runs.find(({ isOurs }) => isOurs);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(ofFields((error as Error).message));
    }
    setBusy(false);
  };
  const ask = async () => {
    const { said } = await call('lab.estimate', requestOf(named, files), ANSWER_MS);
    setEstimate({ of: asked, said });
  };
  const start = async () => {
    await call('lab.start', requestOf(named, files), ANSWER_MS);
    keep('');
    await onStarted();
    go('lab', 'runs', named.name);
  };
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
      {isMeasured && draft.kind !== 'judge' && (draft.kind !== 'soak' || draft.scenes) && <SceneList />}
      {draft.kind === 'enhance' ? (
        <EnhanceFields
          draft={draft}
          files={files}
          onFiles={chooseFiles}
          onProblem={setProblem}
          onChange={change}
        />
      ) : (
        <KindFields
          draft={draft}
          npcs={setup.npcs}
          runs={runs}
          instances={server?.instances.map(({ name }) => name) ?? []}
          onChange={change}
        />
      )}
      <TextInput
        size="xs"
        label={LABELS.name}
        placeholder={freeName(draft.kind, runs)}
        value={draft.name}
        maxLength={60}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      {isPlayed && (
        <div className="lab-fields">
          {setup.hasActorServer && draft.kind !== 'judge' && (
            <TextInput
              size="xs"
              label={LABELS.actorModel}
              placeholder={setup.actor}
              value={draft.actorModel}
              maxLength={200}
              onChange={(event) => change({ actorModel: event.currentTarget.value })}
            />
          )}
          <TextInput
            size="xs"
            label={LABELS.maxTokens}
            placeholder="no limit"
            type="number"
            min={1}
            value={draft.maxTokens}
            onChange={(event) => change({ maxTokens: event.currentTarget.value })}
          />
        </div>
      )}
      {draft.kind === 'enhance' && (
        <p className="hint">
          {setup.hasActorServer
            ? `Written by ${setup.actor}, checked by rules.`
            : 'No language model is set, so dialogue is cleaned and checked alone: nothing can be put to it. LLM_BASE_URL names one.'}{' '}
          What personas and lore tell of its characters is taken from the world as it is live now.
        </p>
      )}
      {isMeasured && (
        <p className="hint">
          {draft.kind === 'judge' ? 'Judged' : `Played by ${setup.actor}, judged`} by {setup.judge}. Measured
          is the cast as it is live now, with what was saved in the console.
        </p>
      )}
      {problem && (
        <Alert color="red" role="alert">
          <pre className="lab-said">{problem}</pre>
        </Alert>
      )}
      {isPlayed && isKnown && <pre className="lab-said lab-estimate">{estimate!.said}</pre>}
      {underWay && <p className="hint">“{underWay.name}” is under way; one run at a time.</p>}
      <div className="lab-buttons">
        {isKnown ? (
          <Button
            size="xs"
            loading={isBusy}
            disabled={!isLive || isBusy || underWay !== undefined}
            onClick={() => void attempt(start)}
          >
            Start
          </Button>
        ) : (
          <Button
            size="xs"
            loading={isBusy}
            disabled={!isLive || isBusy || (draft.kind === 'enhance' && files.length === 0)}
            onClick={() => void attempt(ask)}
          >
            What will it cost?
          </Button>
        )}
      </div>
    </section>
  );
}
