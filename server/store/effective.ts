import type { Line } from '../../schemas/record.ts';

/**
 * The record as it reads now. Takes raw lines, oldest first; returns them with each `edit` and `delete` applied and
 * each regenerated turn in the place of the one it replaces. An edited line keeps its id, seq and turn, with the new spans; a
 * regenerated one takes over the place's seq, so that seqs keep rising. A line that replaces one already replaced replaces what stands
 * there now. When the replaced line is not among `lines` (too far back, or not perceived), an edit or deletion has
 * nothing to change, and a regenerated turn stands where it was said.
 */
export function effectiveLines(lines: readonly Line[]): Line[] {
  const places: { seq: number; line: Line | null }[] = [];
  const placeOf = new Map<string, (typeof places)[number]>();
  for (const line of lines) {
    const place = line.replaces === undefined ? undefined : placeOf.get(line.replaces);
    if (place) {
      place.line = standIn(place, line);
      placeOf.set(line.id, place);
    } else if (line.kind !== 'edit' && line.kind !== 'delete') {
      const own = { seq: line.seq, line };
      places.push(own);
      placeOf.set(line.id, own);
    }
  }
  return places.flatMap(({ line }) => (line ? [line] : []));
}

function standIn(place: { seq: number; line: Line | null }, line: Line): Line | null {
  switch (line.kind) {
    case 'delete':
      return null;
    case 'edit':
      return place.line && { ...place.line, spans: line.spans };
    default:
      return { ...line, seq: place.seq };
  }
}

/** The takes of a turn, in the order they were first given, as they stood last, and which of them stands now. */
export type Takes = { takes: Line[]; standing: string | undefined };

/**
 * All that was said in the place of a turn: the turn, what it replaced and what replaced it, edits applied. Takes raw lines,
 * oldest first, and the turn id of any take.
 */
export function takesOf(lines: readonly Line[], turn: string): Takes {
  type Place = { takes: Map<string, Line>; standing: string | undefined };
  const places = new Map<string, Place>();
  let found: Place | undefined;
  for (const line of lines) {
    const known = line.replaces === undefined ? undefined : places.get(line.replaces);
    const place = known ?? { takes: new Map(), standing: undefined };
    places.set(line.id, place);
    if (line.kind === 'delete') place.standing = undefined;
    else if (line.kind === 'edit') {
      const edited = place.standing === undefined ? undefined : place.takes.get(place.standing);
      if (edited) place.takes.set(place.standing!, { ...edited, spans: line.spans });
    } else if (line.kind === 'turn' && line.turn !== undefined) {
      place.takes.set(line.turn, line);
      place.standing = line.turn;
      if (line.turn === turn) found = place;
    }
  }
  return { takes: [...(found?.takes.values() ?? [])], standing: found?.standing };
}
