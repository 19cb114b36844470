import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import type { MemoryDraft, MemoryView } from '../../../../schemas/console/memories.ts';
import { Bar } from '../parts/bar.tsx';
import { useAttempt } from '../world/attempt.ts';
import { changesIn, differing, fieldsOf, useMemoryDraft } from './draft.ts';
import { KINDS } from './kinds.ts';
import { MemoryForm } from './memory-form.tsx';
import type { Person } from './people.ts';
import { Provenance } from './provenance.tsx';

/** What can be done about a memory; each rejects with what the server says against it. */
export type MemoryActions = {
  change(memory: MemoryView, changes: Partial<MemoryDraft>): Promise<void>;
  remove(memory: MemoryView): Promise<void>;
};

type Props = {
  memory: MemoryView;
  instance: string;
  npc: string;
  /** By address, of whom it is about and who was there. */
  names: Readonly<Record<string, string>>;
  people: readonly Person[];
  isLive: boolean;
  actions: MemoryActions;
};

/** One memory: what sort, how important, when, about whom, who was there and whence it is; edited in place, deleted. */
export const MemoryRow = memo(function MemoryRow(props: Props) {
  const { memory, instance, npc, names, people, isLive, actions } = props;
  const { id, kind, text, importance, about, time, witnesses, source } = memory;
  const [draft, setDraft] = useMemoryDraft(`${instance}.${npc}.${id}`);
  const [isFresh, setFresh] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const attempt = useAttempt();
  const nameOf = (who: string) => names[who] ?? 'somebody';
  const name = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const before = fieldsOf(memory);
  const save = () =>
    attempt.run(async () => {
      const changes = changesIn(draft ?? {}, before);
      if (Object.keys(changes).length > 0) await actions.change(memory, changes);
      setDraft(undefined);
    });
  const edit = () => {
    setFresh(true);
    setDraft({});
  };
  const dismiss = () => {
    setDraft(undefined);
    attempt.forget();
  };
  return (
    <div className="memory-row" data-memory={id}>
      <div className="memory-head">
        <span className="tag" title={KINDS[kind]}>
          {kind}
        </span>
        <Bar label="importance" value={importance / 10} text={`${importance}`} />
        <span className="meta">{time}</span>
        {about && (
          <span className="meta">
            about <bdi>{nameOf(about)}</bdi>
          </span>
        )}
        {source.by === 'designer' && <span className="tag is-made">made by hand</span>}
        <span className="spring" />
        {!draft && !isAsked && (
          <Button.Group>
            <Button size="compact-xs" variant="default" onClick={edit}>
              Edit<span className="hidden"> “{name}”</span>
            </Button>
            <Button size="compact-xs" variant="default" disabled={!isLive} onClick={() => setAsked(true)}>
              Delete<span className="hidden"> “{name}”</span>
            </Button>
          </Button.Group>
        )}
        {isAsked && (
          <Button.Group>
            <Button
              size="compact-xs"
              color="red"
              autoFocus
              disabled={!isLive}
              loading={attempt.isUnderWay}
              onClick={() => void attempt.run(() => actions.remove(memory))}
            >
              Delete it
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
              Keep
            </Button>
          </Button.Group>
        )}
      </div>
      {draft ? (
        <MemoryForm
          label={`Memory “${name}”`}
          draft={{ ...before, ...draft }}
          people={people}
          before={before}
          verb="Save"
          isFresh={isFresh}
          isLive={isLive}
          attempt={attempt}
          onDraft={(next) => setDraft(differing(next, before))}
          onSave={() => void save()}
          onCancel={dismiss}
        />
      ) : (
        <p className="text" dir="auto">
          {text}
        </p>
      )}
      <div className="memory-foot">
        <Provenance source={source} instance={instance} npc={npc} />
        {witnesses.length > 0 && (
          <span>
            there:{' '}
            {witnesses.map((who, index) => (
              <bdi key={who}>
                {index > 0 && ', '}
                {nameOf(who)}
              </bdi>
            ))}
          </span>
        )}
      </div>
      {!draft && attempt.problem && (
        <p className="problem" role="alert">
          {attempt.problem}
        </p>
      )}
    </div>
  );
});
