import type { Persona } from '../../../schemas/persona.ts';
import type { Content } from '../../persona/content.ts';
import { ENVIRONMENT, type NamedScene, nameIn } from '../scenes.ts';
import type { ActingCharacter, Circumstance } from './circumstance.ts';

/** A world's golden scene as a given circumstance. Its NPCs are judged; guests are played, too, and not. */
export function circumstanceOfScene(scene: NamedScene, content: Content): Circumstance {
  const npcs = Object.entries(scene.characters).map(([slug, motive]): ActingCharacter => {
    const { persona } = content.personas.get(slug)!;
    const motivation = motive || persona.motivation.join('\n');
    return { name: persona.name, profile: profileOf(persona), motivation, npc: { slug, persona } };
  });
  const guests = Object.entries(scene.guests).map(([name, profile]) => ({ name, profile, motivation: '' }));
  const place = content.world.locations[scene.location]!;
  const characters = [...npcs, ...guests];
  const spoken = scene.lines.map(({ who }) => nameIn(content, who));
  return {
    id: `${content.name}-${scene.id}`,
    book: content.world.title,
    scenario: `${place.name}. ${place.description}\n\n${scene.situation}`,
    summary: scene.before || content.world.description,
    characters,
    speakers: [...new Set([...spoken, ...characters.map(({ name }) => name), ENVIRONMENT])],
    major: npcs.map(({ name }) => name),
    guests: guests.map(({ name }) => name),
    reference: scene.lines.map(({ who, text }) => ({ name: nameIn(content, who), text })),
  };
}

/** A persona as a profile in CoSER's sense: one text. */
const profileOf = (persona: Persona): string =>
  [
    persona.description,
    persona.profile,
    `Personality: ${persona.personality}`,
    `Background: ${persona.background}`,
    `How ${persona.name} speaks: ${persona.speechStyle}`,
  ].join('\n\n');
