import './beside.css';
import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useKept } from '../hooks.ts';
import { Actor } from '../live/actor.ts';
import { type Entry, namesIn } from '../live/record.ts';
import type { NpcView } from '../live/snapshot.ts';
import { linkTo, type PageProps } from '../page.ts';
import { Lanes } from '../parts/lanes.tsx';
import { LiveState } from '../parts/live-state.tsx';

/** As many of the last lines as one looks back on while writing. */
const SHOWN = 12;

/** What the NPC that is being written is like now, and the conversation that it is in, to try the words on. */
export function Beside({ id, instance, world, entries, isLive, observer }: PageProps & { id: string }) {
  const npc = world.npcs.find((one) => one.id === id);
  if (!npc)
    return (
      <aside className="beside" aria-label={`${id} in ${instance}`}>
        <p className="hint">
          Nobody of this persona is in {instance} now: sent away by the game, or by somebody at the console.
        </p>
      </aside>
    );
  const address = `npc:${id}`;
  const own = entries.filter(({ from, to }) => from === address || to === address).slice(-SHOWN);
  return (
    <aside className="beside" aria-label={`${id} in ${instance}`}>
      <details className="beside-state">
        <summary>
          Live state in {instance}: {npc.mood}, {npc.activity}
        </summary>
        <LiveState npc={npc} world={world} isLive={isLive} observer={observer} />
      </details>
      <Said entries={own} names={namesIn(entries, world)} name={npc.name} />
      <Say instance={instance} npc={npc} isLive={isLive} />
    </aside>
  );
}

type SaidProps = { entries: readonly Entry[]; names: ReadonlyMap<string, string>; name: string };

/** The last lines to and from the NPC, in its layers. */
function Said({ entries, names, name }: SaidProps) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [entries]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="beside-said" ref={list} tabIndex={0} aria-label={`Conversation with ${name}`}>
      {entries.length === 0 && (
        <p className="hint">
          Nobody has spoken with {name} yet. Say something, save an edit, and say it again.
        </p>
      )}
      {entries.map((entry) => (
        <article key={entry.id} className="beside-entry">
          <p className="beside-who">
            <strong>{entry.name}</strong>
            {entry.to && <span className="to"> to {names.get(entry.to) ?? 'somebody'}</span>}
            {entry.kind === 'turn' && entry.status !== 'running' && (
              <a className="meta" href={linkTo('turns', entry.id)}>
                why?<span className="hidden"> The trace of this turn</span>
              </a>
            )}
          </p>
          <Lanes spans={entry.spans} isStacked />
        </article>
      ))}
    </section>
  );
}

/** Says something to the NPC, where it is, as whom one plays on the Talk page. */
function Say({ instance, npc, isLive }: { instance: string; npc: NpcView; isLive: boolean }) {
  const [name] = useKept('talk.name', 'Traveller');
  const [text, setText] = useKept(`beside.text.${instance}.${npc.id}`);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [actor] = useState(() => new Actor());
  useEffect(() => () => actor.leave(), [actor]);
  const canSay = isLive && !isSending && text.trim() !== '';
  const say = async () => {
    if (!canSay) return;
    setSending(true);
    try {
      await actor.say({ instance, name, location: npc.location }, { text, npc: npc.id });
      setText('');
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
    setSending(false);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void say();
  };
  return (
    <div className="beside-say">
      <Textarea
        size="xs"
        aria-label={`Say to ${npc.name}`}
        placeholder={isLive ? `Say to ${npc.name}, as ${name}` : 'The server is away; what you type is kept'}
        value={text}
        maxLength={2000}
        autosize
        minRows={1}
        maxRows={5}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={press}
      />
      <Button size="xs" disabled={!canSay} loading={isSending} onClick={() => void say()}>
        Say
      </Button>
    </div>
  );
}
