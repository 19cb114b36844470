import type { Line } from '../../schemas/record.ts';
import { comingOf } from './comings.ts';
import { neutralise } from './neutralise.ts';
import { chain, form, from, joinedBy, type SourcedText } from './sourced.ts';

/** What happened in one run between what was said, at most; of more, the newest. */
const MAX_EVENTS = 8;

type Happened = { line: Line; text: string; times: number };

/**
 * A run of events as one block: what happened several times is told once, where it happened last; who came and left again is not
 * told; of more than a few events the newest are. Each piece knows its line. Empty where nothing is left to be told.
 */
export function coalesced(events: readonly Line[]): SourcedText {
  const happened = withoutRepeats(
    withoutPassersBy(events.map((line) => ({ line, text: textOf(line), times: 1 }))),
  );
  const shown = happened.slice(-MAX_EVENTS);
  if (shown.length === 0) return [];
  return chain(
    form('Environment: '),
    joinedBy(
      ' ',
      shown.map(({ line, text, times }) =>
        chain(from(`line/${line.id}`, text), form(times === 1 ? '' : ` (${times} times)`)),
      ),
    ),
    form(happened.length > shown.length ? ' And more besides, before that.' : ''),
  );
}

const textOf = ({ spans }: Line): string => spans.map((span) => neutralise(span.text)).join(' ');

/** Whoever is as before in the end did not come or go. */
function withoutPassersBy(events: Happened[]): Happened[] {
  const open = new Map<string, Happened>();
  const gone = new Set<Happened>();
  for (const event of events) {
    const coming = comingOf(event.text);
    if (!coming) continue;
    const before = open.get(coming.whose);
    if (before && comingOf(before.text)!.isIn !== coming.isIn) {
      gone.add(before).add(event);
      open.delete(coming.whose);
    } else open.set(coming.whose, event);
  }
  return events.filter((event) => !gone.has(event));
}

function withoutRepeats(events: Happened[]): Happened[] {
  const byText = new Map<string, Happened>();
  for (const { line, text } of events) {
    const times = (byText.get(text)?.times ?? 0) + 1;
    byText.delete(text);
    byText.set(text, { line, text, times });
  }
  return [...byText.values()];
}
