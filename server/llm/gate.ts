import PQueue from 'p-queue';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Chunk, GenerateRequest, LanguageModel } from './language-model.ts';
import { countTokens, promptTokens } from './tokens.ts';

export type GateOptions = {
  /** Calls under way at once, over all NPCs. */
  concurrency: number;
  /** Calls that may wait for their turn; beyond that, `busy`. */
  queueLimit: number;
  /** Tokens a day (UTC), prompts and replies together; absent: no cap. */
  dailyTokens?: number;
  /** Keeps what a day (whole days since 1970, UTC) has cost, and tells its sum; without it, memory does. */
  ledger?(day: number, tokens: number): Promise<number>;
  /** Unix milliseconds. */
  now(): number;
};

const PRIORITY = { player: 1, npc: 0 };
const DAY_MS = 86_400_000;

/**
 * Lets at most `concurrency` calls through at once, players' turns before NPCs' own; a call keeps its place until its
 * stream ends, but a question behind the turns (`ask`) gives its own to a player's turn that would have to wait, and throws
 * `given-up`. Aborting a call that waits takes it out of the queue. Throws `busy` when the queue is full and
 * `model-budget` when the day's tokens are spent; both before any call goes out.
 */
export function gated(
  model: LanguageModel,
  { concurrency, queueLimit, dailyTokens, ledger, now }: GateOptions,
): LanguageModel {
  const queue = new PQueue({ concurrency });
  /** Questions under way, the oldest first. */
  const questions = new Set<AbortController>();
  const budget = dailyTokens === undefined ? undefined : dailyBudget(dailyTokens, now, ledger);

  return {
    name: model.name,
    async *generate(request, signal) {
      await budget?.check();
      const mustWait = queue.pending >= concurrency;
      if (mustWait && queue.size >= queueLimit) {
        throw new SoliloquyError(
          'busy',
          `${queue.size} replies already wait for the language model: try again later.`,
        );
      }
      const { scene, priority = 'player' } = request;
      if (mustWait && priority === 'player') giveUpOne(questions);
      const leave = await enter(queue, PRIORITY[priority], signal);
      const giving = new AbortController();
      const isQuestion = !scene && priority === 'npc';
      if (isQuestion) questions.add(giving);
      try {
        await budget?.check();
        const bounded = isQuestion ? AbortSignal.any([signal, giving.signal]) : signal;
        const chunks = model.generate(request, bounded);
        yield* budget ? counted(chunks, request, bounded, budget.spend) : chunks;
        giving.signal.throwIfAborted();
      } catch (cause) {
        if (!giving.signal.aborted || signal.aborted) throw cause;
        const message = 'A question gave its place to a turn that a player waits for; ask it again.';
        throw new SoliloquyError('given-up', message, { cause });
      } finally {
        questions.delete(giving);
        leave();
      }
    },
  };
}

/** Has the oldest question end; the next turn that has to wait takes another one's place. */
function giveUpOne(questions: Set<AbortController>): void {
  const [oldest] = questions;
  if (!oldest) return;
  questions.delete(oldest);
  oldest.abort();
}

/** Waits for a place in a queue and returns what gives it back. Throws `aborted` when the signal comes first. */
export async function enter(queue: PQueue, priority: number, signal: AbortSignal): Promise<() => void> {
  // p-queue frees the place of an aborted task at once; ours is held until the stream has ended.
  const waiting = new AbortController();
  const abort = () => waiting.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await new Promise<() => void>((resolve, reject) => {
      const task = () => new Promise<void>((leave) => resolve(leave));
      queue.add(task, { priority, signal: waiting.signal }).catch(reject);
    });
  } catch (cause) {
    throw new SoliloquyError('aborted', 'The turn was stopped while it waited for the language model.', {
      cause,
    });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function dailyBudget(dailyTokens: number, now: () => number, ledger: GateOptions['ledger']) {
  let day = -1;
  let spent = 0;
  let opening = Promise.resolve();
  // The ledger may know of tokens that an earlier process spent, so its sum wins where it is the greater. A ledger that
  // fails ends no reply: its store has failed, which the turn's own commit reports.
  const record = async (tokens: number) => {
    const of = day;
    const sum = await ledger?.(of, tokens).catch(() => 0);
    if (of === day) spent = Math.max(spent, sum ?? 0);
  };
  const today = () => {
    const current = Math.floor(now() / DAY_MS);
    if (current === day) return;
    day = current;
    spent = 0;
    opening = record(0);
  };
  return {
    async check() {
      today();
      await opening;
      if (spent < dailyTokens) return;
      throw new SoliloquyError(
        'model-budget',
        `The day's ${dailyTokens} tokens are spent: raise LLM_DAILY_TOKENS or wait for midnight UTC.`,
      );
    },
    async spend(tokens: number) {
      today();
      spent += tokens;
      await record(tokens);
    },
  };
}

/** Counts what a call took by its own account, or by an estimate where it gives none worth the name or was left. */
export async function* counted(
  chunks: AsyncIterable<Chunk>,
  { prompt }: GenerateRequest,
  signal: AbortSignal,
  spend: (tokens: number) => Promise<void>,
) {
  let usage: Extract<Chunk, { kind: 'usage' }> | undefined;
  let reply = '';
  let hasFailed = false;
  try {
    for await (const chunk of chunks) {
      if (chunk.kind === 'usage') usage = chunk;
      else if (chunk.kind === 'text' || chunk.kind === 'reasoning') reply += chunk.text;
      yield chunk;
    }
  } catch (error) {
    hasFailed = !signal.aborted;
    throw error;
  } finally {
    // A call that failed before its first token is not charged; one that was left is, since the prompt was read.
    const isCharged = usage !== undefined || reply !== '' || !hasFailed;
    // A server that tells of nothing, or less, would never reach the cap.
    const told = (tokens: number | undefined): tokens is number => tokens !== undefined && tokens > 0;
    const prompted = told(usage?.promptTokens) ? usage.promptTokens : promptTokens(prompt);
    const replied = told(usage?.completionTokens) ? usage.completionTokens : countTokens(reply);
    if (isCharged) await spend(prompted + replied);
  }
}
