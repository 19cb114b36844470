import type { Span } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Line } from '../../schemas/record.ts';
import type { Circumstance, Other, Scene } from '../../schemas/scene.ts';
import type { Lore, World } from '../../schemas/world.ts';

/** Somebody in a talk of the lab. `slug`: of an NPC; players have none. */
export type Person = { name: string; slug?: string; description?: string; relationship?: string };

export type TalkSetting = {
  npc: string;
  persona: Persona;
  world: Pick<World, 'title' | 'description' | 'language'>;
  location: Scene['location'];
  /** Everybody else, those who are not there among them when they are known to the NPC. */
  people: readonly Person[];
  /** What was said and happened, oldest first; `Environment` stands for the world. */
  said: readonly { name: string; spans: readonly Span[] }[];
  knowledge?: readonly Lore[];
  lore?: readonly Lore[];
  goal?: string;
  circumstances?: readonly Circumstance[];
};

/** A turn of a talk that no running world had: as `composePrompt` and the built-in model read it. Pure. */
export function talkScene(setting: TalkSetting): Scene {
  const {
    npc,
    persona,
    world,
    location,
    people,
    said,
    knowledge = [],
    lore = [],
    circumstances = [],
  } = setting;
  const idOf = (name: string): string => {
    if (name === persona.name) return `npc:${npc}`;
    if (name === 'Environment') return 'environment';
    const index = people.findIndex((person) => person.name === name);
    const slug = people[index]?.slug;
    return slug !== undefined ? `npc:${slug}` : `player:p${index + 1}`;
  };
  const lines = said.map(({ name, spans }, index): Line => {
    const from = idOf(name);
    const kind = from === 'environment' ? 'event' : from.startsWith('npc:') ? 'turn' : 'say';
    return {
      id: `t${index + 1}`,
      seq: index + 1,
      kind,
      from,
      name,
      whisper: false,
      location: location.id,
      spans: spans.map((span) => ({ ...span })),
      npcs: [npc],
      players: [],
      ...(kind === 'say' && { player: from }),
      at: index,
      time: '',
    };
  });
  const others = people.map(
    ({ name, description, relationship }): Other => ({
      id: idOf(name),
      name,
      ...(description !== undefined && { description }),
      ...(relationship !== undefined && { relationship }),
    }),
  );
  const last = said.findLast(({ name }) => name !== persona.name && name !== 'Environment');
  const to = others.find(({ name }) => name === last?.name);
  return {
    npc,
    persona,
    world,
    location,
    others,
    ...(to && { to }),
    goal: setting.goal ?? persona.motivation[0]!,
    lines,
    recalled: [],
    lore: [...lore],
    knowledge: [...knowledge],
    actions: [],
    facts: {},
    circumstances: [...circumstances],
  };
}
