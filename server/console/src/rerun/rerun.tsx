import './rerun.css';
import { Button, Loader, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import type { TurnView } from '../../../../schemas/console/turns.ts';
import { linkTo, type PageProps } from '../page.ts';
import { changedFields, cleaned } from '../personas/draft.ts';
import { nameOf, type Path } from '../personas/fields.ts';
import { type Editing, type Editor, useEditor } from '../personas/use-editor.ts';
import { usePersonas } from '../personas/use-personas.ts';
import { duration, tokensText, waitOf } from '../turns/figures.ts';
import { lineOf } from '../turns/sources.ts';
import { useTurn } from '../turns/use-turn.ts';
import { Compare, type Side } from './compare.tsx';
import { DraftPanel } from './draft-panel.tsx';
import { placeFor } from './places.ts';
import { PromptChanges } from './prompt-changes.tsx';
import { AS_IT_IS, changesOf, RunSettings, wordsOf } from './settings.tsx';
import { type Run, useRuns } from './use-runs.ts';

/** Runs a recorded turn again, as often as wanted, and shows the difference; nobody in the game hears of it. */
export function RerunPage({
  turn,
  place,
  server,
  world,
}: PageProps & { turn: string; place: string | undefined }) {
  const { view, problem } = useTurn(turn);
  const { personas, ask } = usePersonas();
  if (problem) return <Notice turn={turn} text={problem} />;
  if (!view || !personas || !server) return <Loader className="waiting" aria-label="Loading" />;
  const summary = personas.find(({ id }) => id === view.npc);
  if (!view.canRerun || !view.persona)
    return (
      <Notice
        turn={turn}
        text="This turn was recorded by an earlier version of the server, without what a rerun takes; later ones can be run again."
      />
    );
  if (!summary)
    return (
      <Notice
        turn={turn}
        text="Its persona is in no file of this world any more, so there is none to change."
      />
    );
  const models = [
    ...new Set([server.model, view.model, 'built-in', ...world.npcs.map(({ model }) => model)]),
  ];
  return (
    <Loaded
      view={view}
      summary={summary}
      worldName={server.world}
      models={models.filter(Boolean)}
      place={place}
      onSaved={() => void ask()}
    />
  );
}

const Notice = ({ turn, text }: { turn: string; text: string }) => (
  <p className="notice">
    {text} <a href={linkTo('turns', turn)}>The turn</a>
  </p>
);

type LoadedProps = {
  view: TurnView;
  summary: PersonaSummary;
  worldName: string;
  models: readonly string[];
  place: string | undefined;
  onSaved(): void;
};

function Loaded(props: LoadedProps) {
  const editor = useEditor(props.worldName, props.summary);
  if (!editor.editing) return <Loader className="waiting" aria-label="Loading" />;
  return <Bench {...props} editor={editor} editing={editor.editing} />;
}

const RECORDED = 0;

function Bench(props: LoadedProps & { editor: Editor; editing: Editing }) {
  const { view, summary, models, place, onSaved, editor, editing } = props;
  const { runs, isRunning, run, stop } = useRuns(view.turn);
  const [path, setPath] = useState<Path>(() => placeFor(editing.persona, place) ?? ['personality']);
  const [who, setWho] = useState<'draft' | 'recorded'>('draft');
  const [settings, setSettings] = useState(AS_IT_IS);
  const [left, setLeft] = useState(RECORDED);
  const [chosen, setRight] = useState<number>();
  const right = chosen ?? runs.at(-1)?.id;
  const played = view.persona!;
  const start = () => {
    const persona = who === 'draft' ? cleaned(editing.persona) : played;
    const changes = changesOf(settings);
    const differs = changedFields(persona, played).map((key) => nameOf([key]));
    const title = [...differs, ...wordsOf(changes)].join(', ') || 'nothing changed';
    setRight(undefined);
    void run(title, persona, changes);
  };
  useRunKey(start);
  const sideOf = (id: number | undefined): Side => {
    const found = runs.find((one) => one.id === id);
    return found ? runSide(found) : recordedSide(view);
  };
  const options = [
    { value: `${RECORDED}`, label: 'As it was recorded' },
    ...runs.map(({ id, title }) => ({ value: `${id}`, label: `Run ${id}: ${title}` })),
  ];
  const shown = runs.find(({ id }) => id === right);
  return (
    <div className="rerun">
      <header className="turn-head">
        <a href={linkTo('turns')}>Turns</a>
        <a href={linkTo('turns', view.turn)}>The recorded turn</a>
        <h1>{summary.name}, once more</h1>
        <span className="spring" />
        <span className="hint">Nothing of this reaches players or anybody’s memory.</span>
      </header>
      <Asked view={view} />
      <div className="rerun-controls">
        <DraftPanel
          id={summary.id}
          editor={editor}
          editing={editing}
          path={path}
          onPath={setPath}
          onSaved={onSaved}
        />
        <section className="run-panel" aria-labelledby="run">
          <h2 id="run">Next run</h2>
          <NativeSelect
            size="xs"
            label="Played by"
            value={who}
            onChange={(event) => setWho(event.currentTarget.value as typeof who)}
            data={[
              {
                value: 'draft',
                label:
                  editing.changed.length > 0 ? 'the draft' : `version ${editing.base.version}, which is live`,
              },
              { value: 'recorded', label: `version ${view.personaVersion}, as it was recorded` },
            ]}
          />
          <RunSettings settings={settings} models={models} onChange={setSettings} />
          <div className="run-buttons">
            <Button size="sm" onClick={start} title="Ctrl+Enter">
              Run it again
            </Button>
            {isRunning && (
              <Button size="sm" color="red" variant="outline" onClick={stop}>
                Stop
              </Button>
            )}
          </div>
        </section>
      </div>
      {runs.length === 0 ? (
        <p className="notice">
          Change a text of the draft, or another model or plan, and run the turn again: both replies stand
          here side by side, with their differences marked.
        </p>
      ) : (
        <>
          <Compare
            left={sideOf(left)}
            right={sideOf(right)}
            leftPicker={<Picker label="Left" value={left} options={options} onPick={setLeft} />}
            rightPicker={
              <Picker label="Right" value={right ?? RECORDED} options={options} onPick={setRight} />
            }
          />
          {shown?.sections && shown.messages && (
            <PromptChanges recorded={view.messages} sent={shown.messages} sections={shown.sections} />
          )}
        </>
      )}
    </div>
  );
}

type PickerProps = {
  label: string;
  value: number;
  options: { value: string; label: string }[];
  onPick(id: number): void;
};

const Picker = ({ label, value, options, onPick }: PickerProps) => (
  <NativeSelect
    size="xs"
    aria-label={label}
    value={`${value}`}
    onChange={(event) => onPick(Number(event.currentTarget.value))}
    data={options}
  />
);

/** The words that the turn answers. */
function Asked({ view }: { view: TurnView }) {
  const last = view.messages.at(-1)?.pieces.findLast(({ source }) => source.startsWith('line/'));
  const line = last && view.lines[lineOf(last.source) ?? ''];
  if (!line) return null;
  return (
    <p className="rerun-asked">
      <strong>{line.name}:</strong> <span dir="auto">{line.text}</span>
    </p>
  );
}

const figuresOf = (model: string, wait: number, end: number | undefined, tokens: string): string =>
  [
    model,
    `first word after ${duration(wait)}`,
    end === undefined ? '' : `whole after ${duration(end)}`,
    tokens,
  ]
    .filter(Boolean)
    .join(' · ');

function recordedSide(view: TurnView): Side {
  const { spans, messages, model, personaVersion, timings, usage } = view;
  const wait = waitOf({
    ...(timings.firstVisible !== undefined && { firstVisibleMs: timings.firstVisible }),
    ...(timings.end !== undefined && { endMs: timings.end }),
  });
  const figures = figuresOf(
    `${model}, persona v${personaVersion}`,
    wait,
    timings.end,
    usage ? tokensText(usage) : '',
  );
  return { spans, messages, isRunning: false, figures };
}

function runSide({ spans, messages, end, problem }: Run): Side {
  const side = { spans, messages, isRunning: !end && !problem };
  if (!end) return { ...side, figures: 'under way', problem };
  const { timings, usage, model, reason, status } = end;
  const failed = status === 'failed' ? (reason ?? 'The model failed.') : problem;
  const wait = waitOf({
    ...(timings.firstVisible !== undefined && { firstVisibleMs: timings.firstVisible }),
    ...(timings.end !== undefined && { endMs: timings.end }),
  });
  return {
    ...side,
    figures: figuresOf(model, wait, timings.end, usage ? tokensText(usage) : ''),
    problem: failed,
  };
}

/** Ctrl+Enter runs, also while one types. */
function useRunKey(run: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
}
