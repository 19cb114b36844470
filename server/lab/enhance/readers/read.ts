import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SoliloquyError } from '../../../../schemas/errors.ts';
import { importRecords } from '../../data/import.ts';
import { linesOf } from '../../data/jsonl.ts';
import { Aliases } from '../../data/redact.ts';
import type { Rejection, Source } from '../conversation.ts';
import { type FoundScript, scriptsInCsv } from './csv.ts';
import { scriptsInInk } from './ink.ts';
import { recordOfScript } from './script.ts';
import { scriptsInTranscript, type TranscriptOptions } from './transcript.ts';
import { scriptsInYarn } from './yarn.ts';

/** `leftOut`: how many conversations there are beyond the limit. */
export type Found = { sources: Source[]; rejected: Rejection[]; leftOut: number };

export type ReadOptions = {
  /** Whose the choices of a story are. */
  player: string;
  /** So many conversations are held; the others are counted. */
  limit?: number | undefined;
  /** Takes of transcripts what players said who have not agreed to it. */
  includesWithoutConsent?: boolean;
  /** Leaves players' names in transcripts. */
  keepsNames?: boolean;
  tell(text: string): void;
};

const YarnNodes = z.array(z.object({ title: z.string().min(1), body: z.string() }));

/**
 * Reads conversations from books of CoSER, HER's records, tables (.csv), stories exported from Ink or Yarn Spinner (.json) and transcripts
 * (.jsonl). What of a file cannot be taken is among the rejected; a file that cannot be read at all throws `bad-content`.
 */
export async function readSources(files: readonly string[], options: ReadOptions): Promise<Found> {
  const { player, tell, limit = Number.POSITIVE_INFINITY } = options;
  const { includesWithoutConsent = false, keepsNames = false } = options;
  const transcript = { includesWithoutConsent, keepsNames, aliases: new Aliases(), tell };
  const found: Found = { sources: [], rejected: [], leftOut: 0 };
  const seen = new Set<string>();
  for (const file of files) {
    for await (const item of itemsIn(file, player, transcript)) {
      if ('reason' in item) found.rejected.push(item);
      else if (!seen.has(item.record.trace_id_book_chapter)) {
        seen.add(item.record.trace_id_book_chapter);
        if (found.sources.length < limit) found.sources.push(item);
        else found.leftOut += 1;
      } else
        found.rejected.push({
          id: item.record.trace_id_book_chapter,
          file,
          where: item.where,
          stage: 'read',
          reason: 'the same id twice',
          detail: `${item.record.trace_id_book_chapter} was read before. Give the file another name, or give it once.`,
        });
    }
  }
  return found;
}

async function* itemsIn(
  file: string,
  player: string,
  transcript: TranscriptOptions,
): AsyncGenerator<Source | Rejection> {
  const book = path.basename(file).replace(/\.\w+$/, '');
  if (/\.csv$|\.tsv$/i.test(file)) return yield* scripts(scriptsInCsv(await textOf(file), file, book), file);
  if (/\.jsonl$/i.test(file) && (await isTranscript(file)))
    return yield* scripts(await scriptsInTranscript(file, book, transcript), file);
  if (/\.json$/i.test(file)) {
    const text = (await textOf(file)).replace(/^\uFEFF/, '');
    const value = jsonOf(text, file);
    if (typeof value === 'object' && value !== null && 'inkVersion' in value)
      return yield* scripts(scriptsInInk(text, book, player), file);
    const nodes = YarnNodes.safeParse(
      typeof value === 'object' && value !== null && 'nodes' in value ? value.nodes : value,
    );
    if (nodes.success && nodes.data.length > 0)
      return yield* scripts(scriptsInYarn(nodes.data, book, player), file);
  } else if (!/\.jsonl$/i.test(file))
    throw new SoliloquyError(
      'bad-content',
      `${file}: nobody knows what it is by its name. Expected .json (a book of CoSER, Ink, Yarn), .jsonl (records, a transcript) or .csv (a script).`,
    );
  const problems: Rejection[] = [];
  const rejected = ({ where, problem }: { where: string; problem: string }): void => {
    problems.push({
      file,
      where,
      stage: 'read',
      reason: 'cannot be read',
      detail: `${file}: ${where} ${problem}. It is left out; mend it, or fetch the file again.`,
    });
  };
  for await (const { record } of importRecords(file, rejected)) {
    yield* problems.splice(0);
    yield { file, where: record.trace_id_book_chapter, record };
  }
  yield* problems;
}

function* scripts(found: readonly FoundScript[], file: string): Generator<Source | Rejection> {
  for (const { where, problem, reason = 'cannot be read', ...script } of found)
    if (problem === undefined) yield { file, where, record: recordOfScript(script) };
    else yield { file, where, stage: 'read', reason, detail: `${file}: ${problem}` };
}

/** A transcript's lines have a number and spans; a record has neither. */
async function isTranscript(file: string): Promise<boolean> {
  try {
    for await (const { text } of linesOf(file)) {
      if (text.trim() === '') continue;
      return /"seq"\s*:/.test(text) && /"spans"\s*:/.test(text) && !/"conversation"\s*:/.test(text);
    }
    return false;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const position = Number(/position (\d+)/.exec((cause as Error).message)?.[1] ?? text.length);
    const line = text.slice(0, position).split('\n').length;
    throw new SoliloquyError(
      'bad-content',
      `${file}:${line}: is no JSON: ${(cause as Error).message}. It is cut off or damaged; export it again.`,
      { cause },
    );
  }
}

const unreadable = (file: string, cause: unknown): SoliloquyError =>
  new SoliloquyError('bad-content', `${file} cannot be read: ${(cause as Error).message}`, { cause });
