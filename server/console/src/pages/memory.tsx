import '../memory/memory.css';
import { NpcChoice } from '../memory/npc-choice.tsx';
import { NpcMemories } from '../memory/npc-memories.tsx';
import { linkTo, type PageProps } from '../page.ts';

/** Whose memories, or what one NPC remembers, as the address says. */
export function Memory({ instance, world, isLive, route }: PageProps) {
  const [id, shown] = route;
  if (id === undefined) return <NpcChoice world={world} />;
  const npc = world.npcs.find((one) => one.id === id);
  if (!npc)
    return (
      <p className="notice">
        There is no NPC “{id}” in {instance} now. <a href={linkTo('memory')}>Everybody who is</a>
      </p>
    );
  return <NpcMemories key={id} instance={instance} world={world} isLive={isLive} npc={npc} shown={shown} />;
}
