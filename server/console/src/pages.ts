import { type ComponentType, lazy } from 'react';
import type { PageProps } from './page.ts';
import { Stage } from './pages/stage.tsx';

type Page = {
  /** Its place in the address. */
  id: string;
  name: string;
  /** Whether it fills the window and scrolls within itself. */
  isFull: boolean;
  Component: ComponentType<PageProps>;
};

/** A page that is loaded when it is first opened. */
const later = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType<PageProps>>>,
  name: Name,
) => lazy(async () => ({ default: (await load())[name] }));

/** The pages, in the order of the keys 1, 2, … that open them. */
export const PAGES: readonly Page[] = [
  { id: 'stage', name: 'Stage', isFull: false, Component: Stage },
  { id: 'talk', name: 'Talk', isFull: true, Component: later(() => import('./pages/talk.tsx'), 'Talk') },
  { id: 'turns', name: 'Turns', isFull: true, Component: later(() => import('./pages/turns.tsx'), 'Turns') },
  {
    id: 'personas',
    name: 'Personas',
    isFull: false,
    Component: later(() => import('./pages/personas.tsx'), 'Personas'),
  },
  {
    id: 'memory',
    name: 'Memory',
    isFull: true,
    Component: later(() => import('./pages/memory.tsx'), 'Memory'),
  },
  {
    id: 'world',
    name: 'World',
    isFull: false,
    Component: later(() => import('./pages/world.tsx'), 'World'),
  },
  { id: 'lab', name: 'Lab', isFull: true, Component: later(() => import('./pages/lab.tsx'), 'Lab') },
  {
    id: 'exchange',
    name: 'Import & export',
    isFull: false,
    Component: later(() => import('./pages/exchange.tsx'), 'Exchange'),
  },
];
