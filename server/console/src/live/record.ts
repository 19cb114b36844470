import type { TakeView } from '../../../../schemas/console/turns.ts';
import type { Layer, Span, TurnStatus } from '../../../../schemas/layers.ts';
import type { HistoryLine, ServerMessages } from '../../../../schemas/messages.ts';
import type { WorldView } from './snapshot.ts';

/** One thing that was said or happened, as it stands on the screen. */
export type Entry = {
  /** The turn's id, else the line's. */
  id: string;
  kind: 'say' | 'turn' | 'event';
  from: string;
  name: string;
  to?: string;
  whisper: boolean;
  /** Of a turn: `running` until its end came. */
  status?: TurnStatus | 'running';
  /** The turn in whose place it stands, or will once it has ended. */
  replaces?: string;
  spans: Span[];
};

const fromHistory = (line: HistoryLine): Entry => ({
  id: line.turn ?? line.line,
  kind: line.kind,
  from: line.from,
  name: line.name,
  ...(line.to !== undefined && { to: line.to }),
  whisper: line.whisper ?? false,
  ...(line.kind === 'turn' && { status: line.status ?? 'complete' }),
  spans: line.spans,
});

/** What the server does not tell again: in whose place it stands. What did not change is the same object. */
function withWhatWas(entry: Entry, known: ReadonlyMap<string, Entry>): Entry {
  const before = known.get(entry.id);
  if (!before) return entry;
  const { replaces, ...rest } = before;
  const isSame = JSON.stringify(Object.entries(rest).sort()) === JSON.stringify(Object.entries(entry).sort());
  return isSame ? before : { ...entry, ...(replaces !== undefined && { replaces }) };
}

/**
 * The last lines as the server has them now, behind what was on the screen before them. Where the two have nothing in
 * common, another past holds, and the screen's goes; turns under way are told anew.
 */
export function withHistory(entries: readonly Entry[], lines: readonly HistoryLine[]): Entry[] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const told = lines.map((line) => withWhatWas(fromHistory(line), known));
  const ids = new Set(told.map(({ id }) => id));
  const first = entries.findIndex(({ id }) => ids.has(id));
  const running = entries.filter((entry) => entry.status === 'running' && !ids.has(entry.id));
  return [...entries.slice(0, Math.max(0, first)), ...told, ...running].slice(-MAX_ENTRIES);
}

export function withHeard(entries: readonly Entry[], heard: ServerMessages['heard']): Entry[] {
  const spans: Span[] = [];
  if (heard.action) spans.push({ span: 0, layer: 'role_action', text: heard.action });
  if (heard.text) spans.push({ span: spans.length, layer: 'speech', text: heard.text });
  const { line: id, from, name, to, whisper = false } = heard;
  return put(entries, { id, kind: 'say', from, name, ...(to !== undefined && { to }), whisper, spans });
}

export function withStart(
  entries: readonly Entry[],
  { turn: id, npc, to, whisper = false, replaces }: ServerMessages['turn.start'],
  name: string,
): Entry[] {
  const start: Entry = {
    id,
    kind: 'turn',
    from: `npc:${npc}`,
    name,
    ...(to !== undefined && { to }),
    whisper,
    status: 'running',
    ...(replaces !== undefined && { replaces }),
    spans: [],
  };
  const at = replaces === undefined ? -1 : entries.findIndex((entry) => entry.id === replaces);
  // A new take stands behind the old one, which goes when the server says so.
  return at < 0 ? put(entries, start) : entries.toSpliced(at + 1, 0, start);
}

export function withDelta(
  entries: readonly Entry[],
  { turn, span, layer, text }: ServerMessages['turn.delta'],
): Entry[] {
  return change(entries, turn, (entry) => {
    const last = entry.spans.at(-1);
    const spans =
      last?.span === span
        ? [...entry.spans.slice(0, -1), { span, layer, text: last.text + text }]
        : [...entry.spans, { span, layer, text }];
    return { ...entry, spans };
  });
}

export const withEnd = (
  entries: readonly Entry[],
  { turn, status, spans }: ServerMessages['turn.end'],
): Entry[] => change(entries, turn, (entry) => ({ ...entry, status, spans }));

export const without = (entries: readonly Entry[], turn: string): Entry[] =>
  entries.filter(({ id }) => id !== turn);

/** A turn with other spans; what it is stays. */
export const withEdit = (
  entries: readonly Entry[],
  turn: string,
  spans: readonly Omit<Span, 'span'>[],
): Entry[] =>
  change(entries, turn, (entry) => ({
    ...entry,
    spans: spans.map((span, index) => ({ span: index, ...span })),
  }));

/** Another take in the place of a turn. */
export const withTake = (
  entries: readonly Entry[],
  turn: string,
  { turn: id, spans, status }: Pick<TakeView, 'turn' | 'spans' | 'status'>,
): Entry[] => change(entries, turn, (entry) => ({ ...entry, id, spans, status, replaces: turn }));

/** What an NPC thinks in the turn that is under way. */
export function liveText(entries: readonly Entry[], npc: string, layer: Layer): string {
  const turn = entries.findLast(({ from, status }) => from === `npc:${npc}` && status === 'running');
  const spans = turn?.spans.filter((span) => span.layer === layer) ?? [];
  return spans.map(({ text }) => text).join(' ');
}

/** Names by address; those who have left, and designers, are known from what they said. */
export function namesIn(entries: readonly Entry[], world: WorldView): Map<string, string> {
  return new Map([
    ...entries.map(({ from, name }): [string, string] => [from, name]),
    ...world.players.map(({ id, name }): [string, string] => [`player:${id}`, name]),
    ...world.npcs.map(({ id, name }): [string, string] => [`npc:${id}`, name]),
  ]);
}

const MAX_ENTRIES = 300;

const put = (entries: readonly Entry[], entry: Entry): Entry[] => [
  ...entries.filter(({ id }) => id !== entry.id).slice(1 - MAX_ENTRIES),
  entry,
];

const change = (entries: readonly Entry[], id: string, to: (entry: Entry) => Entry): Entry[] =>
  entries.map((entry) => (entry.id === id ? to(entry) : entry));
