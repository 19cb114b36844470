import { type Earshot, perceives } from './events.ts';
import { hearersOf } from './hearing.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { happen } from './presence.ts';

/** Changed facts that an NPC is told of at once; of more, the newest. */
const MAX_FACTS = 3;

/** What an NPC was last told of the sky: kept with it. `part`: the part of the day; null where the clock tells no time. */
export type Told = { weather: string; part: string | null };

/** The parts of a day by the hour at which they begin, and how that is told. */
const PARTS = [
  { from: 5, part: 'dawn', text: 'Day breaks.' },
  { from: 7, part: 'morning', text: 'It is morning now.' },
  { from: 11, part: 'noon', text: 'It is noon now.' },
  { from: 14, part: 'afternoon', text: 'It is afternoon now.' },
  { from: 18, part: 'evening', text: 'Evening falls.' },
  { from: 21, part: 'night', text: 'Night falls.' },
] as const;

function partOf({ clock }: Instance): (typeof PARTS)[number] | undefined {
  const minute = clock.minuteOfDay;
  if (minute === undefined) return undefined;
  return PARTS.findLast(({ from }) => from * 60 <= minute) ?? PARTS.at(-1);
}

/** How the sky is now, as one is told who comes into the world. */
export const skyOf = (instance: Instance): Told => ({
  weather: instance.weather,
  part: partOf(instance)?.part ?? null,
});

/** A fact that came to hold, or no longer does. */
type Change = { text: string; holds: boolean };

/** Which facts changed of late, so that those who have not heard of it can be told. Outlives no restart. */
export class News {
  readonly #instance: Pick<Instance, 'facts'>;
  #known = new Map<string, string>();
  #changes: Change[] = [];
  #count = 0;
  /** By NPC: how many changes there had been when it was told last. */
  readonly #told = new WeakMap<Npc, number>();

  constructor(instance: Pick<Instance, 'facts'>) {
    this.#instance = instance;
  }

  /** Takes the facts as they are now for known to everybody. */
  reset(): void {
    this.#known = new Map(this.#instance.facts);
    this.#changes = [];
    this.#count = 0;
  }

  /** What an NPC has not been told of the facts, newest first. */
  for(npc: Npc): Change[] {
    const since = this.#told.get(npc) ?? 0;
    return this.#changes.slice(0, Math.max(0, this.#count - since));
  }

  /** Notes that an NPC knows all that changed until now. */
  note(npc: Npc): void {
    this.#told.set(npc, this.#count);
  }

  /** Looks what changed since it looked last. */
  look(): void {
    const { facts } = this.#instance;
    const gone = [...this.#known].filter(([key]) => !facts.has(key));
    const set = [...facts].filter(([key, text]) => this.#known.get(key) !== text);
    const changes = [
      ...gone.map(([, text]) => ({ text, holds: false })),
      ...set.map(([, text]) => ({ text, holds: true })),
    ];
    if (changes.length === 0) return;
    this.#known = new Map(facts);
    this.#count += changes.length;
    this.#changes = [...changes.toReversed(), ...this.#changes].slice(0, MAX_FACTS);
  }
}

/**
 * Tells those who are about to hear something what changed around them since they were last told: one event, perceived by those
 * NPCs that did not know, and by the players there. However often the game sets the weather, at most one line comes of it for
 * each thing said.
 */
export async function tellNews(instance: Instance, earshot: Earshot): Promise<void> {
  const { news, npcs, members, world } = instance;
  news.look();
  const now = skyOf(instance);
  const hearers = hearersOf(instance, earshot).npcs.flatMap((id) => npcs.get(id) ?? []);
  const unaware = hearers.filter(
    (npc) => npc.told.weather !== now.weather || npc.told.part !== now.part || news.for(npc).length > 0,
  );
  if (unaware.length === 0) return;
  const differs = (key: keyof Told) => unaware.some(({ told }) => told[key] !== now[key]);
  const facts = [...new Set(unaware.flatMap((npc) => news.for(npc)))];
  const listed = (title: string, holds: boolean) => {
    const texts = facts.filter((fact) => fact.holds === holds).map(({ text }) => text);
    return texts.length === 0 ? [] : [`${title} — ${texts.join(' ')}`];
  };
  const sentences = [
    ...(differs('part') ? [partOf(instance)?.text] : []),
    ...(differs('weather') ? [`The weather turns — ${now.weather}.`] : []),
    ...listed('Everybody knows now', true),
    ...listed('No longer so', false),
  ].filter((text) => text !== undefined);
  const players = [...members.values()].filter(
    (member) => member.role === 'player' && perceives(member, { ...earshot, whisper: false }, world),
  );
  const before = unaware.map((npc) => [npc, npc.told] as const);
  // It is kept with the line.
  for (const npc of unaware) npc.told = now;
  try {
    if (sentences.length > 0)
      await happen(instance, sentences.join(' '), earshot.location, {
        perceivedBy: {
          npcs: unaware.map(({ id }) => id),
          players: [...new Set(players.map(({ player }) => player))],
        },
        changed: unaware,
      });
  } catch (error) {
    for (const [npc, told] of before) npc.told = told;
    throw error;
  }
  for (const npc of unaware) news.note(npc);
}

/** Whether an event is one by which `tellNews` told of the time of day, the weather or facts. */
export function isNews(text: string): boolean {
  const part = PARTS.find((each) => text.startsWith(each.text))?.text ?? '';
  const rest = text.slice(part.length).trimStart();
  return rest === '' ? part !== '' : /^(?:The weather turns|Everybody knows now|No longer so) — /u.test(rest);
}
