import type { Command } from 'commander';

/** The group of commands that measure; made when first asked for. */
export const evalGroup = (program: Command): Command =>
  program.commands.find((command) => command.name() === 'eval') ??
  program.command('eval').description('Measure characters: acting, soak, regression.');
