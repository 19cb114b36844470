import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { LAYOUTS, type LayoutName } from '../../../schemas/lab/training.ts';
import { wholeNumber } from '../options.ts';
import type { AddCommand } from '../shell.ts';
import type { Format } from './output.ts';

type Options = {
  out: string;
  dataDir?: string;
  world: string[];
  instance: string[];
  includeWithoutConsent?: true;
  keepNames?: true;
  seed: number;
  validation: number;
  test: number;
  gapMinutes: number;
  maxLines: number;
  format: Format[];
  layout: (LayoutName | 'all')[];
};

/** Adds `dataset`: recorded play as training data. */
export const addDatasetCommand: AddCommand = (shell) =>
  void shell.program
    .command('dataset')
    .description(
      "Write recorded play as training data: HER's full records, samples for fine-tuning, preference pairs, prompts for reinforcement. The server may be running.",
    )
    .requiredOption('--out <folder>', 'folder to write; it must not be there, or be empty')
    .option('--data-dir <folder>', 'data folder of the server; default: DATA_DIR')
    .option('--world <name...>', 'worlds, by the names of their folders; default: all', [])
    .option('--instance <name...>', 'instances; default: all', [])
    .option('--include-without-consent', 'also take what players said who have not agreed to it')
    .option('--keep-names', 'leave the names of players as they are')
    .option(
      '--seed <n>',
      'of how conversations are parted into train, validation and test',
      wholeNumber(0, 2 ** 31),
      42,
    )
    .option('--validation <share>', 'part of the conversations that validates', share, 0.05)
    .option('--test <share>', 'part of the conversations that tests', share, 0.05)
    .option('--gap-minutes <n>', 'minutes of silence that end a conversation', wholeNumber(1, 100_000), 10)
    .option('--max-lines <n>', 'lines that a conversation has at most', wholeNumber(2, 1_000), 40)
    .addOption(
      new Option('--format <form...>', 'forms of the files')
        .choices(['jsonl', 'parquet'])
        .default(['jsonl', 'parquet']),
    )
    .addOption(
      new Option('--layout <trainer...>', 'also write files as trainers read them')
        .choices([...LAYOUTS, 'all'])
        .default([]),
    )
    .action((options: Options) => shell.run(() => writeDataset(options, shell)));

async function writeDataset(options: Options, shell: Parameters<AddCommand>[0]): Promise<void> {
  const { out, validation, test, seed, gapMinutes, maxLines } = options;
  if (validation + test >= 1)
    throw new SoliloquyError(
      'bad-config',
      `--validation ${validation} and --test ${test} leave nothing to train with; together they must be less than 1.`,
    );
  const config = shell.config({ DATA_DIR: options.dataDir });
  const [{ openRecordedPlay }, { exportPlay }] = await Promise.all([
    import('../../store/recorded-play.ts'),
    import('./export.ts'),
  ]);
  const play = await openRecordedPlay(
    config.DATABASE_URL ?? `file:${path.join(config.DATA_DIR, 'soliloquy.db')}`,
  );
  try {
    const { conversations, targets } = await exportPlay(play, {
      out,
      worlds: options.world,
      instances: options.instance,
      includesWithoutConsent: options.includeWithoutConsent === true,
      keepsNames: options.keepNames === true,
      seed,
      validation,
      test,
      gapMinutes,
      maxLines,
      formats: options.format,
      layouts: options.layout.includes('all') ? LAYOUTS : (options.layout as LayoutName[]),
      signal: shell.signal(),
      onProgress: (lines) => shell.tell(`${lines.toLocaleString('en-US')} lines read`),
    });
    shell.tell(
      `${conversations.exported} of ${conversations.found} conversations, ${targets} replies to learn: ${path.resolve(out)}`,
    );
    if (conversations.withoutConsent > 0)
      shell.tell(
        options.includeWithoutConsent
          ? `${conversations.withoutConsent} of them hold words of players who have not agreed.`
          : `${conversations.withoutConsent} were left out: players in them have not agreed (consent: true when they join). --include-without-consent takes them.`,
      );
  } finally {
    await play.close();
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 up to 1, such as 0.05.');
}
