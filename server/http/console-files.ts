import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Where `npm run build` puts the console: beside the compiled server, or in `dist` of a checkout. */
export const CONSOLE_FILES = path.join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '../../dist/console' : '../../console',
);

export type Encoding = 'br' | 'gzip' | 'identity';
/** A file of the console, by how it is encoded. */
export type Asset = { type: string; bytes: Record<Encoding, Buffer> };

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** The built files of the console, read and compressed when first asked for. */
export class ConsoleFiles {
  readonly #dir: string;
  /** Their names hold a hash of what is in them, so they never change. */
  readonly #assets = new Map<string, Promise<Asset | undefined>>();

  constructor(dir: string = CONSOLE_FILES) {
    this.#dir = dir;
  }

  /** The page, as it is now; undefined where the console was not built. */
  page(): Promise<string | undefined> {
    return readFile(path.join(this.#dir, 'index.html'), 'utf8').catch(() => undefined);
  }

  /** A file of `assets/`; undefined where there is none of that name. */
  async asset(name: string): Promise<Asset | undefined> {
    const type = TYPES[/^[\w-]+(?:\.[\w-]+)*\.(\w+)$/.exec(name)?.[1] ?? ''];
    if (!type) return undefined;
    const known = this.#assets.get(name);
    if (known) return known;
    const asset = read(path.join(this.#dir, 'assets', name), type);
    // Only what is there is kept: names that are made up take no room.
    if (await asset) this.#assets.set(name, asset);
    return asset;
  }
}

async function read(file: string, type: string): Promise<Asset | undefined> {
  const identity = await readFile(file).catch(() => undefined);
  if (!identity) return undefined;
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity),
  ]);
  return { type, bytes: { identity, br, gzip: zipped } };
}
