import { Option } from 'commander';
import { evalGroup } from '../eval-command.ts';
import { flagsOf, type RunOptions, wholeNumber, withRunOptions } from '../options.ts';
import type { AddCommand } from '../shell.ts';

export type SoakOptions = RunOptions & {
  world?: string;
  npc: string[];
  /** Whether the world's golden scenes are seeds, too. */
  scenes?: true;
  turns: number;
  runs: number;
  limit?: number;
  simulator: 'actor' | 'script';
  simulatorUrl?: string;
  simulatorModel?: string;
};

/** Adds `eval soak`. */
export const addSoak: AddCommand = (shell) => {
  withRunOptions(
    evalGroup(shell.program)
      .command('soak')
      .argument(
        '[files...]',
        "seeds in the fields of MiniMax's role-play bench, as JSON or JSONL; without any, the world's NPCs",
      )
      .description(
        'Have NPCs talk with a player for a hundred turns and find what is wrong (role-play bench): worlds, stories, preferences, and whether it gets worse.',
      )
      .option('--world <folder>', 'the world whose NPCs talk; default: WORLD, else the sample world')
      .option('--npc <id...>', 'NPCs; default: all', [])
      .option('--scenes', "talks that begin in the world's scenes/*.yaml as well")
      .option('--turns <n>', 'turns of a talk: a line of the player and its answer', wholeNumber(1, 500), 100)
      .option('--runs <n>', 'talks from each seed', wholeNumber(1, 20), 3)
      .option('--limit <n>', 'the first so many seeds alone', wholeNumber(1, 100_000))
      .addOption(
        new Option('--simulator <who>', 'who plays the player: the actor model, or a script')
          .choices(['actor', 'script'])
          .default('actor', 'actor, or the script with the built-in model'),
      )
      .option(
        '--simulator-url <address>',
        "another server that plays the player, with the key SIMULATOR_API_KEY; default: the actor's",
      )
      .option('--simulator-model <name>', "that server's model; default: the actor's"),
  ).action((files: string[], options: SoakOptions) =>
    shell.run(async () => {
      const { runSoak } = await import('./run-soak.ts');
      await runSoak(shell, files, options, shell.config(flagsOf(options)));
    }),
  );
};
