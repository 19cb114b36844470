import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../../schemas/config.ts';
import type { LabRequest, LabRun } from '../../../schemas/console/lab.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Cast } from '../../persona/cast.ts';
import { SOURCES_FOLDER, writeWhole } from '../calls/run.ts';
import { argumentsOf } from './arguments.ts';
import { CommandLine, runCommand } from './command-line.ts';
import { ofCopies, worldIn, writeLiveWorld } from './live-world.ts';
import { writePairs } from './pairs.ts';
import { LOG_FILE, REQUEST_FILE, readRun, readRuns } from './run-folder.ts';
import { withoutTexts, writeSources } from './sources.ts';

export type LabRunsParts = { config: Config; cast: Cast; worldDir: string };

/**
 * Runs of the lab in `lab` of the data folder, whoever began them. Those that are started here measure the world as it is live, in a process
 * of their own, one at a time: a game goes on beside it.
 */
export class LabRuns {
  readonly dir: string;
  readonly #parts: LabRunsParts;
  #underWay: { name: string; command: CommandLine; end: Promise<void> } | undefined;
  /** While a run is being prepared no other is. */
  #starting: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: LabRunsParts) {
    this.#parts = parts;
    this.dir = path.resolve(parts.config.DATA_DIR, 'lab');
  }

  async list(): Promise<LabRun[]> {
    return (await readRuns(this.dir)).map((run) => this.#seenFromHere(run));
  }

  /** The folder of a run. Throws `unknown-run`. */
  async folder(name: string): Promise<string> {
    const dir = path.join(this.dir, name);
    const isRun = path.dirname(dir) === this.dir && !name.startsWith('.') && (await isThere(dir));
    if (isRun) return dir;
    throw new SoliloquyError('unknown-run', `There is no run "${name}" in ${this.dir}.`);
  }

  /** What a run may cost, in words. Throws what the command line says against it. */
  async estimate(request: LabRequest, signal: AbortSignal): Promise<string> {
    if (request.kind === 'dataset') return 'No model is asked.';
    await mkdir(this.dir, { recursive: true });
    const draft = await mkdtemp(path.join(this.dir, '.draft-'));
    try {
      return await this.#prepare(request, draft, signal);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /**
   * Starts a run, once the command line has nothing against it. Throws `busy` while another is under way, `already-here` where there is one
   * of that name, and leaves nothing behind then.
   */
  start(request: LabRequest): Promise<void> {
    return this.#alone(async () => {
      const dir = path.join(this.dir, request.name);
      if (await isThere(dir))
        throw new SoliloquyError(
          'already-here',
          `There is a run "${request.name}" already; give this one another name.`,
        );
      try {
        await mkdir(dir, { recursive: true });
        if (request.kind !== 'dataset') await this.#prepare(request, dir, new AbortController().signal);
        await this.#run(request, dir);
      } catch (error) {
        await rm(dir, { recursive: true, force: true });
        throw error;
      }
    });
  }

  /**
   * Goes on with a run that was started here and ended before it was through; `maxTokens` is its limit from now on. Throws `unknown-run`,
   * `busy`.
   */
  goOn(name: string, maxTokens?: number): Promise<void> {
    return this.#alone(async () => {
      const dir = await this.folder(name);
      const { request } = (await readRun(dir)) ?? {};
      if (!request)
        throw new SoliloquyError(
          'unknown-run',
          `"${name}" was begun on a command line, so only that knows how: the same command again goes on.`,
        );
      await this.#run(maxTokens === undefined ? request : { ...request, maxTokens }, dir);
    });
  }

  /** Ends a run that is under way here; what was paid for is kept, and it can go on. Throws `unknown-run`. */
  async stop(name: string): Promise<void> {
    if (this.#underWay?.name !== name)
      throw new SoliloquyError('unknown-run', `This server has no run "${name}" under way.`);
    this.#underWay.command.stop();
    await this.#underWay.end;
  }

  /** Ends what is under way, and starts nothing more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting?.catch(() => {});
    this.#underWay?.command.stop();
    await this.#underWay?.end;
  }

  #seenFromHere(run: LabRun): LabRun {
    if (run.name !== this.#underWay?.name) return run;
    const { problem: _, ...rest } = run;
    return { ...rest, status: 'running', isOurs: true };
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#starting || this.#underWay)
      throw new SoliloquyError(
        'busy',
        `${this.#underWay ? `"${this.#underWay.name}"` : 'Another run'} is under way. Wait for it, or stop it.`,
      );
    this.#starting = work();
    try {
      await this.#starting;
    } finally {
      this.#starting = undefined;
    }
  }

  /** Puts into the run's folder what it works on, and tells what it may cost. Throws what is wrong with it. */
  async #prepare(request: LabRequest, dir: string, signal: AbortSignal): Promise<string> {
    const { cast, worldDir, config } = this.#parts;
    if ('npcs' in request) for (const npc of request.npcs) cast.mustHave(npc);
    const world = await writeLiveWorld(cast, worldDir, dir);
    if (request.kind === 'judge') await writePairs(await this.folder(request.dataset), dir);
    await writeSources(request, dir);
    const args = [...(await this.#arguments(request, dir)), '--dry-run'];
    const { isWell, said } = await runCommand(args, config, signal);
    const told = ofTheRun(said, dir, world);
    if (isWell) return told.replace(/\n?Nothing was asked\.[^\n]*$/, '');
    throw new SoliloquyError('bad-content', told);
  }

  async #arguments(request: LabRequest, dir: string): Promise<string[]> {
    const isCompared = request.kind === 'regression' && request.against !== undefined;
    return argumentsOf(request, {
      world: worldIn(dir, this.#parts.cast),
      out: dir,
      ...(isCompared && { against: await this.folder(request.against!) }),
    });
  }

  async #run(request: LabRequest, dir: string): Promise<void> {
    if (this.#isClosed) throw new SoliloquyError('busy', 'The server is closing.');
    const args = await this.#arguments(request, dir);
    const world = worldIn(dir, this.#parts.cast);
    await writeWhole(path.join(dir, REQUEST_FILE), `${JSON.stringify(withoutTexts(request), null, 2)}\n`);
    const log = createWriteStream(path.join(dir, LOG_FILE), { flags: 'a' });
    // A disk that is full ends no game, nor the run: it has its own word on that.
    log.on('error', () => {});
    const command = new CommandLine(
      args,
      this.#parts.config,
      (text) => void log.write(ofTheRun(text, dir, world)),
    );
    const end = command.end
      .catch((error: Error) => void log.write(`${error.message}\n`))
      .then(() => closed(log))
      .then(() => {
        this.#underWay = undefined;
      });
    this.#underWay = { name: path.basename(dir), command, end };
  }
}

/** What a command said, of files as designers know them. */
const ofTheRun = (said: string, dir: string, world: string): string =>
  ofCopies(ofCopies(said, world), path.join(dir, SOURCES_FOLDER));

const closed = (log: WriteStream): Promise<void> =>
  log.destroyed ? Promise.resolve() : new Promise((resolve) => log.once('close', resolve).end());

const isThere = (dir: string): Promise<boolean> =>
  stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
