import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CardNote, CardReport, Character } from '../schemas/card.ts';
import type { LoreChoice } from '../schemas/console/exchange.ts';
import { SoliloquyError } from '../schemas/errors.ts';
import { DisplayName, Slug } from '../schemas/persona.ts';
import { readConfig } from './config.ts';
import { typed } from './invocation.ts';
import { addCharacter, FilesTaken, fittingFiles } from './persona/cards/add-character.ts';
import { embedCard } from './persona/cards/embed-card.ts';
import { MAX_CARD_BYTES, readCard } from './persona/cards/read-card.ts';
import { renamed, settle } from './persona/cards/settle.ts';
import { writeCard } from './persona/cards/write-card.ts';
import { type Content, loadContent } from './persona/content.ts';
import { knownLore } from './persona/lore.ts';
import { personaYaml } from './persona/persona-yaml.ts';
import { unknownWord } from './persona/problems.ts';
import { displayPath } from './persona/yaml-file.ts';

type ImportOptions = { world?: string; as?: string; name?: string; location?: string; dryRun?: true };
type ExportOptions = {
  to: string;
  world?: string;
  form?: 'v2' | 'v3';
  picture?: string;
  lore?: LoreChoice;
  force?: true;
};

/** Adds `import` and `export`: characters from files of other programs, and for them. `run` ends a command that failed. */
export function addCardCommands(
  program: Command,
  run: (command: () => Promise<void>) => Promise<void>,
): void {
  const world = () =>
    new Option('--world <folder>', "the world's folder; default: WORLD, else the sample world");
  program
    .command('import')
    .argument('<file>', 'character card (PNG or JSON, version 1, 2 or 3) or persona (YAML)')
    .description('Add a character from elsewhere to a world, lorebook included; nothing is overwritten.')
    .addOption(world())
    .option('--as <slug>', 'name of its file and its id, such as old-tom', fitting(Slug))
    .option('--name <name>', 'what it is called here, where its own name is taken', fitting(DisplayName))
    .option('--location <id>', 'where it is at the start; default: where the world starts')
    .option('--dry-run', 'only say what would become of it')
    .action((file: string, options: ImportOptions) => run(() => importCharacter(file, options)));
  program
    .command('export')
    .argument('<npc>', "the character's id: its file's name without the ending")
    .description(
      "Write a character for other programs, as the world's files have it. No server need run; what the console has saved and not written back to the files is not in it. A card holds the character's secrets.",
    )
    .requiredOption(
      '--to <file>',
      'file to write: .png (a card in a picture), .json (a card) or .yaml (the persona alone)',
    )
    .addOption(world())
    .addOption(new Option('--form <version>', 'version of the card; default: v3').choices(['v2', 'v3']))
    .option('--picture <file>', 'PNG to put the card into; default: a plain one')
    .addOption(
      new Option(
        '--lore <which>',
        'lore to put into the card: none, what names the character, or all it knows; default: own',
      ).choices(['none', 'own', 'all']),
    )
    .option('--force', 'overwrite the file if it is there')
    .action((npc: string, options: ExportOptions) => run(() => exportCharacter(npc, options)));
}

async function importCharacter(file: string, options: ImportOptions): Promise<void> {
  const content = await loadContent(worldOf(options));
  const { world, personas } = content;
  if (options.location !== undefined) mustBePlace(options.location, content);
  const location = options.location ?? world.start;
  const read = readCard(await bytesOf(file), path.basename(file), { location });
  const { name = read.persona.name } = options;
  // Where the command line names a place, what the file says about one is of no interest.
  const placed = options.location === undefined ? read : { ...read, persona: { ...read.persona, location } };
  const draft = settle(placed, world, [...personas.keys()]);
  const character = renamed(
    { slug: draft.slug, persona: { ...draft.persona, name }, lore: draft.lore },
    options.as ?? draft.slug,
  );
  tell(`${displayPath(file)}: ${name}, ${FORMS[draft.form]}`);
  tellReport(draft.report, options.location);
  const files = await added(content.dir, character, options.dryRun === true);
  tell(
    options.dryRun
      ? '\nNothing is written. Without --dry-run these files would be:'
      : '\nWritten, and at once in a server that runs:',
  );
  for (const name of files) tell(`  ${displayPath(path.join(content.dir, name))}`);
  if (!options.dryRun) tell(`\nTalk  ${typed('chat', `--npc ${character.slug}`)}`);
}

const FORMS = {
  v1: 'a character card, version 1',
  v2: 'a character card, version 2',
  v3: 'a character card, version 3',
  yaml: 'a persona of Soliloquy',
} as const;

async function added(dir: string, character: Character, isDry: boolean): Promise<string[]> {
  try {
    return isDry ? [...(await fittingFiles(dir, character)).keys()] : await addCharacter(dir, character);
  } catch (error) {
    const hint = hintFor(error);
    if (!hint) throw error;
    const { code, message } = error as SoliloquyError;
    throw new SoliloquyError(code, `${message}\n${hint}`, { cause: error });
  }
}

/** Which option mends a refusal. */
function hintFor(error: unknown): string | undefined {
  if (error instanceof FilesTaken) return 'Another file name: --as <slug>';
  if (error instanceof SoliloquyError && /^\S+ name: /m.test(error.message))
    return 'Another name: --name <name>';
  return undefined;
}

const PARTS = [
  { key: 'taken', title: 'Taken as it was' },
  { key: 'changed', title: 'Changed, or a plain default' },
  { key: 'leftOut', title: 'Left out' },
] as const satisfies readonly { key: keyof CardReport; title: string }[];

/** `place`: where the command line puts the character, whatever its file says. */
function tellReport(report: CardReport, place: string | undefined): void {
  for (const { key, title } of PARTS) {
    const notes = report[key].map((note) =>
      note.to === 'location' && place !== undefined ? { ...note, note: `${place}, as asked` } : note,
    );
    if (notes.length === 0) continue;
    tell(`\n${title}`);
    for (const note of notes) tell(`  ${wayOf(note)}: ${note.note}`);
  }
}

/** From the file's field to ours; one of ours alone where the file has none. */
function wayOf({ field, to }: CardNote): string {
  if (!field) return to ?? '';
  return !to || to === field ? field : `${field} → ${to}`;
}

async function exportCharacter(npc: string, options: ExportOptions): Promise<void> {
  const { to, picture } = options;
  const content = await loadContent(worldOf(options));
  const persona = content.personas.get(npc)?.persona;
  if (!persona)
    throw new SoliloquyError(
      'unknown-persona',
      `Nobody to export: ${unknownWord(`the personas of ${displayPath(content.dir)}`, npc, [...content.personas.keys()])}.`,
    );
  const ending = path.extname(to).toLowerCase();
  if (!['.png', '.json', '.yaml'].includes(ending))
    throw wrong(`--to: expected a file that ends in .png, .json or .yaml, got ${JSON.stringify(to)}.`);
  if (ending === '.yaml' && (options.form ?? options.lore ?? picture) !== undefined)
    throw wrong(
      '--form, --lore and --picture are for cards; a .yaml file holds the persona alone. Leave them out, or write to .png or .json.',
    );
  if (ending === '.json' && picture !== undefined)
    throw wrong('--picture: a .json file holds no picture. Leave it out, or write to .png.');
  const bytes = await fileOf(
    { slug: npc, persona, lore: loreOf(content, npc, options.lore) },
    ending,
    options,
  );
  await write(to, bytes, options.force === true);
  tell(`${displayPath(to)}: ${persona.name}${ending === '.yaml' ? '' : ', secrets included'}.`);
}

async function fileOf(
  character: Character,
  ending: string,
  { form = 'v3', picture }: ExportOptions,
): Promise<string | Buffer> {
  if (ending === '.yaml') return personaYaml(character.persona);
  const card = writeCard(character, form);
  if (ending === '.json') return `${JSON.stringify(card, null, 2)}\n`;
  return embedCard(card, picture === undefined ? undefined : await bytesOf(picture));
}

const loreOf = ({ lore }: Content, npc: string, choice: LoreChoice = 'own'): Character['lore'] =>
  knownLore(lore.values(), npc)
    .filter(({ knownBy }) => choice === 'all' || (choice === 'own' && knownBy !== undefined))
    .map(({ id, ...entry }) => ({ id, entry }));

async function write(file: string, bytes: string | Buffer, isForced: boolean): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: isForced ? 'w' : 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const sentence =
      code === 'EEXIST'
        ? 'is there already and stays as it is; choose another name, or --force to overwrite it.'
        : `cannot be written (${code}).`;
    throw new SoliloquyError('bad-content', `${displayPath(file)} ${sentence}`, { cause });
  }
}

/** A file's bytes, of one that is too large only so many that this shows. */
async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await buffer(createReadStream(file, { end: MAX_CARD_BYTES }));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const sentence =
      code === 'ENOENT'
        ? `There is no file ${displayPath(file)}.`
        : `${displayPath(file)} cannot be read (${code}).`;
    throw new SoliloquyError('bad-content', sentence, { cause });
  }
}

function mustBePlace(location: string, { world, dir }: Content): void {
  if (Object.hasOwn(world.locations, location)) return;
  const places = unknownWord(`the locations of ${displayPath(dir)}`, location, Object.keys(world.locations));
  throw wrong(`--location: ${places}.`);
}

const worldOf = ({ world }: { world?: string }): string => world ?? readConfig().WORLD;

/** An option's value, checked as it will be in the file. */
const fitting =
  (schema: typeof Slug | typeof DisplayName) =>
  (value: string): string => {
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    throw new InvalidArgumentError(`${checked.error.issues[0]!.message}.`);
  };

/** Words of strangers move no cursor and change no colour. */
const tell = (line: string): void => console.log(line.replaceAll(/[^\P{C}\n\u200c\u200d]/gu, ''));

const wrong = (message: string): SoliloquyError => new SoliloquyError('bad-content', message);
