import { Button } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { Provenance as Source } from '../../../../schemas/memory.ts';
import { call } from '../api.ts';
import { linkTo } from '../page.ts';
import { useAnswer } from '../polling.ts';

type Props = { source: Source; instance: string; npc: string };

/** Who made a memory and of what, in words; unfolds to the lines that it was made of. */
export function Provenance({ source, instance, npc }: Props) {
  const [isOpen, open] = useState(false);
  const { lines } = source;
  return (
    <>
      <span>
        <bdi>{makerOf(source)}</bdi>
        {lines.length > 0 && (
          <>
            , from{' '}
            <Button
              size="compact-xs"
              px={2}
              variant="transparent"
              aria-expanded={isOpen}
              onClick={() => open(!isOpen)}
            >
              {lines.length === 1 ? '1 line' : `${lines.length} lines`}
            </Button>
          </>
        )}
      </span>
      {isOpen && <Lines ids={lines} instance={instance} npc={npc} />}
    </>
  );
}

function makerOf({ by, name }: Source): string {
  switch (by) {
    case 'extraction':
      return 'by extraction';
    case 'model':
      return `by ${name ?? 'a model'}`;
    case 'designer':
      return `written by ${name ?? 'a designer'}`;
    case 'game':
      return 'by the game';
  }
}

type LinesProps = { ids: readonly string[]; instance: string; npc: string };

function Lines({ ids, instance, npc }: LinesProps) {
  const key = ids.join();
  const ask = useCallback(() => call('lines.read', { instance, npc, lines: key }), [instance, npc, key]);
  const { answer, problem } = useAnswer(ask);
  if (problem)
    return (
      <p className="problem" role="alert">
        {problem}
      </p>
    );
  if (!answer) return <p className="meta">Looking them up…</p>;
  const { lines } = answer;
  return (
    <ul className="memory-lines" aria-label="Made of">
      {lines.map(({ line, name, text, time, whisper, turn, isRecorded }) => (
        <li key={line}>
          <strong>
            <bdi>{name}</bdi>
          </strong>{' '}
          <span dir="auto">{text}</span>{' '}
          <span className="meta">
            {time}
            {whisper && ', in a whisper'}
          </span>{' '}
          {turn && isRecorded && (
            <a href={linkTo('turns', turn)}>
              That turn<span className="hidden"> of {name}</span>
            </a>
          )}
        </li>
      ))}
      {lines.length < ids.length && (
        <li className="meta">
          {lines.length === 0
            ? 'They do not stand any more: deleted, or of a past that was loaded over.'
            : `${ids.length - lines.length} more do not stand any more.`}
        </li>
      )}
    </ul>
  );
}
