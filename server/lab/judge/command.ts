import { flagsOf, type RunOptions, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';

export type JudgeCommandOptions = RunOptions & { world?: string; npc?: string };

/** Adds `judge`. */
export const addJudge: AddCommand = (shell) => {
  withRunOptions(
    shell.program
      .command('judge')
      .argument(
        '<pairs>',
        "pairs of replies, a JSON object a line: HER's judging tasks, or prompt, chosen and rejected",
      )
      .description('Compare pairs of replies, and say how far the judge itself is to be believed.')
      .option('--world <folder>', "a world whose principles/*.yaml hold; default: Soliloquy's own alone")
      .option('--npc <id>', 'the NPC of that world whose principles hold'),
  ).action((file: string, options: JudgeCommandOptions) =>
    shell.run(async () => {
      const { runJudge } = await import('./run-judge.ts');
      await runJudge(shell, file, options, shell.config(flagsOf(options)));
    }),
  );
};
