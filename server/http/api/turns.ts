import { z } from 'zod';
import type { RouteName } from '../../../schemas/console/routes.ts';
import type {
  PromptLine,
  Rate,
  TurnQuery,
  TurnRow,
  TurnView,
  Unrate,
} from '../../../schemas/console/turns.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { type Span, TurnStatus } from '../../../schemas/layers.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';
import type { Line } from '../../../schemas/record.ts';
import type { TraceBody } from '../../../schemas/trace.ts';
import { toPlain, type Viewer, viewFor } from '../../her/views.ts';
import { curlOf } from '../../llm/curl.ts';
import type { Rating, TraceFilter, TraceRow } from '../../store/store.ts';
import type { Handlers } from '../api.ts';
import { findInstance, openInstance } from './instances.ts';
import type { ApiParts } from './parts.ts';
import { personaOf, piecesOf, type RecordedTurn, recordedTurn, tokensOf } from './recorded.ts';
import { Author, Words } from './words.ts';

export const TurnId = z.string().min(1).max(16);
const Count = z.coerce.number().int().min(0).max(1_000_000);

const Query = z.object({
  instance: InstanceName,
  npc: Slug.optional(),
  status: TurnStatus.optional(),
  slowMs: Count.optional(),
  words: Count.optional(),
  text: z.string().max(200).optional(),
  turns: z.string().max(4000).optional(),
  before: z
    .string()
    .regex(/^\d+(\.\d+)?:.{1,16}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
}) as z.ZodType<TurnQuery, unknown>;

type Names = Extract<RouteName, `turn${string}` | 'ratings.export'>;

/** Recorded turns: listed, looked into, rated. */
export const turnHandlers = (parts: ApiParts): Handlers<Exclude<Names, 'turn.rerun'>> => ({
  'turns.list': {
    input: Query,
    run: async ({ instance, ...query }) => {
      const id = `${parts.cast.name}/${instance}`;
      const limit = query.limit ?? 100;
      const found = await parts.store.traces(id, filterOf(query, limit));
      const turns = found.map(({ turn }) => turn);
      const [related, ratings] = await Promise.all([
        parts.store.relatedTurns(turns),
        parts.store.ratings(id, turns, true),
      ]);
      const rows = found.map((row) => rowOf(row, related.has(row.turn), ratings));
      const last = found.length === limit ? found.at(-1) : undefined;
      return { rows, ...(last && { cursor: `${last.startedAt}:${last.turn}` }) };
    },
  },

  'turn.read': { input: z.object({ turn: TurnId }), run: ({ turn }) => viewOf(parts, turn) },

  'turn.takes': {
    input: z.object({ instance: InstanceName, turn: TurnId }),
    run: async ({ instance: name, turn }) => {
      const { npc } = await recordedTurn(parts, turn);
      const { takes, standing } = await openInstance(parts, name).record.takesOf(npc, turn);
      return takes.map(({ turn: id = '', status = 'complete', spans }) => ({
        turn: id,
        status,
        spans,
        isStanding: id === standing,
      }));
    },
  },

  'turn.rate': {
    input: z.object({
      instance: InstanceName,
      turn: TurnId,
      author: Author,
      value: z.union([z.literal(1), z.literal(-1)]),
      reason: Words(2000),
      rejected: TurnId.optional(),
    }) as z.ZodType<Rate, unknown>,
    run: async ({ instance, turn, rejected, ...word }) => {
      const chosen = await judgedTurn(parts, instance, turn);
      const lost = rejected === undefined ? undefined : await judgedTurn(parts, instance, rejected);
      if (lost && (lost.turn === turn || lost.npc !== chosen.npc))
        throw new SoliloquyError('bad-message', 'A reply is preferred to another one by the same NPC.');
      const { prompt, personaVersion } = chosen.body;
      await parts.store.saveRating({
        ...word,
        instance: `${parts.cast.name}/${instance}`,
        npc: chosen.npc,
        turn,
        ...(rejected !== undefined && { rejected }),
        // What was judged, in full: traces are forgotten in time.
        body: {
          messages: prompt.messages,
          personaVersion,
          model: chosen.body.model,
          spans: await spansOf(parts, chosen),
          ...(lost && { rejected: { model: lost.body.model, spans: await spansOf(parts, lost) } }),
        },
        at: parts.now(),
      });
      return {};
    },
  },

  'turn.unrate': {
    input: z.object({
      instance: InstanceName,
      turn: TurnId,
      author: Author,
      rejected: TurnId.optional(),
    }) as z.ZodType<Unrate, unknown>,
    run: async ({ instance, ...which }) => {
      await parts.store.deleteRating({ ...which, instance: `${parts.cast.name}/${instance}` });
      return {};
    },
  },

  'ratings.export': {
    input: z.object({ instance: InstanceName }),
    run: async ({ instance }) => {
      const ratings = await parts.store.ratings(`${parts.cast.name}/${instance}`);
      return {
        name: `ratings-${parts.cast.name}-${instance}.jsonl`,
        type: 'application/x-ndjson',
        bytes: ratings.map((rating) => `${JSON.stringify(rating)}\n`).join(''),
      };
    },
  },
});

/** A turn that somebody judges. Throws `unknown-turn` for one of another instance, too. */
async function judgedTurn(parts: ApiParts, instance: string, turn: string) {
  const trace = await recordedTurn(parts, turn);
  if (trace.instance === `${parts.cast.name}/${instance}`) return trace;
  throw new SoliloquyError('unknown-turn', `The turn "${turn}" was recorded in another instance.`);
}

/** What a turn says since it was edited last, as far as its instance is open and has it at hand; else as it was given. */
async function spansOf(parts: ApiParts, { turn, npc, instance, body }: RecordedTurn): Promise<Span[]> {
  const open = findInstance(parts, nameOf(instance));
  const takes = (await open?.record.takesOf(npc, turn))?.takes;
  return takes?.find((take) => take.turn === turn)?.spans ?? body.spans;
}

/** The name in a record's key. */
const nameOf = (instance: string): string => instance.slice(instance.indexOf('/') + 1);

function filterOf({ turns, before, ...query }: Omit<TurnQuery, 'instance'>, limit: number): TraceFilter {
  const [at = '', turn = ''] = before?.split(/:(.*)/s) ?? [];
  return {
    ...query,
    limit,
    ...(turns !== undefined && { turns: turns.split(',') }),
    ...(before !== undefined && { before: { startedAt: Number(at), turn } }),
  };
}

const rowOf = (
  { text: _, instance: __, ...row }: TraceRow,
  hasTakes: boolean,
  ratings: Rating[],
): TurnRow => ({
  ...row,
  hasTakes,
  ratings: ratings
    .filter(({ turn }) => turn === row.turn)
    .map(({ author, value, reason, rejected, at }) => ({
      author,
      value,
      reason,
      at,
      ...(rejected !== undefined && { rejected }),
    })),
});

const VIEWERS: Viewer[] = ['designer', 'player', 'player-inner', 'game', 'npc', 'self', 'judge'];

async function viewOf(parts: ApiParts, turn: string): Promise<TurnView> {
  const { npc, instance, startedAt, body } = await recordedTurn(parts, turn);
  const persona = await personaOf(parts, { npc, body });
  const { status, model, personaVersion, reason, timings, usage, bestOf, settings, prompt, raw, spans } =
    body;
  const messages = piecesOf(prompt);
  const known = body.scene !== undefined && prompt.marks !== undefined;
  return {
    turn,
    npc,
    instance: nameOf(instance),
    startedAt,
    status,
    model,
    personaVersion,
    ...(reason !== undefined && { reason }),
    timings,
    ...(usage && { usage }),
    ...(bestOf && { bestOf }),
    settings,
    plan: body.plan ?? prompt.plan,
    messages,
    prefill: prompt.prefill,
    tokens: tokensOf(messages, parts.countTokens(prompt.prefill)),
    lines: linesOf(body, findInstance(parts, nameOf(instance))?.npcs.get(npc)?.history.lines ?? []),
    loreLeftOut: body.scene?.loreLeftOut ?? [],
    actions: body.actions ?? [],
    raw,
    spans,
    views: VIEWERS.map((viewer) => ({ viewer, spans: viewFor(spans, viewer) })),
    ...(body.request && { curl: curlOf(body.request, prompt) }),
    canRerun: known && persona !== undefined,
    ...(persona && { persona }),
  };
}

/** The lines that the prompt holds, word for word, recalled or in its summary: the last as far as the NPC has them at hand. */
function linesOf({ scene }: TraceBody, history: readonly Line[]): Record<string, PromptLine> {
  const summed = new Set(scene?.summary?.map(({ line }) => line));
  const lines = [
    ...history.filter(({ id }) => summed.has(id)),
    ...(scene?.lines ?? []),
    ...(scene?.recalled ?? []),
  ];
  return Object.fromEntries(lines.map((line) => [line.id, told(line)]));
}

/** A line as one reads it. */
export const told = ({ name, from, turn, at, time, whisper, npcs, spans }: Line): PromptLine => ({
  name,
  from,
  ...(turn !== undefined && { turn }),
  at,
  time,
  whisper,
  npcs,
  text: toPlain(spans),
});
