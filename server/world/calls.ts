import { isDeepStrictEqual } from 'node:util';
import type { TracedCall } from '../../schemas/trace.ts';
import { readCutCall } from '../her/game-call.ts';
import { neutralise } from '../her/neutralise.ts';

/** What came of a call in the end. */
export type Outcome = Exclude<TracedCall['outcome'], 'pending' | 'repeated'>;

/** A `game_action` span as it was written: a call, one that was cut off, or nothing that can be read. */
export type Written =
  | { kind: 'call'; name: string; args: Record<string, unknown> }
  | { kind: 'cut'; name: string; args: null }
  | { kind: 'none'; name: ''; args: Record<string, never> };

const MAX_CALL_LENGTH = 4000;
const MAX_SHOWN_NAME = 60;

/** Reads the text of a `game_action` span. */
export function readCall(text: string): Written {
  const none: Written = { kind: 'none', name: '', args: {} };
  const cut = readCutCall(text);
  if (cut) return { kind: 'cut', args: null, ...cut };
  if (text.length > MAX_CALL_LENGTH) return none;
  try {
    const { name, args } = JSON.parse(text) as { name?: unknown; args?: Record<string, unknown> | null };
    return typeof name === 'string' && typeof args === 'object' && args ? { kind: 'call', name, args } : none;
  } catch {
    return none;
  }
}

/** Whether two calls ask for the same. One that was cut off is the same as no whole one. */
export const isSame = (a: Pick<TracedCall, 'name' | 'args'>, b: Pick<TracedCall, 'name' | 'args'>): boolean =>
  a.name === b.name && isDeepStrictEqual(a.args, b.args);

/** Whether it went out. */
export const isSent = ({ call }: TracedCall): boolean => call !== undefined;

/** Whether a call that went out was done, for all that is known: a game that left without an answer may have done it. */
export const isDone = ({ outcome }: TracedCall): boolean => outcome !== 'error';

/** How an NPC of this name perceives an outcome. The words of model and game stand in it as data, on one line. */
export function outcomeSentence(name: string, call: string, outcome: Outcome, detail: string): string {
  const what = call === '' ? 'that' : `"${neutralise([...call].slice(0, MAX_SHOWN_NAME).join(''))}"`;
  const how = outcome === 'ok' ? `${name} did ${what}` : `${name} could not do ${what}`;
  const whole = neutralise(detail === '' ? how : `${how}: ${detail}`);
  return /[.!?…。！？]["'”’]?$/u.test(whole) ? whole : `${whole}.`;
}

/** What a game says of a result, in words. */
export const resultText = (result: unknown): string => {
  if (result === undefined || result === null) return '';
  return typeof result === 'string' ? result.trim() : JSON.stringify(result);
};
