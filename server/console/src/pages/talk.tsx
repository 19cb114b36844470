import './talk.css';
import '../talk/talk-turns.css';
import { Alert, Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useKept } from '../hooks.ts';
import { LANE_NAME, LANES, seenBy } from '../layers.ts';
import { Actor } from '../live/actor.ts';
import { type Entry, namesIn } from '../live/record.ts';
import type { PageProps } from '../page.ts';
import { Composer } from '../parts/composer.tsx';
import { LiveState } from '../parts/live-state.tsx';
import { Takes } from '../talk/takes.tsx';
import { type TurnActions, TurnView } from '../talk/turn-view.tsx';
import { useFigures } from '../talk/use-figures.ts';
import { useOpenTakes } from '../talk/use-open-takes.ts';

/** Plays a scene: says things as anybody, anywhere, shows the answers in four lanes, and what one can do about them. */
export function Talk({ instance, world, entries, isLive, server, route, observer }: PageProps) {
  const [chosen] = route;
  const [npc, setNpc] = useKept(`talk.npc.${instance}`);
  const addressee = world.npcs.find(({ id }) => id === npc);
  const isWide = useMediaQuery('(min-width: 1200px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [isUnfolded, setUnfolded] = useState(false);
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
  const { rows, refresh } = useFigures(instance, entries, isLive);
  const takes = useOpenTakes(entries);
  const { open } = takes;
  const actions = useMemo<TurnActions>(
    () => ({
      interrupt: (who) => void attempt(() => observer.request('interrupt', { npc: who })),
      regenerate: (turn) => void attempt(() => observer.request('turn.regenerate', { turn })),
      remove: (turn) => void attempt(() => observer.request('turn.delete', { turn })),
      edit: (turn, spans) => observer.edit(turn, spans),
      toggleTakes: (turn) => open((old) => (old === turn ? undefined : turn)),
      judged: refresh,
    }),
    [observer, attempt, open, refresh],
  );
  const speaking = entries.findLast(({ status }) => status === 'running');
  const names = namesIn(entries, world);
  const list = useFollowing(entries, rows);
  const state = addressee && (
    <LiveState key={addressee.id} npc={addressee} world={world} isLive={isLive} observer={observer} />
  );
  return (
    <div className="talk">
      <h1 className="hidden">Talk</h1>
      <div className="talk-main">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <section className="transcript" ref={list} tabIndex={0} aria-label="What was said">
          <LaneHeads innerVoice={server?.innerVoice ?? false} />
          {entries.length === 0 && <p className="notice">Nothing was said here yet. Say something below.</p>}
          {entries.map((entry) => {
            // It streams beside the others.
            if (entry === takes.running) return null;
            const areTakesOpen = entry.id === takes.opened;
            return [
              <TurnView
                key={entry.id}
                instance={instance}
                entry={entry}
                to={entry.to ? (names.get(entry.to) ?? '') : ''}
                row={rows.get(entry.id)}
                areTakesOpen={areTakesOpen}
                isLive={isLive}
                actions={actions}
              />,
              // Of one key, so that it stays while another take comes to stand above it.
              areTakesOpen && (
                <Takes
                  key="takes"
                  turn={entry.id}
                  running={takes.running}
                  isLive={isLive}
                  observer={observer}
                  onClose={() => open(undefined)}
                  onJudged={refresh}
                />
              ),
            ];
          })}
        </section>
        <Announcer entries={entries} />
        {problem && (
          <Alert color="red" withCloseButton closeButtonLabel="Dismiss" onClose={() => setProblem(undefined)}>
            {problem}
          </Alert>
        )}
        {state && !isWide && (
          <div className="talk-fold">
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={isUnfolded}
              onClick={() => setUnfolded(!isUnfolded)}
            >
              Live state of {addressee.name}
            </Button>
            {isUnfolded && <div className="talk-folded">{state}</div>}
          </div>
        )}
        <Composer
          instance={instance}
          world={world}
          isLive={isLive}
          chosen={chosen}
          npc={npc}
          onAddress={setNpc}
          onSay={(part, words) => attempt(() => actor.say({ instance, ...part }, words))}
          onInterrupt={speaking ? () => actions.interrupt(speaking.from.slice('npc:'.length)) : undefined}
        />
      </div>
      {state && isWide && (
        <aside className="talk-side" aria-label={`${addressee.name} now`}>
          <h2>{addressee.name}</h2>
          {state}
        </aside>
      )}
    </div>
  );
}

const LaneHeads = ({ innerVoice }: { innerVoice: boolean }) => (
  <div className="lane-heads">
    {LANES.map((lane) => (
      <div key={lane} data-lane={lane}>
        <strong>{LANE_NAME[lane]}</strong> <span>{seenBy(lane, innerVoice)}</span>
      </div>
    ))}
  </div>
);

/** Who the designer plays, for as long as the page is open. */
function useActor(): Actor {
  const [actor] = useState(() => new Actor());
  useEffect(() => () => actor.leave(), [actor]);
  return actor;
}

const NEAR_PIXELS = 80;

/** Stays at the end while the end is what one looks at, and nothing is open there. */
function useFollowing(...news: readonly unknown[]) {
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
    const element = list.current;
    if (!element || !isAtEnd.current || element.querySelector('.takes, .span-editor, .reason-form')) return;
    element.scrollTo({ top: element.scrollHeight });
  }, news);
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
