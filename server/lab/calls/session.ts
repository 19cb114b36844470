import PQueue from 'p-queue';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { pricesOf, type RunOptions } from '../options.ts';
import type { Shell } from '../shell.ts';
import { estimateText, type Planned } from './estimate.ts';
import { type LabModel, labModel } from './lab-model.ts';
import type { NamedModel } from './models.ts';
import { type Progress, progressOf } from './progress.ts';
import { ProgressFile } from './progress-file.ts';
import { Run, type RunSettings } from './run.ts';

/** What a command does within its run. */
export type Session = {
  run: Run;
  signal: AbortSignal;
  /** A model as the run asks it. */
  ask(model: NamedModel): LabModel;
  /**
   * Does some work for each item, several at once, and says how far it is. The first failure ends it, once what is under way has ended;
   * results come in the order of the items. With `nameOf` a model's failure says at which item it came.
   */
  each<T, R>(
    label: string,
    items: readonly T[],
    work: (item: T, index: number) => Promise<R>,
    nameOf?: (item: T) => string,
  ): Promise<R[]>;
};

export type SessionOptions = RunOptions & { settings: RunSettings; planned: readonly Planned[] };

/**
 * Says what a command may cost, opens its run and does it; what was paid for is kept however it ends. Rejects with what ended it, and how to
 * go on. Does nothing more than say the cost with `dryRun`.
 */
export async function session(
  shell: Shell,
  options: SessionOptions,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const { out, settings, planned, concurrency, maxTokens, dryRun } = options;
  shell.tell(estimateText(planned, pricesOf(options)));
  if (dryRun) return shell.tell('Nothing was asked. Without --dry-run it starts.');
  const run = await Run.open(out, settings);
  const far = new ProgressFile(out);
  const signal = shell.signal();
  const queue = new PQueue({ concurrency });
  const answers = { paid: 0, known: 0, tokens: 0 };
  if (run.isResumed) shell.tell(`Going on in ${out}: ${run.calls.size} answers are there already.`);
  if (run.calls.damaged.length > 0)
    shell.tell(`${run.calls.damaged.length} damaged lines of calls.jsonl are asked for again.`);
  const ask = ({ model, address, isReal }: NamedModel): LabModel =>
    labModel(model, run, {
      address,
      isReal,
      queue,
      signal,
      ...(maxTokens !== undefined && { maxTokens }),
      onAnswer: (_, answer) => {
        answers[answer.isKnown ? 'known' : 'paid'] += 1;
        if (!answer.isKnown) answers.tokens += answer.promptTokens + answer.completionTokens;
      },
    });
  try {
    await work({ run, signal, ask, each: (...given) => each({ concurrency, signal, far }, ...given) });
    shell.tell(
      `${answers.paid} calls were made, ${answers.tokens} tokens; ${answers.known} answers were there already.`,
    );
  } catch (error) {
    throw error instanceof SoliloquyError && RESUMABLE.test(error.code)
      ? new SoliloquyError(
          error.code,
          `${error.message}\n${answers.paid} calls were made and are kept in ${out}. Run the same command again: it goes on from there.`,
          { cause: error },
        )
      : error;
  } finally {
    // What is under way is paid for: it is kept, though nobody waits for it any more. What has not begun is not asked.
    queue.clear();
    await queue.onIdle();
    await far.close();
    await run.close();
  }
}

const RESUMABLE = /^(?:model-|aborted|busy)/;

async function each<T, R>(
  { concurrency, signal, far }: { concurrency: number; signal: AbortSignal; far: ProgressFile },
  label: string,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  nameOf?: (item: T) => string,
): Promise<R[]> {
  const queue = new PQueue({ concurrency });
  const progress: Progress = progressOf(label, items.length);
  const results: R[] = [];
  let failure: { error: unknown } | undefined;
  let done = 0;
  far.tell({ label, done, total: items.length });
  for (const [index, item] of items.entries())
    void queue.add(async () => {
      if (failure || signal.aborted) return;
      try {
        results[index] = await work(item, index);
        progress.step();
        done += 1;
        far.tell({ label, done, total: items.length });
      } catch (error) {
        failure ??= { error: nameOf ? failedAt(`${label}, ${nameOf(item)}`, error) : error };
      }
    });
  await queue.onIdle();
  progress.stop();
  if (failure) throw failure.error;
  if (signal.aborted) throw new SoliloquyError('aborted', 'The run was ended.');
  return results;
}

/** That a run's tokens are spent, or that it was ended, has nothing to do with the item. */
const OF_THE_RUN: readonly string[] = ['aborted', 'model-budget'];

const failedAt = (place: string, error: unknown): unknown =>
  error instanceof SoliloquyError && !OF_THE_RUN.includes(error.code)
    ? new SoliloquyError(error.code, `${place}: ${error.message}`, { cause: error })
    : error;
