import { evalGroup } from '../eval-command.ts';
import { flagsOf, type RunOptions, wholeNumber, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';

export type RegressionOptions = RunOptions & {
  world?: string;
  against?: string;
  npc: string[];
  samples: number;
};

/** Adds `eval regression`. */
export const addRegression: AddCommand = (shell) => {
  withRunOptions(
    evalGroup(shell.program)
      .command('regression')
      .description(
        "Replies to every moment of a world's golden scenes: first as a baseline, then, after an edit or with another model, compared with it.",
      )
      .option(
        '--world <folder>',
        'the world whose scenes/*.yaml are played; default: WORLD, else the sample world',
      )
      .option('--against <folder>', 'the run to compare with; without it this is a baseline')
      .option('--npc <id...>', 'NPCs; default: all in the scenes', [])
      .option('--samples <n>', 'replies to each moment', wholeNumber(1, 50), 3),
  ).action((options: RegressionOptions) =>
    shell.run(async () => {
      const { runRegression } = await import('./run-regression.ts');
      await runRegression(shell, options, shell.config(flagsOf(options)));
    }),
  );
};
