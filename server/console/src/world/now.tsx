import type { WorldDetail } from '../../../../schemas/console/world.ts';
import type { WorldView } from '../live/snapshot.ts';
import type { PageProps } from '../page.ts';
import { LiveField } from './live-field.tsx';

type Props = Pick<PageProps, 'instance' | 'isLive' | 'observer'> & {
  world: WorldView;
  detail: WorldDetail | undefined;
  onChanged(): Promise<void>;
};

/** The clock and the weather of the world. */
export function Now({ instance, world, isLive, observer, detail, onChanged }: Props) {
  const patch = (change: { time?: string; weather?: string }) =>
    observer.request('world.patch', change).then(onChanged);
  const weather = detail?.authored.weather;
  return (
    <section className="panel" aria-labelledby="now">
      <h2 id="now">Now</h2>
      <div className="now-fields">
        <LiveField
          label="Clock"
          name={`world.time.${instance}`}
          value={world.time}
          maxLength={80}
          hint={detail && clockHint(detail)}
          isLive={isLive}
          onSet={(time) => patch({ time })}
        />
        <LiveField
          label="Weather"
          name={`world.weather.${instance}`}
          value={world.weather}
          maxLength={120}
          hint={
            weather === undefined || weather === world.weather
              ? undefined
              : `Set in the game. In world.yaml: ${weather || 'none'}`
          }
          isLive={isLive}
          onSet={(value) => patch({ weather: value })}
        />
      </div>
    </section>
  );
}

function clockHint({ speed, isClockRunning }: WorldDetail): string {
  if (speed === 0) return 'Stands until somebody sets it (clock.speed in world.yaml is 0).';
  const pace = speed === 1 ? '1 minute' : `${speed} minutes`;
  return isClockRunning
    ? `Runs by itself, ${pace} per real minute (clock.speed in world.yaml).`
    : 'Stands: only a time such as “Day 3, 18:40” runs by itself.';
}
