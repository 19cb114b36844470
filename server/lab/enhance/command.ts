import { flagsOf, type RunOptions, wholeNumber, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';

export type EnhanceOptions = RunOptions & {
  world?: string;
  player: string;
  limit?: number;
  includeWithoutConsent?: true;
  keepNames?: true;
};

/** Adds `enhance`. */
export const addEnhance: AddCommand = (shell) => {
  withRunOptions(
    shell.program
      .command('enhance')
      .argument(
        '<files...>',
        'books of CoSER, records of HER, scripts as CSV, stories exported from Ink or Yarn Spinner to JSON, transcripts as JSONL',
      )
      .description(
        'Give conversations what role-play models learn from: thoughts, plans that lead to the replies, settings with a source (reverse synthesis, HER).',
      )
      .option('--world <folder>', 'a world whose personas and lore tell of the characters of a script')
      .option('--player <name>', 'whose the choices of a story are', 'Player')
      .option('--limit <n>', 'the first so many conversations alone', wholeNumber(1, 10_000_000))
      .option(
        '--include-without-consent',
        'also take of transcripts what players said who have not agreed to it',
      )
      .option('--keep-names', 'leave the names of players in transcripts as they are'),
  ).action((files: string[], options: EnhanceOptions) =>
    shell.run(async () => {
      const { runEnhance } = await import('./run-enhance.ts');
      await runEnhance(shell, files, options, shell.config(flagsOf(options)));
    }),
  );
};
