import { z } from 'zod';
import type { Rerun, RerunItem } from '../../../schemas/console/turns.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { PlanMode } from '../../../schemas/layers.ts';
import { Persona } from '../../../schemas/persona.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import { type Changes, type Recorded, rerun } from '../../world/rerun.ts';
import type { Handlers } from '../api.ts';
import type { ApiParts } from './parts.ts';
import { personaOf, piecesOf, recordedTurn, tokensOf } from './recorded.ts';
import { TurnId } from './turns.ts';

const Input = z.object({
  turn: TurnId,
  persona: z.unknown().optional(),
  model: z.string().trim().min(1).max(200).optional(),
  plan: PlanMode.optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.int().min(16).max(8192).optional(),
}) as z.ZodType<Rerun, unknown>;

/** Runs recorded turns again with something changed. */
export const rerunHandlers = (parts: ApiParts): Handlers<'turn.rerun'> => ({
  'turn.rerun': {
    input: Input,
    run: async ({ turn, persona, model: name, ...changes }, signal) => {
      const recorded = await recordedFor(parts, turn);
      const isBuiltin = name === 'built-in' && parts.standIn !== undefined;
      const played: Changes = {
        persona: persona === undefined ? liveOf(parts, recorded) : draftOf(persona),
        ...changes,
        ...(name !== undefined && !isBuiltin && { model: name }),
      };
      const { settings } = parts;
      const model = isBuiltin ? parts.standIn! : parts.model;
      return itemsOf(rerun(recorded, played, { ...parts, ...settings, model }, signal), parts);
    },
  },
});

/** A turn that can be run again. Throws `unknown-turn` for one that cannot. */
async function recordedFor(parts: ApiParts, turn: string): Promise<Recorded> {
  const { npc, body } = await recordedTurn(parts, turn);
  const { scene } = body;
  const persona = await personaOf(parts, { npc, body });
  if (!scene || !body.prompt.marks || !persona)
    throw new SoliloquyError(
      'unknown-turn',
      'This turn was recorded by an earlier version of the server, without what a rerun takes; later ones can be run again.',
    );
  return { npc, body: { ...body, scene }, persona };
}

const liveOf = ({ cast }: ApiParts, { npc, persona }: Recorded): Persona =>
  cast.member(npc)?.persona ?? persona;

function draftOf(given: unknown): Persona {
  const persona = Persona.safeParse(given);
  if (persona.success) return persona.data;
  throw new SoliloquyError(
    'bad-content',
    `The persona cannot be played like that: ${problemsOf(persona.error)}`,
  );
}

async function* itemsOf(
  events: ReturnType<typeof rerun>,
  { countTokens }: ApiParts,
): AsyncGenerator<RerunItem> {
  for await (const event of events) {
    if (event.kind === 'delta') yield event;
    else if (event.kind === 'prompt') {
      const { prompt, changed } = event;
      yield { kind: 'prompt', messages: piecesOf(prompt), tokens: tokensOf(prompt, countTokens), changed };
    } else {
      const { status, spans, raw, model, reason, timings, usage } = event.outcome;
      yield {
        kind: 'end',
        status,
        spans,
        raw,
        model,
        ...(reason !== undefined && { reason }),
        timings,
        ...(usage && { usage }),
      };
    }
  }
}
