import { memo, useEffect, useRef, useState } from 'react';
import type { TurnRow } from '../../../../schemas/console/turns.ts';
import type { Span } from '../../../../schemas/layers.ts';
import { LANE } from '../layers.ts';
import type { Entry } from '../live/record.ts';
import { Lanes } from '../parts/lanes.tsx';
import { FiguresLine } from './figures-line.tsx';
import { Ratings } from './ratings.tsx';
import { draftOf, useSpanDraft } from './span-draft.ts';
import { SpanEditor } from './span-editor.tsx';
import { TurnTools } from './turn-tools.tsx';

/** What can be done about entries; one object for as long as the page is open, so that entries that did not change are not drawn. */
export type TurnActions = {
  interrupt(npc: string): void;
  regenerate(turn: string): void;
  remove(turn: string): void;
  edit(turn: string, spans: Omit<Span, 'span'>[]): Promise<unknown>;
  toggleTakes(turn: string): void;
  judged(turn: string): void;
};

export type TurnViewProps = {
  instance: string;
  entry: Entry;
  to: string;
  /** What was measured of it; absent until that is known, and for lines that no model gave. */
  row: TurnRow | undefined;
  areTakesOpen: boolean;
  isLive: boolean;
  actions: TurnActions;
};

const STATUS = {
  running: 'under way',
  complete: '',
  fallback: 'the built-in model stood in',
  failed: 'cut off: the model failed',
  interrupted: 'interrupted',
} as const;

/** One line of the talk: what an NPC did in lanes, what was measured and thought of it, and what can be done about it. */
export const TurnView = memo(function TurnView(props: TurnViewProps) {
  const { instance, entry, to, row, isLive, actions } = props;
  const { name, kind, whisper, status, spans } = entry;
  const note = status ? STATUS[status] : '';
  const [draft, setDraft] = useSpanDraft(instance, entry.id);
  const [isEditing, setEditing] = useState(false);
  const article = useRef<HTMLElement>(null);
  const wasEditing = useRef(false);
  // Back to where one came from.
  useEffect(() => {
    if (wasEditing.current && !isEditing)
      article.current?.querySelector<HTMLElement>('[data-tool=edit]')?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  const save = async () => {
    await actions.edit(entry.id, draft?.map(({ layer, text }) => ({ layer, text })) ?? []);
    setDraft(undefined);
    setEditing(false);
  };
  return (
    <article ref={article} className="entry" data-kind={kind} data-status={status} data-turn={entry.id}>
      <div className="entry-head">
        <strong>{name}</strong>
        {to && <span className="to">to {to}</span>}
        {whisper && <span className="tag">whisper: these two alone</span>}
        {note && <span className="tag">{note}</span>}
        <span className="spring" />
        {kind === 'turn' && !isEditing && (
          <TurnTools
            {...props}
            isDrafted={draft !== undefined}
            onEdit={() => {
              if (!draft) setDraft(draftOf(spans));
              setEditing(true);
            }}
          />
        )}
      </div>
      {spans.length === 0 && <p className="nothing">{status === 'running' ? '…' : 'Nothing was said.'}</p>}
      {kind !== 'turn' && spans.length > 0 && <Said spans={spans} />}
      {kind === 'turn' && !isEditing && <Lanes spans={spans} />}
      {isEditing && draft && (
        <SpanEditor
          name={name}
          draft={draft}
          isLive={isLive}
          onDraft={setDraft}
          onSave={save}
          onLeave={() => {
            // What nobody changed is nothing to be kept.
            if (JSON.stringify(draft) === JSON.stringify(draftOf(spans))) setDraft(undefined);
            setEditing(false);
          }}
          onDiscard={() => {
            setDraft(undefined);
            setEditing(false);
          }}
        />
      )}
      {row && status !== 'running' && (
        <div className="entry-foot">
          <FiguresLine row={row} />
          <Ratings instance={instance} row={row} isLive={isLive} onJudged={actions.judged} />
        </div>
      )}
    </article>
  );
});

const Said = ({ spans }: Pick<Entry, 'spans'>) => (
  <p className="said">
    {spans.map(({ span, layer, text }) => (
      <span key={span} data-lane={LANE[layer]}>
        {text}{' '}
      </span>
    ))}
  </p>
);
