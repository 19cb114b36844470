import { Badge, Button, Loader, NativeSelect, useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useKept, useKeys, useObserver, useRoute, useServer } from './hooks.ts';
import type { Live } from './live/observer.ts';
import { Stage } from './pages/stage.tsx';
import { Talk } from './pages/talk.tsx';
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
  const [page = 'stage', chosen] = useRoute();
  const [instance, setInstance] = useKept('instance', 'main');
  const [areKeysShown, setKeysShown] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const server = useServer(onSignedOut);
  const { observer, live } = useObserver(instance);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (live.status === 'signed-out') onSignedOut();
  }, [live.status, onSignedOut]);
  const isTalk = page === 'talk';
  const title = live.world?.title ?? server?.title;
  useEffect(() => {
    document.title = [isTalk ? 'Talk' : 'Stage', title, 'Soliloquy'].filter(Boolean).join(' · ');
  }, [isTalk, title]);
  const changeScheme = () => setColorScheme(NEXT_SCHEME[colorScheme]);
  useKeys({
    '1': () => go('stage'),
    '2': () => go('talk'),
    t: changeScheme,
    '?': () => setKeysShown(true),
  });
  const open = server?.instances.map(({ name }) => name) ?? [];
  const names = open.includes(instance) ? open : [instance, ...open];
  const countOf = (name: string) => server?.instances.find((other) => other.name === name)?.players ?? 0;
  const status = STATUS[live.status];
  return (
    <div className={isTalk ? 'frame is-full' : 'frame'}>
      <header className="bar">
        <strong className="brand">Soliloquy</strong>
        <nav aria-label="Pages">
          <a href="#stage" aria-current={isTalk ? undefined : 'page'}>
            Stage
          </a>
          <a href="#talk" aria-current={isTalk ? 'page' : undefined}>
            Talk
          </a>
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
      <main ref={main}>
        {!live.world || !observer ? (
          <Waiting live={live} />
        ) : isTalk ? (
          <Talk
            key={instance}
            instance={instance}
            world={live.world}
            entries={live.entries}
            isLive={live.status === 'live'}
            innerVoice={server?.innerVoice ?? false}
            chosen={chosen}
            observer={observer}
          />
        ) : (
          <Stage
            world={live.world}
            entries={live.entries}
            isLive={live.status === 'live'}
            model={server?.model ?? ''}
            observer={observer}
          />
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

export const go = (...route: string[]): void => {
  location.hash = route.join('/');
};
