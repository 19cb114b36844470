import { statSync } from 'node:fs';
import path from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { SoliloquyError } from '../../schemas/errors.ts';
import { type Content, readContent } from './content.ts';

/** How long a folder must be left alone before it is read: long enough for an editor to write a file whole. */
const QUIET_MS = 120;

/** How often the folder itself is looked at: the system's own events end with the folder they were asked for. */
const FOLDER_POLL_MS = 500;

export type ContentWatch = { close(): Promise<void> };

export type ContentListener = {
  /** The folder changed and is well; `changed` names the files written, added or removed, such as `personas/mara.yaml`. */
  onChange(content: Content, changed: string[]): void;
  /** The folder changed and has mistakes (the message names them all), or can no longer be watched. */
  onError(error: SoliloquyError): void;
};

/**
 * Watches a world's folder and reads it whole after each edit; what has mistakes is reported and never handed over. `known`: the
 * files as the caller read them, so that what was edited since is a change. Resolves once edits are seen. Several edits shortly
 * after one another come as one change; a file saved without a difference is none. A folder that was moved away and came back,
 * or that another took the place of, is watched anew.
 */
export async function watchContent(
  dir: string,
  known: ReadonlyMap<string, string>,
  { onChange, onError }: ContentListener,
): Promise<ContentWatch> {
  const root = path.resolve(dir);
  const touched = new Set<string>();
  let isBroken = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();
  let watched: string | undefined;

  const read = async () => {
    const names = [...touched];
    touched.clear();
    const found = await readContent(root).catch(asSoliloquyError);
    if (isClosed) return;
    const isTorn = touched.size > 0;
    if (isTorn || found instanceof SoliloquyError) for (const name of names) touched.add(name);
    // Edited meanwhile: what was read may be half old, half new, and the next reading is on its way.
    if (isTorn) return;
    if (found instanceof SoliloquyError) {
      isBroken = true;
      return onError(found);
    }
    const differing = [...new Set([...known.keys(), ...found.hashes.keys()])].filter(
      (name) => known.get(name) !== found.hashes.get(name),
    );
    const wasBroken = isBroken;
    known = found.hashes;
    isBroken = false;
    // A mistake taken back leaves nothing different, but whoever was told of it wants to know.
    if (differing.length > 0) onChange(found.content, differing.toSorted());
    else if (wasBroken) onChange(found.content, names.toSorted());
  };
  const readSoon = () => {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => {
      reading = reading.then(read);
    }, QUIET_MS);
  };

  const begin = async (): Promise<FSWatcher> => {
    const watcher = filesOf(root);
    watcher.on('all', (event, file) => {
      // It has let go of the folder for good, even if the same one comes back.
      if (event === 'unlinkDir' && file === root) watched = undefined;
      touched.add(path.relative(root, file).split(path.sep).join('/'));
      readSoon();
    });
    watcher.on('error', (cause) => {
      onError(
        new SoliloquyError(
          'bad-content',
          `Edits in ${dir} may go unseen until a restart: ${(cause as Error).message}`,
          { cause },
        ),
      );
    });
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    // What was edited while the watcher was made ready raised no event.
    reading = reading.then(read);
    return watcher;
  };

  watched = folderId(root);
  let watcher = begin();
  await watcher;
  await reading;
  const onFolder = () => {
    const found = folderId(root);
    if (found === watched) return;
    watched = found;
    readSoon();
    if (found !== undefined)
      watcher = watcher.then(async (old) => {
        await old.close();
        return isClosed ? old : begin();
      });
  };
  const poll = setInterval(onFolder, FOLDER_POLL_MS).unref();

  return {
    async close() {
      isClosed = true;
      clearInterval(poll);
      clearTimeout(timer);
      await (await watcher).close();
      await reading;
    },
  };
}

/** Which folder stands at a path; undefined where none does. */
function folderId(root: string): string | undefined {
  const folder = statSync(root, { throwIfNoEntry: false });
  return folder && `${folder.dev}:${folder.ino}`;
}

/** Watches the files that a world is read from. */
const filesOf = (root: string): FSWatcher =>
  watch(root, {
    ignoreInitial: true,
    depth: 1,
    ignored: (file, stats) => {
      const [first = '', second] = path.relative(root, file).split(path.sep);
      if (first === '') return false;
      if (stats?.isFile()) return !/\.ya?ml$/.test(second ?? first);
      return stats?.isDirectory() === true && first !== 'personas' && first !== 'lore';
    },
  });

const asSoliloquyError = (cause: unknown): SoliloquyError =>
  cause instanceof SoliloquyError
    ? cause
    : new SoliloquyError('internal', `The world could not be read: ${String(cause)}`, { cause });
