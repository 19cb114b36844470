import type { Phrases } from './banks.ts';
import { dreamy } from './dreamy.ts';
import { formal } from './formal.ts';
import { rustic } from './rustic.ts';
import { terse } from './terse.ts';
import { warm } from './warm.ts';

/** The ways of talking the built-in model has wording for. */
export const REGISTERS = { rustic, formal, terse, warm, dreamy } satisfies Record<string, Phrases>;
export type Register = keyof typeof REGISTERS;
