import { SoliloquyError } from '../../schemas/errors.ts';
import { SET_INTENSITY } from '../memory/mood.ts';
import { type Commands, changed, noteWords, spansOf } from './command.ts';
import { hears, idIn } from './events.ts';
import type { Instance } from './instance.ts';
import { moodOf, setMood } from './mood.ts';
import { namesakeOf } from './names.ts';
import type { Npc } from './npc.ts';
import { receive, relocated } from './presence.ts';

/** What the game and designers do with NPCs. */
export const NPC_COMMANDS: Commands<'npc.spawn' | 'npc.despawn' | 'npc.patch' | 'npc.say'> = {
  'npc.spawn': async (instance, member, { persona, location }) => {
    const id = typeof persona === 'string' ? persona : persona.id;
    if (instance.npcs.has(id))
      throw new SoliloquyError('already-here', `The NPC "${id}" is here already; use npc.patch to move it.`);
    if (typeof persona === 'string' && !instance.parts.cast.member(id)) {
      const known = instance.parts.cast.ids.join(', ');
      throw new SoliloquyError(
        'unknown-persona',
        `There is no persona "${id}" in this world. There are: ${known}.`,
      );
    }
    if (location !== undefined) instance.location(location);
    const inline = typeof persona === 'string' ? undefined : persona.persona;
    if (inline) instance.location(location ?? inline.location);
    const { name } = inline ?? instance.parts.cast.member(id)!.persona;
    const namesake = namesakeOf(instance, name);
    if (namesake)
      throw new SoliloquyError(
        'already-here',
        `Somebody named "${namesake.name}" is here already (player:${namesake.id}); "${name}" needs another name.`,
      );
    noteWords(instance, member, [inline?.name]);
    const npc = instance.spawn(id, inline, location);
    await instance.record.rememberAgain([id]);
    await changed(instance, npc);
    await relocated(instance, npc, null, npc.location);
    await receive(instance, npc);
    return { npc: id };
  },

  'npc.despawn': async (instance, _member, { npc: id }) => {
    const npc = instance.npc(id);
    await instance.remove(npc);
    await changed(instance, npc);
    await relocated(instance, npc, npc.location, null);
    return {};
  },

  'npc.patch': async (instance, member, { npc: id, ...patch }) => {
    const npc = instance.npc(id);
    if (patch.location !== undefined) instance.location(patch.location);
    const { direction, once = false, relationships = {}, mood, moodIntensity, ...fields } = patch;
    const known = Object.keys(relationships).filter((other) => relationships[other] !== null);
    for (const other of known) if (!instance.parts.cast.member(other)) instance.npc(other);
    noteWords(instance, member, [
      mood,
      direction,
      fields.goal,
      fields.thoughts,
      ...Object.values(relationships),
    ]);
    const from = npc.location;
    const hasMoved = patch.location !== undefined && patch.location !== from;
    for (const [key, value] of Object.entries(fields))
      if (value !== undefined) Object.assign(npc, { [key]: value });
    if (mood !== undefined || moodIntensity !== undefined)
      setMood(instance, npc, {
        word: mood ?? moodOf(instance, npc).word,
        intensity: moodIntensity ?? SET_INTENSITY,
      });
    if (direction !== undefined)
      npc.direction = direction === null ? null : { text: direction, isOnce: once };
    npc.relationships = changedRelationships(npc, relationships);
    if (patch.location !== undefined) instance.turns.moved();
    if (patch.paused !== undefined) instance.resume([npc]);
    const answer = await changed(instance, npc);
    if (hasMoved) {
      await relocated(instance, npc, from, npc.location);
      await receive(instance, npc);
    }
    return answer;
  },

  'npc.say': async (instance, member, { npc: id, text, action, to }) => {
    const npc = instance.npc(id);
    if (to !== undefined) assertHears(instance, npc, to);
    await instance.talks.giveWay(null, npc);
    const line = await instance.turns.recite(npc, spansOf(text, action), to, {
      consent: member.hasConsented,
    });
    return { line: line.id, turn: line.turn };
  },
};

function changedRelationships({ relationships }: Npc, changes: Record<string, string | null>) {
  const all = Object.entries({ ...relationships, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Throws where nobody of that address is there, or not near enough to hear the NPC. */
function assertHears(instance: Instance, npc: Npc, address: string): void {
  const id = idIn(address);
  const isNpc = address.startsWith('npc:');
  const hearer = isNpc ? instance.npcs.get(id) : instance.members.get(id);
  if (!hearer)
    throw new SoliloquyError(isNpc ? 'unknown-npc' : 'unknown-player', `There is no ${address} here.`);
  const hearsAll = 'role' in hearer && hearer.role !== 'player';
  if (!hearsAll && !hears(instance.world, hearer.location, npc.location))
    throw new SoliloquyError(
      'out-of-earshot',
      `${address} is elsewhere and would not hear ${npc.persona.name}, who is at ${npc.location}.`,
    );
}
