import type { CardNote, CardReport } from '../../../../schemas/card.ts';

const PARTS = [
  { key: 'changed', title: 'Changed, or a plain default' },
  { key: 'leftOut', title: 'Left out' },
  { key: 'taken', title: 'Taken as it was' },
] as const satisfies readonly { key: keyof CardReport; title: string }[];

/** What became of each field of a file. */
export function ReportView({ report }: { report: CardReport }) {
  return (
    <div className="report">
      {PARTS.map(({ key, title }) => (
        <details key={key} open={key === 'changed' && report[key].length > 0}>
          <summary>
            {title} <span className="count">{report[key].length}</span>
          </summary>
          {report[key].length === 0 ? (
            <p className="nothing">Nothing.</p>
          ) : (
            <ul>
              {report[key].map((note) => (
                <li key={`${note.field} ${note.to} ${note.note}`}>
                  <span>
                    <Way note={note} />
                  </span>
                  <span className="as-written">{note.note}</span>
                </li>
              ))}
            </ul>
          )}
        </details>
      ))}
    </div>
  );
}

/** From the file's field to ours; one of ours alone where the file has none. */
function Way({ note: { field, to } }: { note: CardNote }) {
  if (!field) return <code>{to}</code>;
  if (!to || to === field) return <code>{field}</code>;
  return (
    <>
      <code>{field}</code>
      <span aria-hidden="true"> → </span>
      <span className="hidden"> becomes </span>
      <code>{to}</code>
    </>
  );
}
