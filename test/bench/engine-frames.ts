import { ClientState, getMessageBytes, Protocol, SchemaSerializer } from '@colyseus/core';
import { NpcState, WorldState } from '../../schemas/state.ts';
import { npcId } from './stage.ts';

/** Something that comes from the server: as its frames, and as JSON. `kind`: what the engine does with the frames. */
export type Job = {
  what: string;
  kind: 'deltas' | 'decode' | 'patches' | 'states';
  frames: string[];
  jsons: string[];
};

const NPCS = 100;
const REPLY =
  'Good evening to you, stranger. The road from the north is bad this time of year; sit by the fire, and tell me what brings you here. 旅の方ですか。';

export const jobs = (): Job[] => [
  deltas(),
  { ...deltas(), what: 'turn.delta: decode alone', kind: 'decode' },
  ...states(),
];

/** A turn of an NPC in chunks of a few characters, as they come from a language model. */
function deltas(): Job {
  const turn = 'V1StGXR8Z5jd';
  const chunks = REPLY.match(/.{1,4}/gsu)!;
  const pieces = chunks.map((text) => ({ turn, span: 0, layer: 'speech', text }));
  const started = { turn, npc: npcId(0) };
  return {
    what: 'turn.delta: decode and dispatch',
    kind: 'deltas',
    frames: [message('turn.start', started), ...pieces.map((piece) => message('turn.delta', piece))],
    jsons: pieces.map((piece) => JSON.stringify({ type: 'turn.delta', payload: piece })),
  };
}

/** A world of a hundred NPCs: its whole state, and patches of it. */
function states(): Job[] {
  const state = new WorldState();
  for (let index = 0; index < NPCS; index += 1) state.npcs.set(npcId(index), npc(index));
  const serializer = new SchemaSerializer<WorldState>();
  serializer.reset(state);
  const frames: string[] = [];
  const client = { state: ClientState.JOINED, raw: (frame: Uint8Array) => frames.push(base64(frame)) };
  const patch = (count: number, activity: string) => {
    for (let index = 0; index < count; index += 1) state.npcs.get(npcId(index))!.activity = activity;
    serializer.applyPatches([client] as never);
    return frames.pop()!;
  };
  patch(0, 'idle');
  frames.length = 0;
  const lead = [
    base64(getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', serializer.handshake())),
    base64(serializer.getFullState(client as never) as Uint8Array),
  ];
  const patches = (count: number): Job => ({
    what: `patch that changes ${count} of ${NPCS} NPCs`,
    kind: 'patches',
    frames: [...lead, patch(count, 'speaking'), patch(count, 'idle')],
    jsons: ['speaking', 'idle'].map((activity) =>
      JSON.stringify({
        npcs: Object.fromEntries(Array.from({ length: count }, (_, index) => [npcId(index), { activity }])),
      }),
    ),
  });
  return [
    patches(1),
    patches(NPCS),
    {
      what: `whole state of ${NPCS} NPCs`,
      kind: 'states',
      frames: lead,
      jsons: [JSON.stringify(state.toJSON())],
    },
  ];
}

function npc(index: number): NpcState {
  const fresh = new NpcState();
  Object.assign(fresh, {
    id: npcId(index),
    name: `Guard ${index}`,
    location: 'tavern',
    activity: 'idle',
    mood: 'calm',
  });
  fresh.description = 'A broad man in a mended coat, with a lantern at his belt and snow on his boots.';
  return fresh;
}

const message = (type: string, payload: unknown): string =>
  base64(getMessageBytes.raw(Protocol.ROOM_DATA, type, payload));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
