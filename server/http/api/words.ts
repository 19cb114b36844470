import { z } from 'zod';
import { BEST_OF } from '../../store/ratings.ts';

const CONTROL = /\p{Cc}+/gu;
/** What nobody sees of a name. */
const UNSEEN = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Words on one line, of at most so many characters. */
export const Line = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replaceAll(CONTROL, ' ').replaceAll(/\s+/g, ' ').trim())
    .max(max);

/** Several lines of at most so many characters; SQLite would end them at a NUL. */
export const Words = (max: number) =>
  z
    .string()
    .overwrite((text) => text.replaceAll('\0', '').trim())
    .max(max);

const seen = (name: string): string => name.normalize('NFKC').replaceAll(UNSEEN, '').toLowerCase();

/** Who judges or writes: a designer's own name. `file` is who edits files. */
export const Author = Line(40)
  .refine((name) => seen(name) !== '', 'expected a name')
  .refine((name) => seen(name) !== 'file', 'expected a name of yours; "file" is for what comes from files')
  .refine(
    (name) => seen(name) !== BEST_OF,
    `expected a name of yours; "${BEST_OF}" is for what was chosen among takes`,
  );
