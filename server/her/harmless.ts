import type { Persona } from '../../schemas/persona.ts';
import type { Scene } from '../../schemas/scene.ts';
import { neutralise } from './neutralise.ts';
import { FORM } from './sourced.ts';

/**
 * The scene as a prompt may hold it. What the world's files say is the designer's and stays as it is; all that players and
 * games brought in is made harmless: an inline persona, a standing scene, what holds now, what older talk came to, memories. Lines are
 * made so where they are written, in `messages.ts`; names are checked when someone joins.
 */
export function harmlessScene(scene: Scene): Scene {
  const { persona, isInline = false, goal, location, others, summary, memories, circumstances } = scene;
  const own = isInline ? harmless : <T>(value: T): T => value;
  return {
    ...scene,
    persona: { ...own<Persona>(persona), name: persona.name },
    goal: own(goal),
    location: { ...location, ...(location.scene && { scene: neutralise(location.scene) }) },
    others: others.map(({ description, relationship, ...other }) => ({
      ...other,
      ...(description && { description: neutralise(description) }),
      ...(relationship && {
        // What was set in the game may come from anybody who may do so.
        relationship: other.isRelationshipLive ? neutralise(relationship) : own(relationship),
      }),
    })),
    ...(summary && {
      summary: summary
        .map((told) => ({ ...told, text: neutralise(told.text) }))
        .filter(({ text }) => text !== ''),
    }),
    ...(memories && {
      memories: memories
        .map((memory) => ({ ...memory, text: neutralise(memory.text) }))
        .filter(({ text }) => text !== ''),
    }),
    circumstances: circumstances
      .map((sentence) =>
        sentence
          .map(({ source, text }) => ({ source, text: source === FORM ? text : neutralise(text) }))
          .filter(({ text }) => text !== ''),
      )
      .filter((sentence) => sentence.length > 0),
  };
}

/** Every text within a value, made harmless. */
function harmless<T>(value: T): T;
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return neutralise(value);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, harmless(each)]));
}
