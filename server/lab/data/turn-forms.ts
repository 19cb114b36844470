import { isDeepStrictEqual } from 'node:util';
import type { DialogueTurn } from '../../../schemas/lab/her-record.ts';
import type { Span } from '../../../schemas/layers.ts';
import { joined, toHer, viewFor } from '../../her/views.ts';
import { toBracket } from '../her-text.ts';

/** Who is never a character, and never thinks. */
export const ENVIRONMENT = 'Environment';

/** A speaker as a record names it: scripts also write the environment small, or short. */
export const speakerOf = (name: string): string =>
  /^\s*env(?:ironment)?\s*$/i.test(name) ? ENVIRONMENT : name;

/** A turn in the forms that a record holds: the plan stands apart, and others perceive neither it nor a thought nor a call to the game. */
export function turnForms(
  character: string,
  spans: readonly Span[],
): Pick<DialogueTurn, 'message' | 'standard_format' | 'without_think'> & { sys_thinking?: string } {
  const perceived = viewFor(spans, 'npc');
  if (character === ENVIRONMENT) {
    const text = perceived.map((span) => span.text).join(' ');
    return { message: text, standard_format: text, without_think: text };
  }
  const plan = joined(spans.filter(({ layer }) => layer === 'system_thinking'))[0]?.text;
  return {
    message: toBracket(spans),
    standard_format: toHer(viewFor(spans, 'self')),
    without_think: toHer(perceived),
    ...(plan !== undefined && { sys_thinking: plan }),
  };
}

/** The characters that perceived a turn, by name, besides its speaker; undefined: all. */
export function hearersOf({ x_server }: { x_server?: unknown }): string[] | undefined {
  const { hearers } = (x_server ?? {}) as { hearers?: unknown };
  return Array.isArray(hearers) ? hearers : undefined;
}

/** Whether one turn goes on with what the other began: of the same speaker, and heard by the same. */
export const goesOn = (
  before: { character: string; x_server?: unknown } | undefined,
  turn: { character: string; x_server?: unknown },
): boolean => before?.character === turn.character && isDeepStrictEqual(hearersOf(before), hearersOf(turn));

/** Turns in a row of one speaker become one, joined by a blank line as HER's scripts do; their `origin_id`s say of which. */
export function mergedTurns<
  T extends { character: string; message: string; origin_id: number[]; x_server?: unknown },
>(turns: readonly T[]): T[] {
  const merged: T[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (!last || !goesOn(last, turn)) merged.push({ ...turn });
    else {
      last.message += `\n\n${turn.message}`;
      last.origin_id = [...last.origin_id, ...turn.origin_id];
    }
  }
  return merged;
}

/** Names in the order in which they are first heard; the environment stands last, spoken or not. */
export function speakersOf(turns: readonly { character: string }[]): string[] {
  const names = new Set(turns.map(({ character }) => character));
  names.delete(ENVIRONMENT);
  return [...names, ENVIRONMENT];
}
