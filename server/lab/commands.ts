import { addActing } from './acting/command.ts';
import { addCheckCommand } from './checks/command.ts';
import { addDatasetCommand } from './data/command.ts';
import { addEnhance } from './enhance/command.ts';
import { addJudge } from './judge/command.ts';
import { addPrinciples } from './principles/command.ts';
import { addRegression } from './regression/command.ts';
import { addCompare } from './report/command.ts';
import { addRollouts } from './rollouts/command.ts';
import type { AddCommand, Shell } from './shell.ts';
import { addSoak } from './soak/command.ts';

const COMMANDS: readonly AddCommand[] = [
  addActing,
  addRegression,
  addSoak,
  addCompare,
  addCheckCommand,
  addDatasetCommand,
  addEnhance,
  addJudge,
  addPrinciples,
  addRollouts,
];

/** Adds the lab's commands to the command line. Each loads what it needs when it runs. */
export function addLabCommands(shell: Shell): void {
  for (const add of COMMANDS) add(shell);
}
