import './bonds.css';
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { BondView } from '../../../../schemas/console/bonds.ts';
import { call } from '../api.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';
import { hasDraft } from '../world/drafts.ts';
import { BondRow } from './bond-row.tsx';
import type { useBonds } from './use-bonds.ts';

type Props = {
  instance: string;
  npc: NpcView;
  world: WorldView;
  bonds: ReturnType<typeof useBonds>;
  /** Under what drafts are kept. */
  name: string;
  isLive: boolean;
  /** The one that the address names. */
  shown: string | undefined;
};

/** So many of those it knows best; the others on request. */
const SHOWN = 6;

/** What an NPC has come to feel for others: trust, affinity, familiarity, and what changed them. */
export function Bonds({
  instance,
  npc,
  world,
  bonds: { known, problem, refresh },
  name,
  isLive,
  shown,
}: Props) {
  const [isWhole, showWhole] = useState(false);
  // Those for whom something was being set come back with it.
  const [added, setAdded] = useState<readonly string[]>(() =>
    world.npcs.map(({ id }) => `npc:${id}`).filter((other) => hasDraft(`${name}.${other}`)),
  );
  const told = known?.bonds ?? [];
  const isTold = (other: string) => told.some((bond) => bond.other === other);
  const all = [...told, ...added.filter((other) => !isTold(other)).map((other) => strangerOf(other, world))];
  const others = world.npcs.filter(
    ({ id }) => id !== npc.id && !all.some(({ other }) => other === `npc:${id}`),
  );
  const isFolded = !isWhole && all.length > SHOWN;
  const seen = isFolded
    ? all.filter(({ other }, at) => at < SHOWN || other === shown || added.includes(other))
    : all;
  return (
    <section className="bonds" aria-label={`What ${npc.name} has come to feel`}>
      <p className="live-name">Has come to feel</p>
      {problem && isLive && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {known && all.length === 0 && (
        <p className="nothing">Nothing yet: what is said to {npc.name} moves it, turn by turn.</p>
      )}
      {seen.map((bond) => (
        <BondRow
          key={bond.other}
          view={bond}
          npcName={npc.name}
          name={`${name}.${bond.other}`}
          isLive={isLive}
          isShown={bond.other === shown}
          isNew={!isTold(bond.other)}
          onSet={async (values) => {
            await call('npc.set-bond', { instance, npc: npc.id, other: bond.other, ...values });
            await refresh();
          }}
          onDismiss={() => setAdded((old) => old.filter((other) => other !== bond.other))}
        />
      ))}
      {isFolded && (
        <Button size="compact-xs" variant="default" onClick={() => showWhole(true)}>
          All {all.length}
          <span className="hidden"> for whom {npc.name} has come to feel something</span>
        </Button>
      )}
      {known && others.length > 0 && (
        <NativeSelect
          size="xs"
          aria-label={`For whom else ${npc.name} feels something`}
          value=""
          onChange={(event) => setAdded([...added, event.currentTarget.value])}
          data={[
            { value: '', label: 'For somebody else…' },
            ...others.map((other) => ({ value: `npc:${other.id}`, label: other.name })),
          ]}
        />
      )}
    </section>
  );
}

/** Somebody for whom it feels nothing yet. */
const strangerOf = (other: string, { npcs }: WorldView): BondView => ({
  other,
  name: npcs.find(({ id }) => `npc:${id}` === other)?.name ?? 'somebody',
  bond: { trust: 0, affinity: 0, familiarity: 0 },
  words: '',
  changes: [],
});
