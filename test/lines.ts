import { Persona } from '../schemas/persona.ts';
import type { Line } from '../schemas/record.ts';
import type { Circumstance, Scene } from '../schemas/scene.ts';
import { persona } from './worlds.ts';

let seq = 0;

/** A line of the record as Mara perceived it. */
export function line(from: string, name: string, text: string, fields: Partial<Line> = {}): Line {
  seq += 1;
  return {
    id: `l${seq}`,
    seq,
    kind: from.startsWith('npc:') ? 'turn' : 'say',
    from,
    name,
    whisper: false,
    location: 'tavern',
    spans: [{ span: 0, layer: 'speech', text }],
    npcs: ['mara'],
    players: [],
    at: seq,
    time: 'Day 1, 08:00',
    ...fields,
  };
}

/** A sentence on what holds now, of which all is data. */
export const circumstance = (text: string, source = 'test'): Circumstance => [{ source, text }];

/** A scene in which Ash has spoken to Mara. */
export const scene = (fields: Partial<Scene> = {}): Scene => ({
  npc: 'mara',
  persona: Persona.parse(persona('Mara')),
  world: { title: 'Testworld', description: 'A world of tests.', language: 'English' },
  location: { id: 'tavern', name: 'The Tavern', description: 'A room with a fire.' },
  others: [],
  to: { id: 'player:a', name: 'Ash' },
  goal: 'Mara wants the test to pass.',
  lines: [line('player:a', 'Ash', 'Good evening.')],
  recalled: [],
  lore: [],
  knowledge: [],
  actions: [],
  facts: {},
  circumstances: [],
  ...fields,
});
