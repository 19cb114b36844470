import PQueue from 'p-queue';
import { z } from 'zod';
import type { Rerun, RerunItem } from '../../../schemas/console/turns.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { PlanMode } from '../../../schemas/layers.ts';
import { Persona } from '../../../schemas/persona.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import { enter } from '../../llm/gate.ts';
import { type Changes, type Recorded, type RerunEvent, rerun } from '../../world/rerun.ts';
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

/** Reruns that call a language model at once, so that players find it free. */
const AT_ONCE = 2;
/** Those that wait for it included. */
const MAX_UNDER_WAY = 16;

/** Runs recorded turns again with something changed. */
export const rerunHandlers = (parts: ApiParts): Handlers<'turn.rerun'> => {
  const limited = limit();
  return {
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
        const events = () => rerun(recorded, played, { ...parts, ...settings, model }, signal);
        return itemsOf(limited(events, signal), parts);
      },
    },
  };
};

/** Bounds the reruns: what it returns throws `busy` when too many are under way. */
function limit() {
  const queue = new PQueue({ concurrency: AT_ONCE });
  let underWay = 0;
  async function* inTurn(events: AsyncGenerator<RerunEvent>, signal: AbortSignal) {
    let leave = () => {};
    try {
      for await (const event of events) {
        yield event;
        // The model is called only when more is asked for.
        if (event.kind === 'prompt') leave = await enter(queue, 0, signal);
      }
    } finally {
      leave();
      underWay -= 1;
    }
  }
  return (events: () => AsyncGenerator<RerunEvent>, signal: AbortSignal): AsyncGenerator<RerunEvent> => {
    if (underWay >= MAX_UNDER_WAY)
      throw new SoliloquyError('busy', `${underWay} reruns are under way already; wait for one to end.`);
    underWay += 1;
    return inTurn(events(), signal);
  };
}

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

/** What is live of its persona; one that the game made up is what it was. */
const liveOf = ({ cast }: ApiParts, { npc, body, persona }: Recorded): Persona =>
  (body.scene.isInline ? undefined : cast.member(npc)?.persona) ?? persona;

function draftOf(given: unknown): Persona {
  const persona = Persona.safeParse(given);
  if (persona.success) return persona.data;
  throw new SoliloquyError(
    'bad-content',
    `The persona cannot be played like that: ${problemsOf(persona.error)}`,
  );
}

async function* itemsOf(
  events: AsyncIterable<RerunEvent>,
  { countTokens }: ApiParts,
): AsyncGenerator<RerunItem> {
  for await (const event of events) {
    if (event.kind === 'delta') yield event;
    else if (event.kind === 'prompt') {
      const { prompt, changed } = event;
      const messages = piecesOf(prompt);
      yield { kind: 'prompt', messages, tokens: tokensOf(messages, countTokens(prompt.prefill)), changed };
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
