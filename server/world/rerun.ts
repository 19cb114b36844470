import type { Delta, PlanMode } from '../../schemas/layers.ts';
import type { Persona } from '../../schemas/persona.ts';
import type { Other, Prompt, Scene } from '../../schemas/scene.ts';
import type { Sampling, TraceBody } from '../../schemas/trace.ts';
import { Turn } from '../dialogue/turn.ts';
import type { Outcome } from '../dialogue/turn-events.ts';
import { composePrompt } from '../her/prompt.ts';
import { replaceSections } from '../her/replace-sections.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import type { Cast } from '../persona/cast.ts';
import { knownLore } from '../persona/lore.ts';
import { idIn } from './events.ts';
import { newId } from './record.ts';
import { samplingOf } from './trace.ts';

/** A recorded turn that can be run again: its trace, and the persona that it was played by. */
export type Recorded = {
  npc: string;
  body: TraceBody & { scene: NonNullable<TraceBody['scene']> };
  persona: Persona;
};

/** What is to be otherwise. The persona's own model settings hold where nothing else is said. */
export type Changes = { persona: Persona; plan?: PlanMode } & Sampling;

export type RerunParts = {
  cast: Cast;
  model: LanguageModel;
  countTokens(text: string): number;
  planTokens: Record<PlanMode, number>;
  /** As the server has it where no persona says otherwise. */
  plan: PlanMode;
  /** Unix milliseconds. */
  now(): number;
};

export type RerunEvent =
  /** What the model is sent, and which sections of it differ from the record. */
  | { kind: 'prompt'; prompt: Prompt; changed: string[] }
  | ({ kind: 'delta' } & Delta)
  | { kind: 'end'; outcome: Outcome };

/**
 * Runs a recorded turn again with another persona, model, plan or sampling: the recorded prompt with the sections replaced that
 * this changes, its memories and all else as they were. Nothing of it is told, remembered or kept, and nobody stands in for a
 * model that fails.
 */
export async function* rerun(
  { npc, body, persona: played }: Recorded,
  { persona, ...changes }: Changes,
  parts: RerunParts,
  signal: AbortSignal,
): AsyncGenerator<RerunEvent> {
  const { cast, model, countTokens, now } = parts;
  const own = persona.model;
  const plan = changes.plan ?? own.plan ?? parts.plan;
  const old = sceneWith(body.scene, played, npc, cast);
  const moved = movedOn(body.scene, { from: played, to: persona }, npc, cast);
  const scene = sceneWith({ ...body.scene, ...moved }, persona, npc, cast);
  const { form } = body.prompt;
  const before = composePrompt(old, { form, plan: body.prompt.plan });
  const composed = (mode: PlanMode) => {
    return replaceSections(body.prompt, before, composePrompt(scene, { form, plan: mode }));
  };
  const { prompt, changed } = composed(plan);
  yield { kind: 'prompt', prompt, changed };
  const turn = new Turn({
    id: newId(),
    npc,
    whisper: false,
    model,
    settings: samplingOf({ ...own, ...changes }),
    planBudget: parts.planTokens[plan],
    // What players wait for goes first.
    priority: 'npc',
    compose: (forced) => ({ scene, prompt: composed(forced ?? plan).prompt }),
    commit: async () => {},
    countTokens,
    now,
  });
  const stop = () => turn.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) return;
  for await (const event of turn.events()) {
    if (event.kind === 'delta') {
      const { span, layer, text } = event;
      yield { kind: 'delta', span, layer, text };
    } else if (event.kind === 'end' && event.outcome) yield { kind: 'end', outcome: event.outcome };
  }
  signal.removeEventListener('abort', stop);
}

/**
 * The recorded scene, played by a persona. What lore there is to know is that of now, which the built-in model alone reads; whether
 * a condition held then, the scene tells.
 */
const sceneWith = (scene: Recorded['body']['scene'], persona: Persona, npc: string, cast: Cast): Scene => ({
  ...scene,
  persona,
  knowledge: knownLore(cast.lore.values(), npc).filter(
    ({ id, when }) => !when || scene.lore.some((told) => told.id === id),
  ),
});

/** What follows in a scene from one persona becoming another: the goal it began with, and whom it knows. */
function movedOn(
  scene: Recorded['body']['scene'],
  { from, to: persona }: { from: Persona; to: Persona },
  npc: string,
  cast: Cast,
) {
  const others: Other[] = scene.others
    .filter(
      ({ id, place, isRelationshipLive }) =>
        !id.startsWith('npc:') ||
        place === undefined ||
        isRelationshipLive ||
        Object.hasOwn(persona.relationships, idIn(id)),
    )
    .map(({ relationship, ...other }) => {
      const said = other.isRelationshipLive ? relationship : persona.relationships[idIn(other.id)];
      return { ...other, ...(said !== undefined && { relationship: said }) };
    });
  const known = new Set(others.map(({ id }) => idIn(id)));
  const added = Object.entries(persona.relationships).flatMap(([id, relationship]): Other[] => {
    // Whom it knew then and who is not in the record was not in the world.
    const isNew = !known.has(id) && !Object.hasOwn(from.relationships, id) && id !== npc;
    const other = isNew ? cast.member(id)?.persona : undefined;
    if (!other) return [];
    const place = cast.world.locations[other.location]?.name;
    const { name, description } = other;
    return [{ id: `npc:${id}`, name, description, relationship, ...(place !== undefined && { place }) }];
  });
  return { goal: persona.motivation[0]!, others: [...others, ...added] };
}
