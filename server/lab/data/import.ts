import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { HerRecord } from '../../../schemas/lab/her-record.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import {
  FoundBook,
  FoundCircumstance,
  FoundConversation,
  FoundPlot,
  FoundRecord,
  OwnRecord,
} from './found.ts';
import { linesOf } from './jsonl.ts';
import { recordFrom, recordOf } from './records.ts';

/** What of a file could not be taken: where it stands in it, and why. */
export type ImportProblem = { where: string; problem: string };

/** A conversation with its place in the file. */
export type Imported = { where: string; record: HerRecord };

/**
 * Reads conversations from a file of HER's published data set (full records), of CoSER (books, and test files for acting) or of our
 * own export, JSON or JSONL: one record each, JSONL a line at a time. What cannot be read is told to `onProblem` and left out.
 * Rejects with `bad-content` when the file cannot be read at all.
 *
 * @example
 * for await (const { record } of importRecords('HER_dataset_full_info.jsonl', ({ where, problem }) => …)) …
 */
export async function* importRecords(
  file: string,
  onProblem: (problem: ImportProblem) => void,
): AsyncGenerator<Imported> {
  const book = path.basename(file).replace(/\.jsonl?$/i, '');
  if (!/\.jsonl$/i.test(file)) {
    yield* recordsIn(parsed(await contentOf(file), file), { where: '', book }, onProblem);
    return;
  }
  try {
    for await (const { number, text, isCut } of linesOf(file)) {
      if (text.trim() === '') continue;
      const where = `line ${number}`;
      const value = json(text);
      if (value !== undefined) yield* recordsIn(value, { where, book }, onProblem);
      else
        onProblem({
          where,
          problem: isCut ? 'is cut off: the file was not written to its end' : 'is no JSON',
        });
    }
  } catch (cause) {
    throw cause instanceof SoliloquyError ? cause : unreadable(file, cause);
  }
}

type Place = { where: string; book: string };

function* recordsIn(
  value: unknown,
  { where, book }: Place,
  onProblem: (problem: ImportProblem) => void,
): Generator<Imported> {
  const at = (part: string) => [where, part].filter(Boolean).join(', ');
  const fits = <T>(schema: z.ZodType<T>, what: unknown, place: string, kind: string): T | undefined => {
    const read = schema.safeParse(what);
    if (!read.success) onProblem({ where: place, problem: `is no ${kind}: ${problemsOf(read.error)}` });
    return read.data;
  };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* recordsIn(item, { where: at(`item ${index}`), book }, onProblem);
    return;
  }
  const has = (key: string) => typeof value === 'object' && value !== null && key in value;
  // What is missing is made and what is odd left out, so what does not fit now is the file's own fault.
  const whole = function* (record: HerRecord, place: string): Generator<Imported> {
    if (fits(HerRecord, record, place, 'record that can be written')) yield { where: place, record };
  };
  if (has('plots')) {
    const found = fits(FoundBook, value, where, "book of CoSER's");
    const profiles = found ? profilesOf(found) : {};
    for (const [plotIndex, item] of found?.plots.entries() ?? []) {
      const plot = fits(FoundPlot, item, at(`plot ${plotIndex}`), 'plot');
      for (const [convIndex, said] of plot?.conversation?.entries() ?? []) {
        const place = at(`plot ${plotIndex}, conversation ${convIndex}`);
        const conversation = fits(FoundConversation, said, place, 'conversation');
        if (!conversation) continue;
        yield* whole(recordOf(conversation, { book, plot: plot!, plotIndex, convIndex, profiles }), place);
      }
    }
  } else if (has('conversation')) {
    const found = fits(has('x_server') ? OwnRecord : FoundRecord, value, where, "record of HER's");
    if (found) yield* whole(recordFrom(found), where);
  } else if (has('dialogues')) {
    const found = fits(FoundCircumstance, value, where, 'circumstance for acting');
    if (found) yield* whole(circumstanceOf(found, book), where);
  } else if (has('messages'))
    onProblem({
      where,
      problem:
        'is a training sample, of which no conversation can be had; give the file of full records (full_info)',
    });
  else
    onProblem({
      where,
      problem: 'has neither "conversation" (HER), "plots" (a book of CoSER) nor "dialogues" (a test file)',
    });
}

const profilesOf = ({ character_datasets }: FoundBook): Record<string, string> =>
  Object.fromEntries(Object.entries(character_datasets).map(([name, { profile }]) => [name, profile]));

function circumstanceOf(found: FoundCircumstance, file: string): HerRecord {
  const { book, plot, i_p = plot?.i_p ?? 0, i_c, character_profiles, ...conversation } = found;
  const empty = {
    text: '',
    summary: '',
    prominence: 0,
    key_characters: [],
    chapter: '',
    state: '',
    i_chunk: 0,
  };
  return recordOf(
    { ...conversation, i_c },
    {
      book: book || file,
      plot: { ...empty, ...plot, i_p },
      plotIndex: i_p,
      convIndex: i_c,
      profiles: character_profiles,
    },
  );
}

/** Null, which Python writes where there is nothing, is nothing; and so is a key that objects take for their prototype. */
const withoutNothing = (key: string, value: unknown): unknown =>
  value === null || key === '__proto__' ? undefined : value;

function json(text: string): unknown {
  try {
    return JSON.parse(text, withoutNothing);
  } catch {
    return undefined;
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function parsed(text: string, file: string): unknown {
  const value = json(text.replace(/^\uFEFF/, ''));
  if (value !== undefined) return value;
  throw new SoliloquyError(
    'bad-content',
    `${file} is no JSON: cut off or damaged, or JSON lines, whose files end in .jsonl. Fetch or write it again.`,
  );
}

const unreadable = (file: string, cause: unknown): SoliloquyError =>
  new SoliloquyError('bad-content', `${file} cannot be read: ${(cause as Error).message}`, { cause });
