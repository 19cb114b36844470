import type { LabDataset } from '../../../../schemas/console/lab.ts';

const count = (value: number): string => value.toLocaleString('en');

/** What is in a dataset, and where it is. */
export function DatasetCard({ folder, conversations, targets, plans, splits, files }: LabDataset) {
  const left: [number, string][] = [
    [conversations.withoutConsent, 'somebody has not agreed'],
    [conversations.withoutReply, 'no character said anything'],
    [conversations.unreadable, 'they could not be read'],
  ];
  const leftOut = left.filter(([number]) => number > 0);
  return (
    <div className="lab-card">
      <p>
        <b>{count(conversations.exported)}</b> of {count(conversations.found)} conversations,{' '}
        <b>{count(targets)}</b> replies to learn, {count(plans)} of them with a plan. Conversations to train
        with: {count(splits.train)}, to validate: {count(splits.validation)}, to test: {count(splits.test)}.
      </p>
      {leftOut.length > 0 && (
        <p>Of those found: {leftOut.map(([number, why]) => `${count(number)} (${why})`).join(', ')}.</p>
      )}
      <p>
        On the server, in <code>{folder}</code>. Its <code>README.md</code> is the data card.
      </p>
      <section className="lab-scroll" aria-label="Files">
        <table>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Rows</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, rows }) => (
              <tr key={path}>
                <td>
                  <code>{path}</code>
                </td>
                <td>{count(rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
