#!/usr/bin/env node
import path from 'node:path';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { Config, flagOf, settings } from '../schemas/config.ts';
import { SoliloquyError } from '../schemas/errors.ts';
import { addCardCommands } from './cards-command.ts';
import { readConfig } from './config.ts';
import { makeDataFolder } from './data-folder.ts';
import { quoted, typed } from './invocation.ts';
import { addLabCommands } from './lab/commands.ts';
import { readTokens, serverTokens } from './tokens.ts';

/**
 * The command line: each command says what it does, and what is wrong in one sentence.
 * A command loads what it needs itself: the server's libraries take longer to load than most commands take to run.
 */
const program = new Command('soliloquy')
  .description('An NPC server for games.')
  .showHelpAfterError('(--help lists what there is)');

const serveCommand = program
  .command('serve')
  .description('Open a world and wait for clients. Every setting is an environment variable too.')
  .action((flags: Record<string, string>) => run(() => runServer(configFrom(flags))));
for (const { name, flag, fallback, choices, description } of settings()) {
  const notes = [name, choices.join('|'), fallback && `default ${fallback}`].filter(Boolean).join(', ');
  serveCommand.option(`${flag} <value>`, `${description} [${notes}]`);
}

program
  .command('chat')
  .description('Talk to an NPC in the terminal; the server must be running.')
  .option('--npc <name>', 'id or name of the NPC to talk to; default: whoever is there')
  .addOption(
    new Option('--as <role>', 'a designer sees all layers')
      .choices(['player', 'game', 'designer'])
      .default('player'),
  )
  .option('--name <name>', 'the name you go by', 'Traveller')
  .option('--location <id>', 'where to be; default: where the world starts')
  .option('--world <name>', "the world's name, if the server has several")
  .option('--instance <name>', 'the instance', 'main')
  .option('--url <address>', 'address of the server', `http://127.0.0.1:${process.env.PORT ?? 2567}`)
  .option('--token <token>', 'token to join with; default: the one kept in the data folder')
  .option('--data-dir <folder>', 'where the server keeps its tokens', process.env.DATA_DIR ?? 'data')
  .action((options) =>
    run(async () => {
      const { chat } = await import('./chat/chat.ts');
      await chat({ ...options, readTokens, start: typed('serve') });
      process.exit(0);
    }),
  );

program
  .command('validate')
  .argument('<world>', "the world's folder")
  .description('Check the files of a world and name every mistake.')
  .action((folder: string) =>
    run(async () => {
      const [{ loadContent }, { longLore }, { countTokens }] = await Promise.all([
        import('./persona/content.ts'),
        import('./persona/long-lore.ts'),
        import('./llm/tokens.ts'),
      ]);
      const content = await loadContent(folder);
      const { world, personas, lore, warnings } = content;
      for (const warning of [...warnings, ...longLore(content, countTokens)])
        console.error(pc.yellow(warning));
      console.log(`${world.title}: ${personas.size} personas and ${lore.size} lore entries, all well.`);
    }),
  );

program
  .command('new')
  .argument('<world>', 'folder to write, such as my-world')
  .option('--title <title>', "the world's title")
  .description('Write a small world of your own to start from.')
  .action((folder: string, { title }: { title?: string }) =>
    run(async () => {
      const { writeNewWorld } = await import('./persona/template.ts');
      await writeNewWorld(folder, title);
      console.log(`Written. Open it:  ${typed('serve', `--world ${quoted(folder)}`)}`);
    }),
  );

addCardCommands(program, run);
addLabCommands({ program, run, config: readConfig, tell: console.log, signal: untilInterrupted });

await program.parseAsync();

async function runServer(config: Config): Promise<void> {
  // A folder of no use is told before all that a server needs is loaded.
  await makeDataFolder(config.DATA_DIR);
  const [{ pino }, { default: pretty }, { serve }] = await Promise.all([
    import('pino'),
    import('pino-pretty'),
    import('./serve.ts'),
  ]);
  const log = pino(
    { level: config.LOG_LEVEL },
    process.stdout.isTTY ? pretty({ colorize: true, ignore: 'pid,hostname' }) : pino.destination(1),
  );
  const tokens = await serverTokens(config);
  const server = await serve({ config, tokens, log });
  const { cast, model } = server.soliloquy;
  // A token of one's own is known, and its place is not the log of a service.
  const token = config.DESIGNER_TOKEN ? '' : `?token=${tokens.designer}`;
  const host = cast.world.locations[cast.world.start]?.host ?? cast.ids[0];
  const { PORT, DATA_DIR } = Config.parse({});
  const talk = [
    ...(host ? [`--npc ${host}`] : []),
    ...(new URL(server.url).port === String(PORT) ? [] : [`--url ${server.url}`]),
  ];
  const all = [
    ...talk,
    ...(config.DATA_DIR === DATA_DIR ? [] : [`--data-dir ${quoted(config.DATA_DIR)}`]),
    '--as designer',
  ];
  const isBuiltin = model.name === 'built-in';
  console.log(`
  ${pc.bold('Soliloquy')}  ${cast.world.title}, ${cast.ids.length} personas
  Language model   ${isBuiltin ? pc.yellow('built-in: a small non-LLM stand-in; set LLM_BASE_URL and LLM_MODEL for a real one') : pc.green(model.name)}
  Data             ${path.resolve(config.DATA_DIR)}
  Console          ${pc.underline(`${server.url}/console${token}`)}
  Talk             ${typed('chat', talk.join(' '))}
  All layers       ${typed('chat', all.join(' '))}
`);
  console.log(`listening on ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      log.info({}, 'closing');
      void server.close().then(
        () => process.exit(0),
        (err) => {
          log.error({ err }, 'could not close cleanly');
          process.exit(1);
        },
      );
    });
}

/** Aborted by the first Ctrl+C; the second ends the process as ever. */
function untilInterrupted(): AbortSignal {
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  return ending.signal;
}

/** Flags as commander names them (`llmModel`), by setting. */
function configFrom(flags: Record<string, string>): Config {
  const camel = (name: string) =>
    flagOf(name)
      .slice(2)
      .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return readConfig(Object.fromEntries(settings().map(({ name }) => [name, flags[camel(name)]])));
}

/** Mistakes of the person at the keyboard end in their sentence; ours in a stack. */
async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    console.error(error instanceof SoliloquyError ? pc.red(error.message) : error);
    process.exit(1);
  }
}
