import { addRegression } from './regression/command.ts';
import { addCompare } from './report/command.ts';
import type { AddCommand, Shell } from './shell.ts';
import { addSoak } from './soak/command.ts';

const COMMANDS: readonly AddCommand[] = [addRegression, addSoak, addCompare];

/** Adds the lab's commands to the command line. Each loads what it needs when it runs. */
export function addLabCommands(shell: Shell): void {
  for (const add of COMMANDS) add(shell);
}
