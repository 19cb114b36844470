import '../lab/lab.css';
import { CheckView } from '../lab/check-view.tsx';
import { PrinciplesView } from '../lab/principles-view.tsx';
import { RunsView } from '../lab/runs-view.tsx';
import { ScenesView } from '../lab/scenes-view.tsx';
import { linkTo, type PageProps } from '../page.ts';

const PARTS = [
  { id: 'runs', name: 'Runs', Component: RunsView },
  { id: 'check', name: 'Check', Component: CheckView },
  { id: 'scenes', name: 'Scenes', Component: ScenesView },
  { id: 'principles', name: 'Principles', Component: PrinciplesView },
];

/** Measuring the cast: runs and their reports, what can be measured of recorded play, the scenes that are played, the principles that replies are judged by. */
export function Lab(props: PageProps) {
  const [id = 'runs', ...route] = props.route;
  const part = PARTS.find((one) => one.id === id) ?? PARTS[0]!;
  return (
    <div className="lab">
      <header className="lab-head">
        <h1>Lab</h1>
        <nav aria-label="Parts of the lab">
          {PARTS.map((one) => (
            <a key={one.id} href={linkTo('lab', one.id)} aria-current={one === part ? 'location' : undefined}>
              {one.name}
            </a>
          ))}
        </nav>
      </header>
      <part.Component {...props} route={route} />
    </div>
  );
}
