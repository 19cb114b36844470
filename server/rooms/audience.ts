import type { Layer, Span } from '../../schemas/layers.ts';
import type { HistoryLine } from '../../schemas/messages.ts';
import type { Line } from '../../schemas/record.ts';
import { viewFor } from '../her/views.ts';
import { type Earshot, type Member, perceives } from '../world/events.ts';

/** The classes of viewers: all of one class get the same bytes. */
export type Viewer = 'player' | 'player-inner' | 'game' | 'designer';

/** What a member sees of layers: decided here and nowhere else, before a frame is made. */
export function viewerOf(member: Member, innerVoice: boolean): Viewer {
  if (member.role !== 'player') return member.role;
  return innerVoice ? 'player-inner' : 'player';
}

/** The spans of a line or turn that a viewer may see. */
export const visibleSpans = (spans: readonly Span[], viewer: Viewer): Span[] =>
  viewFor([...spans], viewer).map(({ span, layer, text }) => ({ span, layer, text }));

/** Whether a viewer may see a layer at all. */
export const seesLayer = (layer: Layer, viewer: Viewer): boolean =>
  viewFor([{ span: 0, layer, text: 'x' }], viewer).length > 0;

/**
 * Whether a member may see a layer of something within `earshot`. An own thought reaches players in the NPC's place
 * only: a whisper's other end elsewhere reads no mind.
 */
export const maySee = (member: Member, layer: Layer, earshot: Earshot, innerVoice: boolean): boolean =>
  perceives(member, earshot) && seesLayer(layer, viewerOf(member, innerVoice));

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
