import type { World } from '../../schemas/world.ts';
import { WorldClock } from './clock.ts';
import type { Instance } from './instance.ts';
import { moodOf, setMood } from './mood.ts';
import { beginningOf, type Npc } from './npc.ts';
import { place } from './presence.ts';
import type { Authored } from './snapshot.ts';

/** What edited content changed in an instance: `applied` and `kept` name values, `came` and `went` personas. */
export type Taken = { applied: string[]; kept: string[]; came: string[]; went: string[] };

/** The values of a world's file that are only where an instance begins; the game and designers may set them otherwise. */
export const authoredOf = ({ clock, weather, facts }: World): Authored => ({ ...clock, weather, facts });

/**
 * Takes the content as it is on disk now into an instance, at its start and whenever it was edited. Personas new to the cast
 * come in, those without a file go (what they said stays in the record); one that was sent away stays away. An edited value
 * holds at once unless somebody has set it since: a merge of three, by the version that was taken last.
 */
export async function takeContent(instance: Instance): Promise<Taken> {
  const { parts, npcs, castIds } = instance;
  const { cast } = parts;
  const taken: Taken = { applied: [], kept: [], came: [], went: castIds.filter((id) => !cast.member(id)) };
  // A clock that was edited does not mean that time has passed, which moods would fade by.
  const moods = [...npcs.values()].map((npc) => [npc, moodOf(instance, npc)] as const);
  takeWorld(instance, taken);
  for (const [npc, mood] of moods) setMood(instance, npc, mood);
  for (const npc of [...npcs.values()].filter(({ isInline }) => !isInline)) {
    if (cast.member(npc.id)) takePersona(instance, npc, taken);
    else await instance.remove(npc);
  }
  taken.came = cast.ids.filter((id) => !castIds.includes(id) && !npcs.has(id));
  for (const id of taken.came) instance.spawn(id);
  instance.castIds = cast.ids;
  returnToPlaces(instance);
  await instance.record.rememberAgain(taken.came);
  await instance.record.save([...npcs.values()]);
  instance.emit({ kind: 'changed', isUrgent: true });
  return taken;
}

/** Says in the log what was taken over and what was not, if there is anything to say. */
export function logTaken({ name, parts }: Instance, taken: Taken): void {
  const changes = [
    ['came', taken.came],
    ['went', taken.went],
    ['applied', taken.applied],
    ['kept, since they were set in the game', taken.kept],
  ] as const;
  const said = changes
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what}: ${names.join(', ')}`);
  if (said.length > 0)
    parts.log.info({ instance: name, ...taken }, `edited content in "${name}": ${said.join('; ')}`);
}

function takeWorld(instance: Instance, taken: Taken): void {
  const { world, facts, clock, parts } = instance;
  const base = instance.authored;
  const authored = authoredOf(world);
  const take = taker(taken);
  if (take('weather', base.weather, authored.weather, instance.weather)) instance.weather = authored.weather;
  // A clock that runs differs from its file by itself; it knows whether somebody has set it.
  const isNewTime = take('clock.time', base.time, authored.time, clock.isSet ? undefined : base.time);
  const isNewSpeed = take('clock.speed', base.speed, authored.speed, base.speed);
  if (isNewTime || isNewSpeed)
    instance.clock = new WorldClock(
      isNewTime ? authored.time : clock.text,
      authored.speed,
      parts.now,
      clock.isSet,
    );
  for (const key of new Set([...Object.keys(base.facts), ...Object.keys(authored.facts)])) {
    const value = authored.facts[key];
    if (!take(`facts.${key}`, base.facts[key], value, facts.get(key))) continue;
    if (value === undefined) facts.delete(key);
    else facts.set(key, value);
  }
  instance.authored = authored;
}

function takePersona(instance: Instance, npc: Npc, taken: Taken): void {
  const { persona } = instance.parts.cast.member(npc.id)!;
  // While it speaks it stays who it is; its next turn refreshes it.
  if (!npc.queue.turn) instance.refresh(npc);
  const authored = beginningOf(persona);
  const take = taker(taken);
  for (const key of ['location', 'mood', 'goal'] as const)
    if (take(`${npc.id}.${key}`, npc.authored[key], authored[key], npc[key])) npc[key] = authored[key];
  npc.authored = authored;
}

/** Whether an edited value is to be applied; notes what comes of it. */
const taker =
  ({ applied, kept }: Taken) =>
  <T>(name: string, base: T, authored: T, live: T): boolean => {
    if (authored === base || authored === live) return false;
    (live === base ? applied : kept).push(name);
    return live === base;
  };

/** Whoever is at a place that is no more is where the world starts. */
function returnToPlaces(instance: Instance): void {
  const { locations, start } = instance.world;
  for (const npc of instance.npcs.values()) if (!Object.hasOwn(locations, npc.location)) npc.location = start;
  for (const member of instance.members.values())
    if (member.location !== null && !Object.hasOwn(locations, member.location))
      place(instance, member, start);
  instance.turns.moved();
}
