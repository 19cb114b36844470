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
