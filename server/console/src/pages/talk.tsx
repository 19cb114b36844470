import './talk.css';
import { Alert } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { LANE_NAME, LANES, seenBy } from '../layers.ts';
import { Actor } from '../live/actor.ts';
import { type Entry, namesIn } from '../live/record.ts';
import type { PageProps } from '../page.ts';
import { Composer } from '../parts/composer.tsx';
import { TurnView } from '../parts/turn-view.tsx';

/** Plays a scene: says things as anybody, anywhere, and shows the answers in four lanes. */
export function Talk({ instance, world, entries, isLive, server, route, observer }: PageProps) {
  const [chosen] = route;
  const innerVoice = server?.innerVoice ?? false;
  const [problem, setProblem] = useState<string>();
  const attempt = useCallback(async (ask: () => Promise<unknown>): Promise<boolean> => {
    try {
      await ask();
      setProblem(undefined);
      return true;
    } catch (error) {
      setProblem((error as Error).message);
      return false;
    }
  }, []);
  const actor = useActor();
  const interrupt = useCallback(
    (npc: string) => void attempt(() => observer.request('interrupt', { npc })),
    [observer, attempt],
  );
  const regenerate = useCallback(
    (turn: string) => void attempt(() => observer.request('turn.regenerate', { turn })),
    [observer, attempt],
  );
  const remove = useCallback(
    (turn: string) => void attempt(() => observer.request('turn.delete', { turn })),
    [observer, attempt],
  );
  const running = entries.findLast(({ status }) => status === 'running');
  const names = namesIn(entries, world);
  const list = useFollowing(entries);
  return (
    <div className="talk">
      <h1 className="hidden">Talk</h1>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className="transcript" ref={list} tabIndex={0} aria-label="What was said">
        <div className="lane-heads">
          {LANES.map((lane) => (
            <div key={lane} data-lane={lane}>
              <strong>{LANE_NAME[lane]}</strong> <span>{seenBy(lane, innerVoice)}</span>
            </div>
          ))}
        </div>
        {entries.length === 0 && <p className="notice">Nothing was said here yet. Say something below.</p>}
        {entries.map((entry) => (
          <TurnView
            key={entry.id}
            entry={entry}
            to={entry.to ? (names.get(entry.to) ?? '') : ''}
            isLive={isLive}
            onInterrupt={interrupt}
            onRegenerate={regenerate}
            onDelete={remove}
          />
        ))}
      </section>
      <Announcer entries={entries} />
      {problem && (
        <Alert color="red" withCloseButton closeButtonLabel="Dismiss" onClose={() => setProblem(undefined)}>
          {problem}
        </Alert>
      )}
      <Composer
        instance={instance}
        world={world}
        isLive={isLive}
        chosen={chosen}
        onSay={(part, words) => attempt(() => actor.say({ instance, ...part }, words))}
        onInterrupt={running ? () => interrupt(running.from.slice('npc:'.length)) : undefined}
      />
    </div>
  );
}

/** Who the designer plays, for as long as the page is open. */
function useActor(): Actor {
  const [actor] = useState(() => new Actor());
  useEffect(() => () => actor.leave(), [actor]);
  return actor;
}

const NEAR_PIXELS = 80;

/** Stays at the end while the end is what one looks at. */
function useFollowing(entries: readonly Entry[]) {
  const list = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    const look = () => {
      if (element)
        isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PIXELS;
    };
    element?.addEventListener('scroll', look, { passive: true });
    return () => element?.removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [entries]);
  return list;
}

/** Tells screen readers of each reply once, when it is complete. */
function Announcer({ entries }: { entries: readonly Entry[] }) {
  const last = entries.findLast(({ kind, status }) => kind === 'turn' && status !== 'running');
  const speech = last?.spans.filter(({ layer }) => layer === 'speech').map(({ text }) => text);
  return (
    <p className="hidden" aria-live="polite">
      {last && `${last.name}: ${speech?.join(' ')}`}
    </p>
  );
}
