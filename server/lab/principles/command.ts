import type { AddCommand } from '../shell.ts';

/** Adds `principles`. */
export const addPrinciples: AddCommand = (shell) => {
  shell.program
    .command('principles')
    .argument('<world>', "the world's folder")
    .description("Write Soliloquy's own principles into a world, to be edited; nothing is overwritten.")
    .action((world: string) =>
      shell.run(async () => {
        const { writeStarter } = await import('./packs.ts');
        shell.tell(`Written: ${await writeStarter(world)}`);
      }),
    );
};
