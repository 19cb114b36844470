/** What sort of thing some text of a prompt comes from: each has a colour of its own. */
export type SourceKind =
  | 'persona'
  | 'people'
  | 'lore'
  | 'talk'
  | 'memory'
  | 'world'
  | 'state'
  | 'action'
  | 'form'
  | 'unknown';

export const KINDS: Record<SourceKind, string> = {
  persona: 'Persona',
  people: 'What it knows of others',
  lore: 'Lore',
  memory: 'Memories',
  talk: 'The talk',
  world: 'World and place',
  state: 'Live state',
  action: 'Game actions',
  form: 'Instructions',
  unknown: 'Not recorded',
};

/** What a source is called, what sort it is, and where it is to be seen and changed. */
export type Source = {
  kind: SourceKind;
  name: string;
  route?: readonly string[];
  /** The place in the NPC's own persona, which a rerun can change: `secrets.0`. */
  place?: string;
};

const WORLD: Record<string, string> = {
  clock: 'Clock',
  weather: 'Weather',
  present: 'Who is here',
  talk: 'What they talk about',
};

/** Reads a source as the server names it (see `Sourced` in `schemas/scene.ts`), for a turn of `npc`. */
export function sourceOf(source: string, npc: string): Source {
  const [top = '', id = '', ...path] = source.split('/');
  switch (top) {
    case 'form':
      return { kind: 'form', name: 'Form and instructions' };
    case 'persona':
      return {
        kind: id === npc && path[0] !== 'relationships' ? 'persona' : 'people',
        name: id === npc ? placeName(path) : `${id}: ${placeName(path)}`,
        route: ['personas', id, path.join('.')],
        ...(id === npc && { place: path.join('.') }),
      };
    case 'npc':
      if (path[0] === 'bonds')
        return {
          kind: 'people',
          name: 'What it has come to feel',
          route: ['stage', id, path.slice(1).join('/')],
        };
      return { kind: 'state', name: `${placeName(path)}, live`, route: ['personas', id] };
    case 'lore':
      return { kind: 'lore', name: id, route: ['world', 'lore', id] };
    case 'location':
      return {
        kind: 'world',
        name: `${id}: ${path[0] === 'scene' ? 'standing scene' : 'description'}`,
        route: ['world', 'locations', id],
      };
    case 'fact':
      return { kind: 'world', name: `Fact: ${id}`, route: ['world', 'facts', id] };
    case 'world':
      return { kind: 'world', name: `World: ${id}`, route: ['world'] };
    case 'action':
      return { kind: 'action', name: id, route: ['world'] };
    case 'line':
      return { kind: 'talk', name: 'What was said' };
    case 'memories':
      return { kind: 'memory', name: 'A memory', route: ['memory', npc, id] };
    case 'memory':
      return { kind: 'memory', name: 'Of older talk' };
    default:
      return top in WORLD
        ? { kind: 'world', name: WORLD[top]!, route: ['world'] }
        : { kind: 'unknown', name: 'Source not recorded' };
  }
}

/** The line of the record that a source names. */
export const lineOf = (source: string): string | undefined => /^(?:line|memory)\/(.+)$/.exec(source)?.[1];

const NAMES: Record<string, string> = { speechStyle: 'way of speaking', relationships: 'relationship' };

/** `secrets/0` as one reads it: "secrets 1". */
function placeName([field = '', ...rest]: readonly string[]): string {
  const parts = rest.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part));
  return [NAMES[field] ?? field, ...parts].join(' ');
}
