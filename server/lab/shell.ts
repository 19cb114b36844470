import type { Command } from 'commander';
import type { Config } from '../../schemas/config.ts';

/** What the command line lends to the lab's commands, each of which says what it does in its own file. */
export type Shell = {
  program: Command;
  /** Ends a command that failed with its sentence. */
  run(command: () => Promise<void>): Promise<void>;
  /** The settings; throws `bad-config`. `flags`: settings by their names that the command's own flags override. */
  config(flags?: Record<string, string | undefined>): Config;
  /** Says something to the person at the keyboard; results go to standard output. */
  tell(text: string): void;
  /** Aborted by Ctrl+C: what was paid for is kept, and the same command goes on. */
  signal(): AbortSignal;
};

/** Adds a command of the lab to the command line. */
export type AddCommand = (shell: Shell) => void;
