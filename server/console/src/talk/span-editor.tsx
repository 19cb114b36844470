import { Button, NativeSelect, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Layer } from '../../../../schemas/layers.ts';
import { LANE, LANE_NAME } from '../layers.ts';
import { useAttempt } from '../world/attempt.ts';
import { type DraftSpan, moved, refusalsOf, withSpan, withText } from './span-draft.ts';

type Props = {
  /** Who spoke. */
  name: string;
  draft: DraftSpan[];
  isLive: boolean;
  onDraft(draft: DraftSpan[]): void;
  onSave(): Promise<unknown>;
  /** Leaves it as it is; what was typed is kept. */
  onLeave(): void;
  onDiscard(): void;
};

const ADDED: readonly Layer[] = ['speech', 'role_action', 'role_thinking', 'system_thinking'];
const nameOf = (layer: Layer) => (layer === 'game_action' ? 'Game' : LANE_NAME[LANE[layer]]);

/** A reply as it is rewritten in place, span by span; Ctrl+Enter saves, Esc leaves. */
export function SpanEditor({ name, draft, isLive, onDraft, onSave, onLeave, onDiscard }: Props) {
  const [layer, setLayer] = useState<Layer>('speech');
  const attempt = useAttempt();
  const editor = useRef<HTMLElement>(null);
  const refusals = refusalsOf(attempt.problem);
  const count = draft.length;
  const known = useRef(0);
  // To the first span when it opens, to the last one when that was added.
  useEffect(() => {
    const fields = editor.current?.querySelectorAll<HTMLElement>('textarea:not([aria-hidden])');
    if (known.current === 0) fields?.[0]?.focus();
    else if (count > known.current) fields?.[count - 1]?.focus();
    known.current = count;
  }, [count]);
  const save = () => {
    if (isLive && !attempt.isUnderWay) void attempt.run(onSave);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onLeave();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
  };
  return (
    <section ref={editor} className="span-editor" aria-label={`Edit what ${name} did`} onKeyDown={press}>
      <ol>
        {draft.map(({ key, layer: of, text }, index) => {
          const label = `${nameOf(of)}, part ${index + 1}`;
          return (
            <li key={key} data-lane={LANE[of]}>
              <Textarea
                size="xs"
                label={nameOf(of)}
                aria-label={label}
                autosize
                minRows={1}
                maxRows={14}
                value={text}
                maxLength={8000}
                error={refusals.ofSpan.get(index)}
                onChange={(event) => onDraft(withText(draft, key, event.currentTarget.value))}
              />
              <Button.Group>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={index === 0}
                  onClick={() => onDraft(moved(draft, key, -1))}
                >
                  Up<span className="hidden"> {label}</span>
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={index === count - 1}
                  onClick={() => onDraft(moved(draft, key, 1))}
                >
                  Down<span className="hidden"> {label}</span>
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => onDraft(draft.filter((span) => span.key !== key))}
                >
                  Remove<span className="hidden"> {label}</span>
                </Button>
              </Button.Group>
            </li>
          );
        })}
      </ol>
      {refusals.rest && (
        <p className="problem" role="alert">
          {refusals.rest}
        </p>
      )}
      <div className="span-tools">
        <NativeSelect
          size="xs"
          aria-label="Layer of the new part"
          value={layer}
          onChange={(event) => setLayer(event.currentTarget.value as Layer)}
          data={ADDED.map((value) => ({ value, label: nameOf(value) }))}
        />
        <Button size="xs" variant="default" onClick={() => onDraft(withSpan(draft, layer))}>
          Add
        </Button>
        <span className="spring" />
        <span className="hint">
          {isLive ? 'Ctrl+Enter saves, Esc keeps it for later' : 'Kept until the server is back'}
        </span>
        <Button.Group>
          <Button size="xs" disabled={!isLive} loading={attempt.isUnderWay} onClick={save}>
            Save
          </Button>
          <Button size="xs" variant="default" onClick={onDiscard}>
            Discard
          </Button>
        </Button.Group>
      </div>
    </section>
  );
}
