import type { ConsoleServer } from '../../../schemas/console/server.ts';
import type { Observer } from './live/observer.ts';
import type { Entry } from './live/record.ts';
import type { WorldView } from './live/snapshot.ts';

/** What each page is drawn from. */
export type PageProps = {
  instance: string;
  world: WorldView;
  /** What was said and is being said in the instance, oldest first. */
  entries: readonly Entry[];
  isLive: boolean;
  /** Undefined until the server has said it. */
  server: ConsoleServer | undefined;
  /** What the address says behind the page's name: `#talk/mara` is `['mara']`. */
  route: readonly string[];
  observer: Observer;
};

/** Goes to an address of the console, such as `go('talk', 'mara')`. */
export const go = (...route: string[]): void => {
  location.hash = route.map(encodeURIComponent).join('/');
};

/** The link to one. */
export const linkTo = (...route: string[]): string => `#${route.map(encodeURIComponent).join('/')}`;
