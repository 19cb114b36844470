import { InvalidArgumentError } from 'commander';
import { flagsOf, type RunOptions, wholeNumber, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';

export type RolloutOptions = RunOptions & {
  world?: string;
  npc: string[];
  samples: number;
  temperature?: number;
  checkWeight: number;
};

/** Adds `rollouts`. */
export const addRollouts: AddCommand = (shell) => {
  withRunOptions(
    shell.program
      .command('rollouts')
      .argument(
        '[prompts]',
        "prompts as `dataset` writes them (policy_rl, or any layout's), a JSON object a line; without, golden scenes",
      )
      .description(
        'Sample replies to each prompt and reward them by judge and checks, for reinforcement learning.',
      )
      .option(
        '--world <folder>',
        'the world whose scenes/*.yaml give the prompts, and whose principles hold, for prompts of a file as well; default for scenes: WORLD, else the sample world',
      )
      .option('--npc <id...>', 'NPCs of the scenes; default: all', [])
      .option('--samples <n>', 'replies to each prompt', wholeNumber(2, 64), 8)
      .option(
        '--temperature <n>',
        'how freely they are sampled; default: LLM_TEMPERATURE, at least 0.7',
        number(0, 2),
      )
      .option('--check-weight <n>', 'what the checks count for beside the judge', number(0, 10), 0.5),
  ).action((file: string | undefined, options: RolloutOptions) =>
    shell.run(async () => {
      const { runRollouts } = await import('./run-rollouts.ts');
      await runRollouts(shell, file, options, shell.config(flagsOf(options)));
    }),
  );
};

const number = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
};
