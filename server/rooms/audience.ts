import type { Layer, Span } from '../../schemas/layers.ts';
import type { HistoryLine } from '../../schemas/messages.ts';
import type { Line } from '../../schemas/record.ts';
import { viewFor } from '../her/views.ts';
import type { Member } from '../world/events.ts';

/** The classes of viewers: all of one class get the same bytes. */
export type Viewer = 'player' | 'player-inner' | 'game' | 'designer';

/**
 * What a member sees of layers of something said at `place`: decided here and nowhere else, before a frame is made. An own
 * thought reaches players in the NPC's place only: the other end of a whisper, elsewhere, reads no mind.
 */
export function viewerOf(member: Member, place: string | null, innerVoice: boolean): Viewer {
  if (member.role !== 'player') return member.role;
  return innerVoice && place !== null && member.location === place ? 'player-inner' : 'player';
}

/** The spans of a line or turn that a viewer may see. */
export const visibleSpans = (spans: readonly Span[], viewer: Viewer): Span[] =>
  viewFor([...spans], viewer).map(({ span, layer, text }) => ({ span, layer, text }));

/** Whether a viewer may see a layer at all. */
export const seesLayer = (layer: Layer, viewer: Viewer): boolean =>
  viewFor([{ span: 0, layer, text: 'x' }], viewer).length > 0;

/** A line of the record as a viewer reads it. */
export function historyLine(line: Line, viewer: Viewer): HistoryLine {
  return {
    line: line.id,
    kind: line.kind === 'edit' || line.kind === 'delete' ? 'turn' : line.kind,
    from: line.from,
    name: line.name,
    ...(line.to !== undefined && { to: line.to }),
    ...(line.whisper && { whisper: true }),
    ...(line.turn !== undefined && { turn: line.turn }),
    ...(line.status !== undefined && { status: line.status }),
    spans: visibleSpans(line.spans, viewer),
    at: line.at,
    time: line.time,
  };
}
