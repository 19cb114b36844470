import { evalGroup } from '../eval-command.ts';
import type { AddCommand } from '../shell.ts';

/** Adds `eval compare`. */
export const addCompare: AddCommand = (shell) =>
  void evalGroup(shell.program)
    .command('compare')
    .argument('<run>', 'folder of a run, or its report.json')
    .argument('<other>', 'another run of the same kind, with the same judge')
    .description(
      'Lay two reports side by side: what differs, and whether it is beyond chance. No model is asked.',
    )
    .requiredOption('--out <folder>', 'where compare.html and compare.json go')
    .action((one: string, two: string, { out }: { out: string }) =>
      shell.run(async () => {
        const { runCompare } = await import('./run-compare.ts');
        await runCompare(shell, [one, two], out);
      }),
    );
