import { Persona } from '../../../schemas/persona.ts';
import type { Scene } from '../../../schemas/scene.ts';
import { talkScene } from '../talk-scene.ts';
import type { ActingCharacter, Circumstance } from './circumstance.ts';
import type { ActedTurn } from './simulate.ts';

const NPC = 'actor';
const PLACE = 'scene';

/** A given circumstance as the built-in model reads it, which knows no prompts. Of a book's characters it knows too little to play them well. */
export function actorScene(scene: Circumstance, name: string, turns: readonly ActedTurn[]): Scene {
  const self = scene.characters.find((character) => character.name === name);
  const persona = self?.npc?.persona ?? madeUp(scene, name, self);
  return talkScene({
    npc: self?.npc?.slug ?? NPC,
    persona,
    world: {
      title: scene.book,
      description: scene.summary.slice(0, 2000),
      language: persona.language ?? 'English',
    },
    location: { id: PLACE, name: 'Here', description: scene.scenario },
    people: scene.characters
      .filter((other) => other.name !== name)
      .map(({ name: called, profile, npc }, index) => ({
        name: called,
        slug: npc?.slug ?? `c${index + 1}`,
        description: npc?.persona.description ?? profile.slice(0, 300),
        relationship: (npc && persona.relationships[npc.slug]) ?? '',
      })),
    said: turns.map((turn) => ({ name: turn.name === name ? persona.name : turn.name, spans: turn.spans })),
    ...(self?.motivation && { goal: self.motivation }),
  });
}

/** A persona made of what a book's file says. */
function madeUp(scene: Circumstance, name: string, self: ActingCharacter | undefined): Persona {
  const profile = self?.profile || `${name} of ${scene.book}.`;
  return Persona.parse({
    // A name in a book may be none that could stand in a game.
    name:
      name
        .replaceAll(/[:：∶꞉<>[\](){}（）【】〔〕|=*\p{Cc}]/gu, ' ')
        .trim()
        .slice(0, 40) || 'Somebody',
    description: profile.slice(0, 300),
    location: PLACE,
    profile: profile.slice(0, 4000),
    personality: profile.slice(0, 3000),
    background: (scene.summary || scene.scenario || profile).slice(0, 5000),
    motivation: [(self?.motivation || 'To see how this goes.').slice(0, 400)],
    speechStyle: 'Plainly.',
    greeting: ['Well met.'],
    examples: [{ kind: 'small-talk', say: 'So it is.' }],
  });
}
