import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../../schemas/config.ts';
import type { Prices } from './calls/estimate.ts';

/** What every command has that asks models. */
export type RunOptions = {
  out: string;
  actorUrl?: string;
  actorModel?: string;
  judgeUrl?: string;
  judgeModel?: string;
  concurrency: number;
  maxTokens?: number;
  promptPrice?: number;
  replyPrice?: number;
  dryRun?: true;
};

/** Adds the options of a command that asks models: which, how many at once, what it may cost, where its folder is. */
export const withRunOptions = (command: Command): Command =>
  command
    .requiredOption('--out <folder>', 'folder of the run; the same command on it goes on where it was ended')
    .option(
      '--actor-url <address>',
      'who plays the characters; default: LLM_BASE_URL, else the built-in model',
    )
    .option('--actor-model <name>', "that server's model; default: LLM_MODEL")
    .option('--judge-url <address>', 'who judges; default: JUDGE_BASE_URL, else checks that can be measured')
    .option('--judge-model <name>', "that server's model, such as HER-RM-32B; default: JUDGE_MODEL")
    .option('--concurrency <n>', 'calls under way at once', wholeNumber(1, 256), 8)
    .option('--max-tokens <n>', 'tokens after which nothing more is asked', wholeNumber(1, 1e12))
    .option('--prompt-price <n>', 'what a million tokens of prompts cost, for the estimate', price)
    .option('--reply-price <n>', 'what a million tokens of replies cost, for the estimate', price)
    .option('--dry-run', 'only say roughly what it would cost');

/** The settings that these options stand for. */
export const flagsOf = (options: RunOptions): Partial<Record<keyof Config, string>> => ({
  ...(options.actorUrl !== undefined && { LLM_BASE_URL: options.actorUrl }),
  ...(options.actorModel !== undefined && { LLM_MODEL: options.actorModel }),
  ...(options.judgeUrl !== undefined && { JUDGE_BASE_URL: options.judgeUrl }),
  ...(options.judgeModel !== undefined && { JUDGE_MODEL: options.judgeModel }),
});

export const pricesOf = ({ promptPrice, replyPrice }: RunOptions): Prices | undefined =>
  promptPrice === undefined && replyPrice === undefined
    ? undefined
    : { prompt: promptPrice ?? 0, completion: replyPrice ?? 0 };

/** Reads a whole number within bounds from the command line. */
export const wholeNumber = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
};

function price(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0) return value;
  throw new InvalidArgumentError('Expected a number that is not negative.');
}
