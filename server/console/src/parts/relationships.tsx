import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { NpcRelationships } from '../../../../schemas/console/npcs.ts';
import { call } from '../api.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';
import { useAttempt } from '../world/attempt.ts';
import { hasDraft } from '../world/drafts.ts';
import { LiveInput } from './live-input.tsx';

type Props = {
  instance: string;
  npc: NpcView;
  world: WorldView;
  /** Under what drafts are kept. */
  name: string;
  isLive: boolean;
  /** Null: what the persona says holds again. */
  onSet(other: string, text: string | null): Promise<unknown>;
};

/** What an NPC thinks of others, by what its persona says or by what was set in the game. */
export function Relationships({ instance, npc, world, name, isLive, onSet }: Props) {
  // Those for whom something was being written come back with it.
  const [added, setAdded] = useState<readonly string[]>(() =>
    world.npcs.map(({ id }) => id).filter((id) => hasDraft(`${name}.${id}`)),
  );
  const [changes, setChanges] = useState(0);
  const known = useOrigins(instance, npc, isLive, changes);
  const change = (other: string, text: string | null) =>
    onSet(other, text).then(() => setChanges((count) => count + 1));
  const taking = useAttempt();
  const nameOf = (id: string) => world.npcs.find((other) => other.id === id)?.name ?? id;
  const shown = [...new Set([...Object.keys(npc.relationships), ...added])];
  const others = world.npcs.filter(({ id }) => id !== npc.id && !shown.includes(id));
  return (
    <section className="thinks-of" aria-label={`What ${npc.name} thinks of others`}>
      <p className="live-name">Thinks of others</p>
      {shown.length === 0 && <p className="nothing">Nothing in particular.</p>}
      {shown.map((other) => {
        const own = known?.own[other];
        const text = npc.relationships[other] ?? '';
        const isSet = known?.set.includes(other) ?? false;
        return (
          <div key={other} data-of={other}>
            <LiveInput
              label={nameOf(other)}
              fullLabel={`What ${npc.name} thinks of ${nameOf(other)}`}
              name={`${name}.${other}`}
              value={text}
              maxLength={600}
              isLive={isLive}
              note={
                <>
                  {isSet && <span className="tag">set in the game</span>}
                  {!isSet && own === text && <span className="meta">the persona's own</span>}
                  {isSet && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={!isLive || taking.isUnderWay}
                      title={own === undefined ? 'The persona says nothing of it' : `The persona: ${own}`}
                      onClick={() => void taking.run(() => change(other, null))}
                    >
                      Take back<span className="hidden"> what it thinks of {nameOf(other)}</span>
                    </Button>
                  )}
                </>
              }
              onSave={(typed) => change(other, typed)}
            />
          </div>
        );
      })}
      {taking.problem && (
        <p className="problem" role="alert">
          {taking.problem}
        </p>
      )}
      {others.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={`Whom else ${npc.name} thinks something of`}
          value=""
          onChange={(event) => setAdded([...added, event.currentTarget.value])}
          data={[
            { value: '', label: 'Of somebody else…' },
            ...others.map((other) => ({ value: other.id, label: other.name })),
          ]}
        />
      )}
    </section>
  );
}

/** Whence what an NPC thinks of others comes; asked for anew whenever that changed, or was set to what it was. */
function useOrigins(
  instance: string,
  npc: NpcView,
  isLive: boolean,
  changes: number,
): NpcRelationships | undefined {
  const [known, set] = useState<NpcRelationships>();
  const { id, relationships, personaVersion } = npc;
  useEffect(() => {
    if (!isLive) return;
    let isOver = false;
    call('npc.relationships', { instance, npc: id }).then(
      (answer) => !isOver && set(answer),
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [instance, id, relationships, personaVersion, isLive, changes]);
  return known;
}
