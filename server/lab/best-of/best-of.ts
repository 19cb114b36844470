import { once } from 'node:events';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { Scene } from '../../../schemas/scene.ts';
import type { BestOf } from '../../../schemas/trace.ts';
import { ReplyParser } from '../../her/parser.ts';
import { toHer, viewFor } from '../../her/views.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../llm/language-model.ts';
import { checkReply, type Finding } from '../checks/check.ts';
import type { Candidate, Judge, JudgeCase } from '../judge/judge.ts';
import { type Take, takesOf } from './takes.ts';

export type BestOfOptions = {
  judge: Judge;
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
      const { chosen, reason } = await choose(read, request, options, signal);
      const told: BestOf = {
        takes: read.map(({ take, spans, problem }) => ({
          raw: take.raw,
          spans: [...spans],
          ...(problem !== undefined && { problem }),
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
function readOf({ raw }: Take, { scene, prompt }: GenerateRequest): Omit<Read, 'take'> {
  const talk = talkOf(scene!);
  const parser = new ReplyParser({
    name: talk.name,
    others: talk.others,
    plan: prompt.plan === 'off' ? 'off' : 'expected',
  });
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

async function choose(
  read: readonly Read[],
  request: GenerateRequest,
  { judge, judgeTimeoutMs = JUDGE_TIMEOUT_MS }: BestOfOptions,
  signal: AbortSignal,
): Promise<{ chosen: number; reason: string }> {
  const sound = read.map((_, index) => index).filter((index) => read[index]!.problem === undefined);
  if (sound.length === 0) {
    const audible = read.findIndex(({ spans }) => viewFor(spans, 'npc').length > 0);
    return { chosen: Math.max(0, audible), reason: 'None was sound; the first that can be heard was taken.' };
  }
  if (sound.length === 1) return { chosen: sound[0]!, reason: 'It was the only sound one.' };
  const first = sound[0]!;
  let why = '';
  const done = new AbortController();
  const late = AbortSignal.timeout(judgeTimeoutMs);
  const bounded = AbortSignal.any([signal, late]);
  const knockOut = async (): Promise<number> => {
    let best = first;
    for (const rival of sound.slice(1)) {
      const pair = [candidateOf(read[best]!), candidateOf(read[rival]!)] as const;
      const { winner, orders } = await judge.judge(taskOf(request, pair, `${best}-${rival}`), bounded);
      const isRival = winner === 'cand_2' || (winner !== 'cand_1' && isShorter(pair[1], pair[0]));
      if (isRival) best = rival;
      const verdict = orders.find((order) => 'verdict' in order);
      why =
        winner === null || winner === 'tie' || !verdict || !('verdict' in verdict)
          ? 'They were judged alike; the shorter one was taken.'
          : verdict.verdict.summary || verdict.verdict.analysis;
    }
    return best;
  };
  try {
    bounded.throwIfAborted();
    // A judge that takes no notice of the signal keeps nobody mute, either.
    const over = once(bounded, 'abort', { signal: done.signal }).then(() => bounded.throwIfAborted());
    const chosen = await Promise.race([knockOut(), over]);
    return { chosen: chosen as number, reason: why };
  } catch (error) {
    if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.', { cause: error });
    const problem = late.aborted
      ? 'The judge took too long.'
      : `The judge failed (${(error as Error).message}).`;
    return { chosen: first, reason: `${problem} The first sound one was taken.` };
  } finally {
    done.abort();
  }
}

const candidateOf = ({ spans, take }: Read): Candidate => ({ spans, raw: take.raw });

const isShorter = (one: Candidate, other: Candidate): boolean =>
  toHer(viewFor(one.spans, 'judge')).length < toHer(viewFor(other.spans, 'judge')).length;

function taskOf(
  request: GenerateRequest,
  candidates: readonly [Candidate, Candidate],
  id: string,
): JudgeCase {
  const { prompt, scene } = request;
  return { id, ...talkOf(scene!), messages: prompt.messages, candidates };
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
