import type { Other, Scene } from '../../schemas/scene.ts';
import type { Lore } from '../../schemas/world.ts';
import type { Recollection } from '../memory/history.ts';
import { firedLore } from './lore.ts';
import type { Npc } from './npc.ts';

const FIRED_ENTRIES = 3;

/** What the world contributes to one turn. */
export type Surroundings = {
  title: string;
  description: string;
  language: string;
  location: { name: string; description: string; scene?: string };
  time: string;
  weather: string;
  facts: ReadonlyMap<string, string>;
  /** Names of those present besides the NPC. */
  present: string[];
};

/** Builds the scene of one turn: only what this NPC knows and perceived. Pure. */
export function sceneOf(
  npc: Npc,
  around: Surroundings,
  cast: Other[],
  knowledge: Lore[],
  recollection: Recollection,
  to: Other | undefined,
): Scene {
  const { persona } = npc;
  const asked =
    recollection.lines
      .at(-1)
      ?.spans.map((span) => span.text)
      .join(' ') ?? '';
  return {
    npc: npc.id,
    persona,
    world: { title: around.title, description: around.description, language: around.language },
    location: around.location,
    others: cast,
    ...(to && { to }),
    goal: persona.motivation[0]!,
    ...(recollection.summary !== '' && { summary: recollection.summary }),
    lines: recollection.lines,
    recalled: recollection.recalled,
    lore: firedLore(knowledge, asked, FIRED_ENTRIES),
    knowledge,
    circumstances: circumstances(npc, around),
  };
}

function circumstances(npc: Npc, { time, weather, facts, present }: Surroundings): string[] {
  const { name, motivation } = npc.persona;
  const all = [`It is ${time}. The weather: ${weather}.`];
  if (present.length > 0) all.push(`Here with ${name}: ${present.join(', ')}.`);
  if (facts.size > 0) all.push(`Everybody knows: ${[...facts.values()].join(' ')}`);
  all.push(`${name} feels ${npc.mood}.`);
  if (npc.goal !== motivation[0]) all.push(`What ${name} wants now: ${npc.goal}`);
  if (npc.direction) all.push(`How ${name} is to be played now: ${npc.direction}`);
  return all;
}
