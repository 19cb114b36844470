import { once } from 'node:events';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { Principle } from '../../../schemas/principles.ts';
import type { Scene } from '../../../schemas/scene.ts';
import type { BestOf } from '../../../schemas/trace.ts';
import { ReplyParser } from '../../her/parser.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../llm/language-model.ts';
import { checkReply, type Finding } from '../checks/check.ts';
import type { Candidate, Judge, JudgeCase, Order } from '../judge/judge.ts';
import { type Take, takesOf } from './takes.ts';

export type BestOfOptions = {
  judge: Judge;
  /** By what an NPC's replies are judged. */
  principlesOf(npc: string): Promise<readonly Principle[]>;
  /** Longest wait for all verdicts, in milliseconds; then the first sound take is spoken. Default 20,000. */
  judgeTimeoutMs?: number;
  /** Milliseconds, of any clock. */
  now(): number;
};

/** Faults of this severity, or more, put a take out before anybody judges: what breaks the format, leaks, or speaks for others. */
const RULED_OUT = 4;
const JUDGE_TIMEOUT_MS = 20_000;

/**
 * Has a model write several replies where a request asks for it (`bestOf`), and gives the best one (HER's reward model at run time: N takes,
 * sound ones compared in pairs, the winner going on; ties to the shorter, then to the first). Nothing of it comes before all are written and
 * judged. Requests that ask for one reply pass through as they are.
 */
export function bestOfModel(model: LanguageModel, options: BestOfOptions): LanguageModel {
  return {
    name: model.name,
    async *generate(request, signal) {
      const { bestOf: count, scene, ...single } = request;
      if (count === undefined || count < 2 || !scene) {
        yield* model.generate(request, signal);
        return;
      }
      const { takes, hasSharedPlan } = await takesOf(model, { ...single, scene }, count, signal);
      const finishedAt = options.now();
      const read = takes.map((take) => ({ take, ...readOf(take, request) }));
      const { chosen, reason, lost } = await choose(read, request, options, signal);
      const told: BestOf = {
        takes: read.map(({ take, spans, problem }, index) => ({
          raw: take.raw,
          spans: [...spans],
          ...(problem !== undefined && { problem }),
          ...(lost.has(index) && { lostFor: lost.get(index)! }),
        })),
        chosen,
        judgedBy: options.judge.name,
        reason,
        waitMs: Math.round(options.now() - finishedAt),
        hasSharedPlan,
      };
      yield { kind: 'best-of', bestOf: told };
      yield* chunksOf(takes, takes[chosen]!);
    },
  };
}

type Read = { take: Take; spans: readonly Span[]; findings: readonly Finding[]; problem?: string };

/** A take as the game would hear it, and what is wrong with it before anybody judges. */
function readOf({ raw, reasoning }: Take, { scene, prompt }: GenerateRequest): Omit<Read, 'take'> {
  const talk = talkOf(scene!);
  const parser = new ReplyParser({
    name: talk.name,
    others: talk.others,
    plan: prompt.plan === 'off' ? 'off' : 'expected',
  });
  parser.reasoning(reasoning);
  parser.push(raw);
  parser.end();
  const { spans } = parser;
  if (viewFor(spans, 'npc').length === 0)
    return { spans, findings: [], problem: 'Nothing of it could be heard or seen.' };
  const findings = checkReply({ ...talk, reply: { spans, raw } });
  const worst = findings.toSorted((a, b) => b.severity - a.severity)[0];
  if (!worst || worst.severity < RULED_OUT) return { spans, findings };
  return { spans, findings, problem: `${worst.principle}: "${worst.evidence}"` };
}

type Choice = { chosen: number; reason: string; lost: ReadonlyMap<number, string> };

async function choose(
  read: readonly Read[],
  request: GenerateRequest,
  options: BestOfOptions,
  signal: AbortSignal,
): Promise<Choice> {
  const sound = read.flatMap(({ problem }, index) => (problem === undefined ? [index] : []));
  const [first] = sound;
  if (first === undefined) {
    const audible = read.findIndex(({ spans }) => viewFor(spans, 'npc').length > 0);
    const reason = 'None was sound; the first that can be heard was taken.';
    return { chosen: Math.max(0, audible), reason, lost: new Map() };
  }
  const ruledOut = read.flatMap(({ problem }, index) =>
    problem === undefined ? [] : [[index, problem] as const],
  );
  if (sound.length === 1)
    return { chosen: first, reason: 'It was the only sound one.', lost: new Map(ruledOut) };
  const late = AbortSignal.timeout(options.judgeTimeoutMs ?? JUDGE_TIMEOUT_MS);
  const bounded = AbortSignal.any([signal, late]);
  const done = new AbortController();
  try {
    bounded.throwIfAborted();
    // A judge that takes no notice of the signal keeps nobody mute, either.
    const over = once(bounded, 'abort', { signal: done.signal }).then((): never => {
      throw bounded.reason;
    });
    const { lost, ...won } = await Promise.race([knockOut(read, sound, request, options, bounded), over]);
    return { ...won, lost: new Map([...ruledOut, ...lost]) };
  } catch (error) {
    if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.', { cause: error });
    const problem = late.aborted
      ? 'The judge took too long.'
      : `The judge failed (${(error as Error).message}).`;
    return { chosen: first, reason: `${problem} The first sound one was taken.`, lost: new Map(ruledOut) };
  } finally {
    done.abort();
  }
}

/** The winner of each pair goes on; of equals the shorter, then the first, and that is no defeat. */
async function knockOut(
  read: readonly Read[],
  [first, ...rivals]: readonly number[],
  request: GenerateRequest,
  { judge, principlesOf }: BestOfOptions,
  signal: AbortSignal,
): Promise<Choice> {
  const principles = await principlesOf(request.scene!.npc);
  const lost = new Map<number, string>();
  let chosen = first!;
  let reason = '';
  for (const rival of rivals) {
    const candidates = [candidateOf(read[chosen]!), candidateOf(read[rival]!)] as const;
    const task = taskOf(request, candidates, `${chosen}-${rival}`, principles);
    const { winner, orders } = await judge.judge(task, signal);
    const isDecided = winner === 'cand_1' || winner === 'cand_2';
    const isRival = isDecided ? winner === 'cand_2' : isShorter(candidates[1], candidates[0]);
    const loser = isRival ? chosen : rival;
    if (isRival) chosen = rival;
    const undecided = winner === null ? 'The judge gave no verdict' : 'They were judged alike';
    reason = isDecided ? saidOf(orders) : `${undecided}; the shorter one was taken.`;
    if (isDecided) lost.set(loser, reason);
  }
  return { chosen, reason, lost };
}

/** Why, in the judge's words. */
function saidOf(orders: readonly Order[]): string {
  const [verdict] = orders.flatMap((order) => ('verdict' in order ? [order.verdict] : []));
  return verdict?.summary || verdict?.analysis || 'It was judged better.';
}

const candidateOf = ({ spans, take }: Read): Candidate => ({ spans, raw: take.raw });

const isShorter = (one: Candidate, other: Candidate): boolean =>
  toHer(viewFor(one.spans, 'judge')).length < toHer(viewFor(other.spans, 'judge')).length;

function taskOf(
  request: GenerateRequest,
  candidates: readonly [Candidate, Candidate],
  id: string,
  principles: readonly Principle[],
): JudgeCase {
  const { prompt, scene } = request;
  return { id, ...talkOf(scene!), messages: prompt.messages, principles, candidates };
}

/** Who speaks, among whom, and what was said. */
function talkOf({ persona, others, to, lines, world }: Scene) {
  return {
    name: persona.name,
    others: [...new Set([...others.map(({ name }) => name), ...(to ? [to.name] : [])])],
    language: persona.language ?? world.language,
    history: lines.map(({ name, spans }) => ({ name, spans })),
  };
}

/** The chosen take as the model would have streamed it; usage is that of all of them. */
function* chunksOf(takes: readonly Take[], { text, reasoning, isPrefilled, model }: Take): Generator<Chunk> {
  if (model !== undefined) yield { kind: 'model', model };
  if (isPrefilled) yield { kind: 'prefilled' };
  if (reasoning !== '') yield { kind: 'reasoning', text: reasoning };
  yield { kind: 'text', text };
  const usages = takes.flatMap(({ usage }) => (usage ? [usage] : []));
  if (usages.length === 0) return;
  const sum = (key: 'promptTokens' | 'completionTokens') =>
    usages.reduce((total, usage) => total + usage[key], 0);
  yield { kind: 'usage', promptTokens: sum('promptTokens'), completionTokens: sum('completionTokens') };
}
