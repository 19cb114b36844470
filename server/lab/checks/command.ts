import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { AddCommand, Shell } from '../shell.ts';

type Options = {
  dataDir?: string;
  world: string[];
  instance: string[];
  npc: string[];
  language?: string;
  json?: true;
};

/** Adds `check`: what can be measured about recorded play, without any model. */
export const addCheckCommand: AddCommand = (shell) =>
  void shell.program
    .command('check')
    .argument('[file]', 'a transcript in JSONL, as the console exports it; default: the record of the server')
    .description(
      'Measure recorded play: format, person, layouts, repetition, length, leaks, language, speaking for others. No model is asked; the server may be running.',
    )
    .option('--data-dir <folder>', 'data folder of the server; default: DATA_DIR')
    .option('--world <name...>', 'worlds, by the names of their folders; default: all', [])
    .option('--instance <name...>', 'instances; default: all', [])
    .option('--npc <id...>', 'NPCs; default: all', [])
    .option(
      '--language <name>',
      'what they speak, such as English; default: what the world says, else what they have spoken',
    )
    .option('--json', 'write the findings as JSON')
    .action((file: string | undefined, options: Options) => shell.run(() => check(file, options, shell)));

async function check(file: string | undefined, options: Options, shell: Shell): Promise<void> {
  const [{ PlayReport }, { reportText }] = await Promise.all([
    import('./report.ts'),
    import('./report-text.ts'),
  ]);
  const signal = shell.signal();
  const report = new PlayReport();
  for await (const recorded of await linesOf(file, options, shell)) {
    if (signal.aborted) throw new SoliloquyError('aborted', 'Ended before all was read; nothing is written.');
    report.add(options.language === undefined ? recorded : { ...recorded, language: options.language });
  }
  const reports = report.reports.filter(({ npc }) => options.npc.length === 0 || options.npc.includes(npc));
  const json = { judgedBy: 'measurable checks (no model judged)', npcs: reports };
  console.log(options.json ? JSON.stringify(json, null, 2) : reportText(reports));
}

async function linesOf(file: string | undefined, { dataDir, world, instance }: Options, shell: Shell) {
  if (file !== undefined) {
    const { readTranscript } = await import('./transcript.ts');
    return readTranscript(file, { tell: (text) => console.error(text) });
  }
  const { readRecord } = await import('./recorded.ts');
  const { DATABASE_URL, DATA_DIR } = shell.config({ DATA_DIR: dataDir });
  return readRecord(DATABASE_URL ?? `file:${path.join(DATA_DIR, 'soliloquy.db')}`, {
    worlds: world,
    instances: instance,
  });
}
