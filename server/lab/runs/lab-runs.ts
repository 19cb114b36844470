import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../../schemas/config.ts';
import type { LabRequest, LabRun } from '../../../schemas/console/lab.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Cast } from '../../persona/cast.ts';
import { writeWhole } from '../calls/run.ts';
import { argumentsOf } from './arguments.ts';
import { endOf, runCommand, spawnCommand } from './command-line.ts';
import { writeLiveWorld } from './live-world.ts';
import { LOG_FILE, REQUEST_FILE, readRuns } from './run-folder.ts';

export type LabRunsParts = { config: Config; cast: Cast; worldDir: string };

/**
 * Runs of the lab in `lab` of the data folder, whoever began them. Those that are started here measure the world as it is live, in a process
 * of their own, one at a time: a game goes on beside it.
 */
export class LabRuns {
  readonly dir: string;
  readonly #parts: LabRunsParts;
  #underWay: { name: string; child: ChildProcess; end: Promise<void> } | undefined;
  /** While a run is being prepared no other is. */
  #isStarting = false;

  constructor(parts: LabRunsParts) {
    this.#parts = parts;
    this.dir = path.resolve(parts.config.DATA_DIR, 'lab');
  }

  list(): Promise<LabRun[]> {
    return readRuns(this.dir, (name) => this.#underWay?.name === name);
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
    const against = await this.#against(request);
    await mkdir(this.dir, { recursive: true });
    const draft = await mkdtemp(path.join(this.dir, '.draft-'));
    try {
      const world = await writeLiveWorld(this.#parts.cast, this.#parts.worldDir, draft);
      const args = argumentsOf(request, { world, out: path.join(draft, 'run'), against });
      const { isWell, said } = await runCommand([...args, '--dry-run'], this.#parts.config, signal);
      if (isWell) return said.replace(/\n?Nothing was asked\.[^\n]*$/, '');
      throw new SoliloquyError('bad-content', said.replaceAll(`${world}/`, ''));
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  /** Starts a run. Throws `busy` while another is under way, `already-here` where there is one of that name. */
  start(request: LabRequest): Promise<void> {
    return this.#alone(async () => {
      await this.#against(request);
      const dir = path.join(this.dir, request.name);
      if (await isThere(dir))
        throw new SoliloquyError(
          'already-here',
          `There is a run "${request.name}" already; give this one another name.`,
        );
      await mkdir(dir, { recursive: true });
      if (request.kind !== 'dataset') await writeLiveWorld(this.#parts.cast, this.#parts.worldDir, dir);
      await writeWhole(path.join(dir, REQUEST_FILE), `${JSON.stringify(request, null, 2)}\n`);
      await this.#run(request, dir);
    });
  }

  /** Goes on with a run that was started here and ended before it was through. Throws `unknown-run`, `busy`. */
  goOn(name: string): Promise<void> {
    return this.#alone(async () => {
      const dir = await this.folder(name);
      const request = await readFile(path.join(dir, REQUEST_FILE), 'utf8').catch(() => {
        throw new SoliloquyError(
          'unknown-run',
          `"${name}" was begun on a command line, so only that knows how: the same command again goes on.`,
        );
      });
      await this.#run(JSON.parse(request) as LabRequest, dir);
    });
  }

  /** Ends a run that is under way here; what was paid for is kept, and it can go on. Throws `unknown-run`. */
  async stop(name: string): Promise<void> {
    if (this.#underWay?.name !== name)
      throw new SoliloquyError('unknown-run', `This server has no run "${name}" under way.`);
    await this.close();
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#underWay?.child.kill('SIGINT');
    await this.#underWay?.end;
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.#isStarting || this.#underWay)
      throw new SoliloquyError(
        'busy',
        `${this.#underWay ? `"${this.#underWay.name}"` : 'Another run'} is under way. Wait for it, or stop it.`,
      );
    this.#isStarting = true;
    try {
      await work();
    } finally {
      this.#isStarting = false;
    }
  }

  async #run(request: LabRequest, dir: string): Promise<void> {
    const world = path.join(dir, 'world', this.#parts.cast.name);
    const against = await this.#against(request);
    const child = spawnCommand(argumentsOf(request, { world, out: dir, against }), this.#parts.config);
    const log = createWriteStream(path.join(dir, LOG_FILE), { flags: 'a' });
    child.stdout!.pipe(log, { end: false });
    child.stderr!.pipe(log, { end: false });
    const end = endOf(child)
      .catch((error: Error) => void log.write(`${error.message}\n`))
      .then(() => new Promise<void>((resolve) => log.end(resolve)))
      .then(() => {
        this.#underWay = undefined;
      });
    this.#underWay = { name: request.name, child, end };
  }

  async #against(request: LabRequest): Promise<string | undefined> {
    return request.kind === 'regression' && request.against !== undefined
      ? this.folder(request.against)
      : undefined;
  }
}

const isThere = (dir: string): Promise<boolean> =>
  stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
