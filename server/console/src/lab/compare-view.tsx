import { addressOf } from '../api.ts';
import { linkTo } from '../page.ts';
import { ReportFrame } from './report-frame.tsx';

/** Two reports of one kind side by side. */
export function CompareView({ one, other }: { one: string; other: string }) {
  const address = addressOf('lab.compare', { run: one, other });
  return (
    <section className="lab-run-view" aria-labelledby="compared">
      <header>
        <h2 id="compared">
          {one} and {other}
        </h2>
        <span className="spring" />
        <a className="meta" href={linkTo('lab', 'runs', one)}>
          {one} alone
        </a>
        <a className="meta" href={linkTo('lab', 'runs', other)}>
          {other} alone
        </a>
        <a className="meta" href={address} target="_blank" rel="noreferrer">
          own page
        </a>
      </header>
      <ReportFrame title={`${one} and ${other} compared`} address={address} />
    </section>
  );
}
