import type { Subject } from '../../schemas/memory.ts';
import type { Line } from '../../schemas/record.ts';
import { toPlain, viewFor } from '../her/views.ts';
import type { Perceived } from '../memory/consolidate.ts';
import { speakerOf } from './bonds.ts';
import { idIn } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { routineIn } from './routine.ts';

/** A line as an NPC perceived it, for its memory: what was done and said, and nothing that anybody only thought. */
export function perceivedBy(instance: Instance, npc: Npc, line: Line): Perceived {
  const { id, from, to, name, spans, whisper, at, time, npcs, players } = line;
  const by = speakerOf(line);
  const addressed = to === undefined ? undefined : subjectOf(instance, npc, to);
  const isOwn = from === `npc:${npc.id}`;
  const outward = viewFor(spans, 'npc');
  const told = by === undefined ? outward.map(({ text }) => text).join(' ') : toPlain(outward);
  const others = [
    ...npcs.filter((other) => other !== npc.id).map((other) => `npc:${other}`),
    ...new Set([...players, ...(line.player === undefined ? [] : [line.player])].map((id) => `player:${id}`)),
  ];
  return {
    line: id,
    at,
    time,
    name,
    ...(by !== undefined && { by }),
    ...(addressed !== undefined && { to: addressed }),
    isOwn,
    isWhisper: whisper,
    told,
    speech: outward.filter(({ layer }) => layer === 'speech').map(({ text }) => text),
    witnesses: others,
    ...(by === undefined ? routineIn(instance, told) : { isRoutine: false }),
  };
}

/** What an NPC knows of a line, in words alone: of its own also what it thought. */
export const wordsTo = ({ id }: Npc, { from, spans }: Line): string =>
  viewFor(spans, from === `npc:${id}` ? 'self' : 'npc')
    .map(({ text }) => text)
    .join(' ');

/** Whom an address of this session means, as memories know them; undefined where nobody knows any more. */
export function subjectOf(instance: Instance, npc: Npc, address: string): Subject | undefined {
  if (address.startsWith('npc:')) return address;
  if (!address.startsWith('player:')) return undefined;
  const player =
    instance.members.get(idIn(address))?.player ??
    npc.history.lines.findLast((line) => line.from === address)?.player;
  return player === undefined ? undefined : `player:${player}`;
}
