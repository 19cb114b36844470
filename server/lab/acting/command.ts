import { Option } from 'commander';
import { evalGroup } from '../eval-command.ts';
import { flagsOf, type RunOptions, wholeNumber, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';
import type { Protocol } from './score.ts';

export type ActingCommandOptions = RunOptions & {
  world?: string;
  rounds: number;
  continueFrom: number;
  repeats: number;
  protocol: Protocol;
  history: 'raw' | 'training';
  removeThoughts?: true;
  limit?: number;
};

/** Adds `eval acting`. */
export const addActing: AddCommand = (shell) => {
  withRunOptions(
    evalGroup(shell.program)
      .command('acting')
      .argument(
        '[files...]',
        "given circumstances in CoSER's JSON; without any, the golden scenes of the world",
      )
      .description(
        'Have a model act given circumstances and count what is wrong (CoSER): storyline, human likeness, fidelity, quality.',
      )
      .option(
        '--world <folder>',
        'the world whose scenes/*.yaml are acted; default: WORLD, else the sample world',
      )
      .option('--rounds <n>', 'utterances in a scene at most', wholeNumber(1, 200), 20)
      .option('--continue-from <n>', 'utterances of the original to begin with', wholeNumber(0, 200), 0)
      .option('--repeats <n>', 'how often each scene is acted', wholeNumber(1, 20), 1)
      .option('--limit <n>', 'the first so many scenes alone', wholeNumber(1, 100_000))
      .addOption(
        new Option('--protocol <which>', "her: HER's evaluation; coser: CoSER's own")
          .choices(['her', 'coser'])
          .default('her'),
      )
      .addOption(
        new Option(
          '--history <form>',
          "an actor's own turns as it sees them: raw with the plan, training without",
        )
          .choices(['raw', 'training'])
          .default('raw'),
      )
      .option('--remove-thoughts', 'judge without the private thoughts'),
  ).action((files: string[], options: ActingCommandOptions) =>
    shell.run(async () => {
      const { runActing } = await import('./run-acting.ts');
      await runActing(shell, files, options, shell.config(flagsOf(options)));
    }),
  );
};
