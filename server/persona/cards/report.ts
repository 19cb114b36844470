import type { CardNote, CardReport } from '../../../schemas/card.ts';

/** More notes than this about one kind are of no use to anybody. */
const MAX_NOTES = 200;

/** Collects what becomes of a file's fields. A note that is there already is not written twice. */
export class Report {
  readonly report: CardReport;

  /** Goes on from an earlier report, which stays as it is. */
  constructor({ taken, changed, leftOut }: CardReport = { taken: [], changed: [], leftOut: [] }) {
    this.report = { taken: [...taken], changed: [...changed], leftOut: [...leftOut] };
  }

  /** A field that is kept as it was. */
  took(field: string, to: string, note: string): void {
    add(this.report.taken, { field, to, note });
  }

  /** A field that is kept, but not as it was; or one of ours that the file had nothing for. */
  changed(field: string, to: string, note: string): void {
    add(this.report.changed, { field, to, note });
  }

  /** A field that is not in the draft. */
  left(field: string, note: string): void {
    add(this.report.leftOut, { field, note });
  }
}

function add(notes: CardNote[], note: CardNote): void {
  const isThere = notes.some(
    (other) => other.field === note.field && other.to === note.to && other.note === note.note,
  );
  if (!isThere && notes.length < MAX_NOTES) notes.push(note);
}
