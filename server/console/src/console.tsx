import { Badge, Button, Loader, NativeSelect, useMantineColorScheme } from '@mantine/core';
import { Suspense, useEffect, useState } from 'react';
import { useKept, useKeys, useObserver, useRoute, useServer } from './hooks.ts';
import type { Live } from './live/observer.ts';
import { go, linkTo } from './page.ts';
import { PAGES } from './pages.ts';
import { KeysHelp } from './parts/keys-help.tsx';

const SCHEMES = { auto: 'system', light: 'light', dark: 'dark' } as const;
const NEXT_SCHEME = { auto: 'light', light: 'dark', dark: 'auto' } as const;

const STATUS: Record<Live['status'], { color: string; text: string }> = {
  joining: { color: 'gray', text: 'connecting' },
  live: { color: 'green', text: 'live' },
  offline: { color: 'orange', text: 'offline, trying again' },
  'signed-out': { color: 'red', text: 'signed out' },
  refused: { color: 'red', text: 'refused' },
};

/** The frame around the pages: where one is, which instance, how the connection is. */
export function Console({ onLeave, onSignedOut }: { onLeave(): void; onSignedOut(): void }) {
  const [id, ...route] = useRoute();
  const page = PAGES.find((one) => one.id === id) ?? PAGES[0]!;
  const [instance, setInstance] = useKept('instance', 'main');
  const [areKeysShown, setKeysShown] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const server = useServer(onSignedOut);
  const { observer, live } = useObserver(instance);
  useEffect(() => {
    if (live.status === 'signed-out') onSignedOut();
  }, [live.status, onSignedOut]);
  const title = live.world?.title ?? server?.title;
  useEffect(() => {
    document.title = [page.name, title, 'Soliloquy'].filter(Boolean).join(' · ');
  }, [page, title]);
  const changeScheme = () => setColorScheme(NEXT_SCHEME[colorScheme]);
  useKeys({
    ...Object.fromEntries(PAGES.map((one, index) => [`${index + 1}`, () => go(one.id)])),
    t: changeScheme,
    '?': () => setKeysShown(true),
  });
  const open = server?.instances.map(({ name }) => name) ?? [];
  const names = open.includes(instance) ? open : [instance, ...open];
  const countOf = (name: string) => server?.instances.find((other) => other.name === name)?.players ?? 0;
  const status = STATUS[live.status];
  return (
    <div className={page.isFull ? 'frame is-full' : 'frame'}>
      <header className="bar">
        <strong className="brand">Soliloquy</strong>
        <nav aria-label="Pages">
          {PAGES.map((one) => (
            <a key={one.id} href={linkTo(one.id)} aria-current={one === page ? 'page' : undefined}>
              {one.name}
            </a>
          ))}
        </nav>
        <NativeSelect
          size="xs"
          aria-label="Instance"
          value={instance}
          onChange={(event) => setInstance(event.currentTarget.value)}
          data={names.map((name) => ({ value: name, label: `${name} (${players(countOf(name))})` }))}
        />
        <Badge color={status.color} variant="dot" role="status" tt="none" fw={500}>
          {status.text}
        </Badge>
        {server?.isBuiltin && (
          <Badge color="gray" variant="outline" tt="none" fw={500} className="stand-in">
            built-in model, no LLM
          </Badge>
        )}
        <span className="spring" />
        <Button.Group>
          <Button size="compact-sm" variant="default" onClick={changeScheme}>
            Theme: {SCHEMES[colorScheme]}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setKeysShown(true)} aria-label="Keys">
            ?
          </Button>
          <Button size="compact-sm" variant="default" onClick={onLeave}>
            Sign out
          </Button>
        </Button.Group>
      </header>
      <main>
        {!live.world || !observer ? (
          <Waiting live={live} />
        ) : (
          <Suspense fallback={<Loader className="waiting" aria-label="Loading" />}>
            <page.Component
              key={instance}
              instance={instance}
              world={live.world}
              entries={live.entries}
              isLive={live.status === 'live'}
              server={server}
              route={route}
              observer={observer}
            />
          </Suspense>
        )}
      </main>
      <KeysHelp isOpen={areKeysShown} onClose={() => setKeysShown(false)} />
    </div>
  );
}

function Waiting({ live }: { live: Live }) {
  if (live.status === 'refused')
    return (
      <p className="notice">The server refused the connection: {live.problem} The console tries again.</p>
    );
  if (live.status === 'offline')
    return <p className="notice">The server does not answer. The console tries again by itself.</p>;
  return <Loader className="waiting" aria-label="Connecting" />;
}

const players = (count: number) => (count === 1 ? '1 player' : `${count} players`);
