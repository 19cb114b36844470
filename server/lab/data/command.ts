import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { LAYOUTS, type LayoutName } from '../../../schemas/lab/training.ts';
import { wholeNumber } from '../options.ts';
import type { AddCommand, Shell } from '../shell.ts';
import type { Counts } from './card.ts';
import type { Format } from './output.ts';
import type { RowOptions } from './rows.ts';

type Options = {
  out: string;
  from: string[];
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
    .option(
      '--from <file...>',
      "files instead of the record: HER's full records, books or test files of CoSER, exports of ours (.json, .jsonl)",
      [],
    )
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

async function writeDataset(options: Options, shell: Shell): Promise<void> {
  const { out, validation, test, seed } = options;
  if (validation + test >= 1)
    throw new SoliloquyError(
      'bad-config',
      `--validation ${validation} and --test ${test} leave nothing to train with; together they must be less than 1.`,
    );
  const rows: RowOptions = {
    out,
    seed,
    validation,
    test,
    formats: options.format,
    layouts: options.layout.includes('all') ? LAYOUTS : (options.layout as LayoutName[]),
    signal: shell.signal(),
  };
  const counts = await (options.from.length > 0
    ? fromFiles(options, rows, shell)
    : fromPlay(options, rows, shell));
  const { found, exported, withoutConsent, unreadable, repeated = 0 } = counts.conversations;
  shell.tell(
    `${exported} of ${found} conversations, ${counts.targets} replies to learn: ${path.resolve(out)}`,
  );
  if (unreadable > 0) shell.tell(`${unreadable} were left out: they could not be read.`);
  if (repeated > 0) shell.tell(`${repeated} were left out: they were there before.`);
  if (withoutConsent === 0) return;
  shell.tell(
    options.includeWithoutConsent
      ? `${withoutConsent} of them hold words of players who have not agreed.`
      : `${withoutConsent} were left out: players in them have not agreed (consent: true when they join). --include-without-consent takes them.`,
  );
}

async function fromFiles(options: Options, rows: RowOptions, shell: Shell): Promise<Counts> {
  const { exportFiles } = await import('./export-files.ts');
  return exportFiles(options.from, {
    ...rows,
    onProblem: ({ file, where, problem }) =>
      shell.tell(`${[file, where].filter(Boolean).join(', ')}: ${problem}`),
  });
}

async function fromPlay(options: Options, rows: RowOptions, shell: Shell): Promise<Counts> {
  const config = shell.config({ DATA_DIR: options.dataDir });
  const [{ openRecordedPlay }, { exportPlay }] = await Promise.all([
    import('../../store/recorded-play.ts'),
    import('./export.ts'),
  ]);
  const play = await openRecordedPlay(
    config.DATABASE_URL ?? `file:${path.join(config.DATA_DIR, 'soliloquy.db')}`,
  );
  try {
    return await exportPlay(play, {
      ...rows,
      worlds: options.world,
      instances: options.instance,
      includesWithoutConsent: options.includeWithoutConsent === true,
      keepsNames: options.keepNames === true,
      gapMinutes: options.gapMinutes,
      maxLines: options.maxLines,
      onProgress: (lines) => shell.tell(`${lines.toLocaleString('en-US')} lines read`),
    });
  } finally {
    await play.close();
  }
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 up to 1, such as 0.05.');
}
