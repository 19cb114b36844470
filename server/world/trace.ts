import type { PlanMode, Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import type { Scene } from '../../schemas/scene.ts';
import type { Sampling, TraceBody, TracedScene } from '../../schemas/trace.ts';
import type { Turn } from '../dialogue/turn.ts';
import type { Outcome } from '../dialogue/turn-events.ts';
import { toPlain, viewFor } from '../her/views.ts';
import type { TraceSummary } from '../store/store.ts';
import type { Npc } from './npc.ts';

/** Characters of what was said that a list shows. */
const EXCERPT = 200;

/** What a trace tells besides what the turn itself came to. */
type Circumstances = { line: Line; plan: PlanMode; asked: readonly Line[]; actions: object };

/** The trace of a turn that is being committed, and what it is listed by. */
export function traceOf(npc: Npc, turn: Turn, outcome: Outcome, told: Circumstances) {
  const { id, to, replaces, settings } = turn.options;
  const { line, plan, asked, actions } = told;
  const body: TraceBody = {
    ...outcome,
    scene: tracedScene(outcome.scene, npc.personaVersion),
    line: line.id,
    persona: npc.id,
    personaVersion: npc.personaVersion,
    settings,
    plan,
    ...actions,
  };
  const { timings, usage, reason, status, model, spans } = outcome;
  const summary: TraceSummary = {
    status,
    model,
    personaVersion: npc.personaVersion,
    ...(reason !== undefined && { reason }),
    ...(to !== undefined && { to }),
    ...(replaces !== undefined && { replaces }),
    ...(timings.queued !== undefined && { queuedMs: timings.queued }),
    ...(timings.prompt !== undefined && { promptMs: timings.prompt }),
    ...(timings.firstToken !== undefined && { firstTokenMs: timings.firstToken }),
    ...(timings.firstVisible !== undefined && { firstVisibleMs: timings.firstVisible }),
    ...(timings.end !== undefined && { endMs: timings.end }),
    ...usage,
    words: wordsOf(spans),
    excerpt: [...toPlain(spans)].slice(0, EXCERPT).join(''),
    text: [...asked.flatMap((line) => line.spans), ...spans].map(({ text }) => text).join('\n'),
  };
  return { turn: id, npc: npc.id, startedAt: outcome.startedAt, body, summary };
}

/** Visible words. */
const wordsOf = (spans: readonly Span[]): number =>
  viewFor(spans, 'npc').reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);

/** What of a scene cannot be had again otherwise. */
function tracedScene({ persona, knowledge: _, ...scene }: Scene, personaVersion: number): TracedScene {
  return personaVersion === 0 ? { ...scene, persona } : scene;
}

/** What of an NPC's own model settings goes along with each call. */
export const samplingOf = ({
  model,
  temperature,
  maxTokens,
  bestOf,
}: {
  [K in keyof Sampling]: Sampling[K] | undefined;
}): Sampling => ({
  ...(model !== undefined && { model }),
  ...(temperature !== undefined && { temperature }),
  ...(maxTokens !== undefined && { maxTokens }),
  ...(bestOf !== undefined && { bestOf }),
});
